"""Whatever people do with bookings, in whatever order: the product does what the model says.

LIVES=500 makes it a long run. Something new that may happen is one line of WISHES, one method of
`living.Living`, and what `life.Life` says of it.
"""

import contextlib
import os
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.settings import Settings
from tests.bookings.living import Living, NothingToDoError
from tests.bookings.promised import HOUR, MINUTE
from tests.bookings.site import Site

LIVES = int(os.environ.get("LIVES", "30"))
WISHES_EACH = 20
EITHER = st.sampled_from([*["mentor", "mentee"] * 5, "operator", "stranger"])
ANSWERING = st.sampled_from([*["mentor"] * 8, "mentee", "operator", "stranger"])
EDGES = st.sampled_from([*["cancel_by"] * 4, *["expires"] * 3, "start", "end"])
TURNS, MENTORS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 5, 6]), st.sampled_from([0, 0, 0, 1, 1, 2])
HOURS = st.tuples(
    st.sampled_from(
        ["free", "free", "free", "listed", "asked", "asked", "asked", "ours", "any", "odd"]
    ),
    st.sampled_from([0, 0, 0, 1, 1, 2, 3]) | st.integers(0, 39),
)
BUFFERS = st.sampled_from([0, 0, 10, 30]).map(lambda minutes: minutes * MINUTE)
OFFER: dict[str, st.SearchStrategy[Any]] = {
    "policy": st.sampled_from(["flexible", "flexible", "moderate", "strict"]),
    "rate_cents": st.sampled_from([4500, 3333, 0]),
    "minutes": st.sampled_from([60, 45, 90]),
    "before": BUFFERS,
    "after": BUFFERS,
    "closed": st.integers(0, 6),
    "horizon_days": st.sampled_from([12, 2]),
    # Two hours before a session its request must be answered.
    "notice": st.sampled_from([3, 12]).map(lambda hours: hours * HOUR),
}
OFFERS = st.fixed_dictionaries(
    {"mode": st.sampled_from(["request", "request", "instant"]), **OFFER}
)


def wish(often: int, what: str, **drawn: Any) -> list[st.SearchStrategy[dict[str, Any]]]:
    return [st.fixed_dictionaries({"what": st.just(what), **drawn}) for _ in range(often)]


BOOKINGS = wish(
    *(6, "book"),
    at=MENTORS,
    who=st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3]),
    when=HOURS,
    is_keyed=st.booleans(),
)
LOOKING = st.sampled_from(["mentor", "mentee", "mentee"])
WISHES = st.one_of(
    *wish(1, "time_passes", minutes=st.sampled_from([1, 40, 300, 1440])),
    *BOOKINGS,
    *wish(6, "ask_another", turn=TURNS, at=st.integers(0, 2)),
    *wish(7, "answer", turn=TURNS, role=ANSWERING, is_yes=st.sampled_from([True, True, False])),
    *wish(9, "move", turn=TURNS, role=EITHER, when=HOURS),
    *wish(4, "look_at_conditions", turn=TURNS, role=LOOKING),
    *wish(2, "give_up", turn=TURNS, role=EITHER),
    *wish(4, "give_up_as_shown", turn=TURNS),
    *wish(4, "time_passes_until", turn=TURNS, edge=EDGES, is_after=st.booleans()),
    *wish(1, "work"),
    *wish(2, "change_offer", at=MENTORS, offer=st.fixed_dictionaries(OFFER)),
    *wish(1, "click_again", turn=TURNS, is_same=st.booleans()),
)


def test_whatever_people_do_each_hour_is_promised_once_and_each_promise_is_kept(
    settings: Settings, clerk_key: RSAKey, database_url: str
) -> None:
    @hypothesis_settings(max_examples=LIVES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def live(data: st.DataObject) -> None:
        living = Living(site, people, data.draw(st.tuples(OFFERS, OFFERS, OFFERS)))
        while living.checks < WISHES_EACH:
            wished = data.draw(WISHES if living.life.bookings else BOOKINGS[0])
            with contextlib.suppress(NothingToDoError):
                getattr(living, wished.pop("what"))(**wished)
                living.check()

    with contextlib.closing(Site(settings, clerk_key, database_url)) as site:
        people = site.invite(mentors=3, eleves=3)
        live()
