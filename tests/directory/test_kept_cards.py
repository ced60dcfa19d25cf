"""What is kept of a page is told to nobody else and never outlives what it shows: a page that was
put together from it is, letter for letter, the page made anew."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.bounded_cache import BoundedCache
from mentorat.db.pool import Database
from mentorat.directory import cards
from mentorat.directory.free_time import first_free
from mentorat.directory.queries import skill_names
from mentorat.directory.routes import facet_labels
from mentorat.schedules.document import Availability
from mentorat.web import kept_parts
from tests.builders import EVERY_DAY, Rows, a_booking, a_mentor, a_student, open_on
from tests.examples import examples
from tests.people import StillClock, session_of

pytestmark = pytest.mark.anyio
KEPT = (
    *((cards, "_known"), (first_free, "_known"), (facet_labels, "_known")),
    *((skill_names, "_kept"), (kept_parts, "_kept")),
)
OF_ONE_ANSWER = re.compile(r'(name="csrf_token" value="|nonce=")[^"]+')
ZONES = ("Europe/Paris", "America/Montreal", "Indian/Reunion", "Pacific/Chatham")
STEPS = 40
PAGES = (
    *("/mentors", "/mentors?q=python", "/mentors?free=week", "/mentors?skill=python&limit=2"),
    *("/mentors?q=pyhton+jardin", "/mentors?saved=yes", "/", "/mentors/{}", "/mentors/{}/saved"),
    *("/api/mentors", "/api/mentors?free=evenings", "/api/mentors/{}", "/api/mentors/facets"),
)
Change = Callable[[Random, str], None]


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Everything is made anew, and nothing of it stays."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in KEPT:
            patch.setattr(module, name, BoundedCache[Any, Any](bytes_max=0))
        yield


def changes(rows: Rows, member: str, clock: StillClock) -> list[Change]:
    """What may happen between two readers of a page."""

    def of_skill(dice: Random, _mentor: str) -> None:
        label = dice.choice(("Python", "Pythôn", "<b>&amp;"))
        rows("update skills set label_fr = %s where slug = 'python'", label)

    def of_week(dice: Random, mentor: str) -> None:
        hours = dice.choice((("09:00", "12:00"), ("18:00", "21:00"), ("00:00", "24:00")))
        week = open_on(dice.sample(EVERY_DAY, dice.choice((0, 2, 7))), hours)
        document = Availability.model_validate(week).as_json()
        rows("update mentor_profiles set availability = %s where user_id = %s", document, mentor)

    def of_heart(dice: Random, mentor: str) -> None:
        rows("delete from saved_mentors where member_id = %s and mentor_id = %s", member, mentor)
        if dice.random() < 0.6:
            rows("insert into saved_mentors values (%s, %s, now())", member, mentor)

    def of_time(dice: Random, _mentor: str) -> None:
        clock.ahead += timedelta(minutes=dice.choice((0, 1, 29, 30, 31, 300, 1440, 9000)))

    def of_taken(dice: Random, mentor: str) -> None:
        rows("delete from bookings")
        at = clock().replace(minute=0, second=0) + timedelta(hours=dice.randrange(1, 72))
        a_booking(rows, mentor, at, mentee_id=member)

    return [*_words(rows), of_skill, of_week, of_heart, of_time, of_time, of_taken]


def _words(rows: Rows) -> list[Change]:
    def of_profile(column: str, *values: object) -> Change:
        change = f"update mentor_profiles set {column} = %s where user_id = %s"
        return lambda dice, mentor: void(rows(change, dice.choice(values), mentor))

    def of_currency(dice: Random, mentor: str) -> None:
        rows("delete from bookings")  # which keep a mentor from changing theirs
        of_profile("currency", "EUR", "CHF")(dice, mentor)

    def of_account(column: str, *values: object) -> Change:
        change = f"update users set {column} = %s where id = %s"
        return lambda dice, mentor: void(rows(change, dice.choice(values), mentor))

    return [
        of_profile("headline", "Relire <vite>", "Écrire un code que l'on relit", "L’été"),
        of_profile("hourly_rate_cents", 0, 4500, 4550),
        of_currency,
        of_profile("languages", ["fr"], ["en", "fr"]),
        of_profile("own_skills", [], ["jardinage"], ["a", "b"]),
        of_profile("rank", 10, 20, 30),
        of_profile("status", "published", "published", "paused"),
        of_account("first_name", "Marc", "Ève", None),
        of_account("image_url", None, "https://img.clerk.com/a", "https://img.clerk.com/b"),
    ]


def void(_rows: object) -> None:
    """Only the effect was wanted."""


async def read(client: httpx2.AsyncClient, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """A page, without what only one answer says."""
    client.cookies.clear()
    answer = await client.get(path, headers=headers)
    return answer.status_code, OF_ONE_ANSWER.sub(r"\1", answer.text)


@pytest.mark.parametrize("seed", range(examples(16)))
async def test_a_page_of_what_is_kept_is_the_page_made_anew_whoever_reads_it_after_whatever_changed(
    client: httpx2.AsyncClient,
    database: Database,
    rows: Rows,
    clerk_key: RSAKey,
    clock: StillClock,
    seed: int,
) -> None:
    dice = Random(seed)
    week = open_on(EVERY_DAY, ("09:00", "17:00"))
    mentors = [
        await a_mentor(database, first_name=name, availability=week, expertise=skills)
        for name, skills in (("Zoé", ["Python"]), ("Luc", ["Python", "Jardin"]), ("Al", ["SQL"]))
    ]
    member, other = [await a_student(database, timezone=zone) for zone in ZONES[:2]]
    readers = [{}, session_of(clerk_key, member), session_of(clerk_key, other)]
    happenings = changes(rows, member, clock)
    for _ in range(STEPS):
        if dice.random() < 0.6:
            dice.choice(happenings)(dice, dice.choice(mentors))
        zone, language = dice.choice(ZONES).replace("/", "%2F"), dice.choice(("fr", "en"))
        own = {"accept-language": language, "cookie": f"mentorat_zone={zone}"}
        path = dice.choice(PAGES).format(dice.choice(mentors))
        asked = {**own, **dice.choice(readers)}
        from_kept = await read(client, path, asked)
        with nothing_kept():
            anew = await read(client, path, asked)
        assert from_kept == anew, (path, asked)
        assert "\x00" not in anew[1]


async def test_a_page_names_the_token_of_its_own_answer_and_its_own_address(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database)
    for path in ("/mentors", "/mentors?q=python", f"/mentors/{mentor}"):
        first, second = [(await client.get(path)).text for _ in range(2)]
        tokens = [
            set(re.findall(r'name="csrf_token" value="([^"]+)"', page)) for page in (first, second)
        ]
        assert [len(found) for found in tokens] == [1, 1]
        assert tokens[0] != tokens[1]
        here = re.findall(r'name="next" value="([^"]*)"', second)
        assert set(here) == {path, path.partition("?")[0]}
