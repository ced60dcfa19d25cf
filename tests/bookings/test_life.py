"""Whatever people do with bookings, in whatever order: the product does what the model says."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import stateful
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, precondition, rule
from joserfc.jwk import RSAKey

from mentorat.settings import Settings
from tests.bookings.model import DAY, HOUR, MINUTE, STEPS, Model, Offer, Promise
from tests.bookings.site import ELEVES, MENTORS, MORNINGS, NEWCOMER, Answer, Site

LIVES = int(os.environ.get("LIVES", "30"))  # LIVES=500 makes it a long run
SLOT = frozenset({"slot_taken", "slot_too_close", "slot_not_offered"})
NOT_THEIRS = frozenset({"not_found", "forbidden", "booking_moved", "session_begun"})
Click = tuple[str, str, str, datetime, dict[str, Any]]  # key, who, mentor, hour, answer
Quote = tuple[Promise, str, str, tuple[bool, int]]  # whose, shown to whom, its id, what it said
BUFFERS = st.sampled_from([0, 0, 10, 30]).map(lambda minutes: minutes * MINUTE)
OFFERS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["request", "instant"]),
        "policy": st.sampled_from(["flexible", "flexible", "moderate", "strict"]),
        "rate_cents": st.sampled_from([4500, 3333, 0]),
        "minutes": st.sampled_from([60, 45, 90]),
        "before": BUFFERS,
        "after": BUFFERS,
        "closed": st.integers(0, 6),
        "horizon_days": st.sampled_from([12, 2]),
        "notice": st.sampled_from([3 * HOUR, 12 * HOUR]),  # requests are answered two hours before
    }
)
# Most of what happens is about the newest, and done by whom it concerns.
TURNS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 5, 6])  # from five on, of every status
MENTOR = st.sampled_from([*MENTORS[:1] * 3, *MENTORS[:2], *MENTORS])
LEARNER = st.sampled_from([*ELEVES[:1] * 3, *ELEVES[:2], *ELEVES, MENTORS[-1]])
EITHER = st.sampled_from([*["mentor", "mentee"] * 5, "operator", "stranger"])
ANSWERING = st.sampled_from([*["mentor"] * 8, "mentee", "operator", "stranger"])
EDGES = st.sampled_from([*["cancel_by"] * 4, *["expires"] * 3, "start", "end"])
KINDS = st.sampled_from(["free", "free", "asked", "asked", "ours", "any", "odd"])
PLACES = st.sampled_from([0, 0, 0, 1, 1, 2, 3]) | st.integers(0, 39)
SELDOM = precondition(lambda life: life.looks % 3 == 0)  # every rule has the same chance
FIRST_WISHES = st.lists(st.tuples(MENTOR, LEARNER, PLACES), min_size=2, max_size=5)


def there_is(*statuses: str) -> Callable[[Any], bool]:
    return lambda life: any(one.status in statuses for one in life.model.bookings)


class Life(stateful.RuleBasedStateMachine):
    """Three mentors, three élèves, somebody new and an operator live through a week or two."""

    clicks: Bundle[Click] = Bundle("clicks")
    quotes: Bundle[Quote] = Bundle("quotes")

    def __init__(self, site: Site) -> None:
        super().__init__()
        site.start_again()
        self.site, self.model, self.looks = site, Model({}, site.clock()), 0

    @initialize(offers=st.tuples(OFFERS, OFFERS, OFFERS), wishes=FIRST_WISHES)
    def a_week_begins(self, offers: tuple[dict[str, Any], ...], wishes: list[Any]) -> None:
        for mentor, offer in zip(MENTORS, offers, strict=True):
            self.offer(mentor, Offer(*MORNINGS[mentor], **offer))
        for mentor, who, place in wishes:
            self.order(who, mentor, self.hour("free", place, mentor, who))

    @rule(mentor=MENTOR, who=LEARNER, kind=KINDS, place=PLACES)
    def book(self, mentor: str, who: str, kind: str, place: int) -> None:
        self.order(who, mentor, self.hour(kind, place, mentor, who))

    @rule(target=clicks, mentor=MENTOR, who=LEARNER, place=PLACES)
    def book_with_a_key(self, mentor: str, who: str, place: int) -> Any:
        key, hour = f"key-{self.looks}", self.hour("free", place, mentor, who)
        refusal, document = self.order(who, mentor, hour, key)
        return stateful.multiple(*[] if refusal else [(key, who, mentor, hour, document)])

    @rule(click=clicks, is_same=st.booleans())
    def click_again(self, click: Click, is_same: bool) -> None:
        key, who, mentor, hour, document = click
        answer = self.site.book(who, mentor, hour if is_same else hour + DAY, key)
        assert answer.refusal == (None if is_same else "invalid")
        assert not is_same or answer.document == document

    @precondition(there_is("requested"))
    @rule(turn=TURNS, mentor=MENTOR)
    def ask_a_second_mentor_for_the_same_time(self, turn: int, mentor: str) -> None:
        one = self.pick(turn, "requested")
        self.order(one.mentee, mentor, one.start)

    @precondition(there_is("requested"))
    @rule(turn=TURNS, role=ANSWERING, step=st.sampled_from(["accept", "decline"]))
    def answer(self, turn: int, role: str, step: str) -> None:
        one = self.pick(turn, "requested")
        self.attempt(step, one, self.site.person(one, role))

    @precondition(there_is("requested", "confirmed"))
    @rule(turn=TURNS, role=EITHER, status=st.sampled_from(["requested", "confirmed"]))
    def give_up_unseen(self, turn: int, role: str, status: str) -> None:
        one = self.pick(turn, status)
        self.attempt(self.site.way_out(one), one, self.site.person(one, role))

    @precondition(there_is("confirmed"))
    @rule(target=quotes, turn=TURNS, role=st.sampled_from(["mentor", "mentee", "mentee"]))
    def look_at_conditions(self, turn: int, role: str) -> Quote:
        one = self.pick(turn, "confirmed")
        who = self.site.person(one, role)
        shown, expected = self.site.quote(one.id, who).document, self.model.quote(one, who)
        assert (shown["isLate"], shown["refundCents"]) == expected
        assert shown["refundCents"] + shown["keptCents"] == one.offer.price_cents
        return one, who, shown["id"], expected

    @rule(quote=stateful.consumes(quotes))
    def give_up_as_shown(self, quote: Quote) -> None:
        """On the conditions that somebody looked at, however long ago."""
        one, who, word, seen = quote
        self.attempt(self.site.way_out(one), one, who, seen, quote=word)

    @precondition(there_is("confirmed"))
    @rule(turn=TURNS, role=EITHER, place=PLACES)
    def move_to_a_listed_hour(self, turn: int, role: str, place: int) -> None:
        one = self.pick(turn, "confirmed")
        who = self.site.person(one, role)
        listed = self.site.listed(one.id, who)
        for hour in listed[place % max(len(listed), 1) :][:1]:
            assert not self.model.why_not_move(one, who, hour) & SLOT
            self.move(one, who, hour)

    @precondition(there_is("confirmed"))
    @rule(turn=TURNS, role=EITHER, kind=KINDS, place=PLACES)
    def move_to_another_hour(self, turn: int, role: str, kind: str, place: int) -> None:
        one = self.pick(turn, "confirmed")
        self.move(one, self.site.person(one, role), self.hour(kind, place, one.mentor, one.mentee))

    @SELDOM
    @rule(mentor=MENTOR, offer=OFFERS)
    def change_offer(self, mentor: str, offer: dict[str, Any]) -> None:
        self.offer(mentor, replace(self.model.offers[mentor], **offer))

    @SELDOM
    @rule(minutes=st.sampled_from([0, 1, 40, 300, 1440]), does_worker_come=st.booleans())
    def time_passes(self, minutes: int, does_worker_come: bool) -> None:
        self.be(self.model.now + minutes * MINUTE)
        if does_worker_come:
            self.site.work()
            self.model.work()

    @precondition(there_is("requested", "confirmed"))
    @rule(turn=TURNS, edge=EDGES, microseconds=st.integers(0, 1))
    def a_deadline_comes(self, turn: int, edge: str, microseconds: int) -> None:
        one = self.pick(turn, "requested" if edge == "expires" else "confirmed")
        self.be((getattr(one, edge) or one.cancel_by) + timedelta(microseconds=microseconds))

    @invariant()
    def each_row_is_what_was_promised(self) -> None:
        rows = self.site.bookings()
        assert rows.keys() == {one.id for one in self.model.bookings}
        for one in self.model.bookings:
            if self.model.is_overdue(one) and rows[one.id]["status"] == "expired":
                self.model.note(one, "expired", "expire")  # it stood aside before the worker came
            self.site.check_row(one, rows[one.id])

    @invariant()
    def nothing_that_must_hold_is_broken(self) -> None:
        assert self.site.broken() == []

    @invariant()
    def what_is_shown_can_be_booked_and_nothing_else(self) -> None:
        """One mentor is looked at in turn, and one hour of either kind is tried."""
        self.looks += 1
        mentor, spots = MENTORS[self.looks % 3], self.site.spots()
        shown = self.site.shown(mentor, spots[0], spots[0] + 4 * DAY)
        hidden = [hour for hour in spots if self.model.why_not_offered(mentor, hour)]
        assert shown == [hour for hour in spots if hour not in hidden]
        tried, reasons = ((shown, {None}), (hidden, SLOT))[self.looks % 2]
        for hour in tried[self.looks * 7 % max(len(tried), 1) :][:1]:
            refusal = self.site.would_be_refused(NEWCOMER, mentor, hour)
            assert refusal in reasons, (hour, refusal)

    def offer(self, mentor: str, offer: Offer) -> None:
        self.model.offers[mentor] = offer
        self.site.offer(mentor, offer)

    def order(self, who: str, mentor: str, hour: datetime, key: str | None = None) -> Answer:
        reasons = self.model.why_not_book(who, mentor, hour)
        answer = self.site.book(who, mentor, hour, key)
        if answer.is_granted(reasons):
            one = self.model.book(answer.document["id"], who, mentor, hour)
            self.check_open_steps(one, who, answer)
        return answer

    def move(self, one: Promise, who: str, hour: datetime) -> None:
        reasons, promised_by = self.model.why_not_move(one, who, hour), one.cancel_by
        answer = self.site.take("move", one.id, who, startsAt=hour.isoformat())
        if answer.is_granted(reasons):
            self.model.move(one, who, hour)
            self.check_open_steps(one, who, answer)
            assert who != one.mentee or one.cancel_by <= promised_by

    def attempt(
        self, step: str, one: Promise, who: str, seen: tuple[bool, int] | None = None, **said: str
    ) -> None:
        answer = self.site.take(step, one.id, who, **said)
        if self.model.is_done(step, one, who):
            assert answer.refusal is None
        elif answer.is_granted(self.model.why_not(step, one, who, seen)):
            self.model.take(step, one, who)
            self.check_open_steps(one, who, answer)

    def check_open_steps(self, one: Promise, who: str, answer: Answer) -> None:
        expected = {step for step in STEPS if not self.model.why_not(step, one, who) & NOT_THEIRS}
        assert {*answer.document["actions"]} & STEPS.keys() == expected

    def hour(self, kind: str, place: int, mentor: str, person: str) -> datetime:
        """A start: a free one, one that one of them has asked for or had before, or any."""
        both = {mentor, person}
        ours = [one for one in reversed(self.model.bookings) if both & {one.mentor, one.mentee}]
        spots = [spot for spot in self.site.spots() if spot > self.model.now]
        among = {
            "free": [spot for spot in spots if not self.model.why_not_offered(mentor, spot)],
            "asked": [one.start for one in ours if one.status == "requested"],
            "ours": [one.start for one in ours],
        }.get(kind) or spots[::-1]
        return among[place % len(among)] + (7 if kind == "odd" else 0) * MINUTE

    def be(self, moment: datetime) -> None:
        self.model.now = self.site.clock.at = max(self.model.now, moment)

    def pick(self, turn: int, status: str) -> Promise:
        """One of the bookings that stand so, from the newest; or one of all."""
        so = [one for one in self.model.bookings if turn >= 5 or one.status == status]
        return (among := so or self.model.bookings)[-1 - turn % len(among)]


@pytest.mark.timeout(600)  # a failing life is made short for five minutes
def test_whatever_people_do_each_hour_is_promised_once_and_each_promise_is_kept(
    settings: Settings, clerk_key: RSAKey, database_url: str
) -> None:
    with contextlib.closing(Site(settings, clerk_key, database_url)) as site:
        life = hypothesis_settings(
            Life.TestCase.settings, max_examples=LIVES, stateful_step_count=18
        )
        stateful.run_state_machine_as_test(lambda: Life(site), settings=life)  # type: ignore[arg-type]
