"""One life of bookings, lived on the product and in the model at once.

Every method of `Living` that is in test_life's WISHES is something that happens; after each of
them, `check` holds whatever is so on the site against what the model says.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from tests.bookings.kept import check_apart, check_promise
from tests.bookings.life import NOT_THEIRS, SLOT, STEPS, Life
from tests.bookings.promised import DAY, HOUR, MINUTE, Mentor, Promise
from tests.bookings.site import Answer, People, Site
from tests.builders import MONDAY

Found = TypeVar("Found")
DAYS_SEEN = 4
ANY = 5  # from this turn on, bookings of every status are meant
INSTANT = timedelta(microseconds=1)
# Their mornings overlap: from seven to twelve o'clock in UTC.
MORNINGS = (("Europe/Paris", 9, 13), ("Africa/Dakar", 7, 12), ("Asia/Kolkata", 13, 17))


class NothingToDoError(Exception):
    """There is nothing yet with which this could be done."""


class Click(NamedTuple):
    """A booking that was made with a key, and what was answered."""

    key: str
    who: str
    mentor_id: str
    hour: datetime
    document: dict[str, Any]


class Living:
    """Three mentors, three élèves, somebody new and an operator live through a week or two."""

    def __init__(self, site: Site, people: People, offers: Sequence[dict[str, Any]]) -> None:
        self.site = site
        self.people = people
        self.checks = 0
        self.clicks: list[Click] = []
        self.seen: dict[tuple[str, str], tuple[str, tuple[bool, int]]] = {}
        mentors = {
            mentor_id: Mentor(*morning, **offer)
            for mentor_id, morning, offer in zip(people.mentors, MORNINGS, offers, strict=True)
        }
        self.life = Life(mentors, people.operator, MONDAY)
        site.start_again()
        for mentor_id, mentor in mentors.items():
            site.offer(mentor_id, mentor)

    # What people do.

    def book(self, at: int, who: int, when: tuple[str, int], is_keyed: bool) -> None:
        """The last who is a mentor, who may learn from others too."""
        person = [*self.people.eleves, self.people.mentors[-1]][who]
        mentor_id = self.people.mentors[at]
        hour = self.hour(when, mentor_id, person)
        key = f"key-{len(self.clicks)}" if is_keyed else None
        one, document = self.order(person, mentor_id, hour, key)
        if one and key:
            self.clicks.append(Click(key, person, mentor_id, hour, document))

    def ask_another(self, turn: int, at: int) -> None:
        """Somebody who waits for an answer asks a second mentor for the same time."""
        one = self.chosen(turn, "requested")
        self.order(one.mentee, self.people.mentors[at], one.start)

    def order(
        self, who: str, mentor_id: str, hour: datetime, key: str | None = None
    ) -> tuple[Promise | None, dict[str, Any]]:
        reasons = self.life.why_not_book(who, mentor_id, hour)
        answer = self.site.book(who, mentor_id, hour, key)
        if not is_granted(answer, reasons):
            return None, answer.document
        one = self.life.book(answer.document["id"], who, mentor_id, hour)
        self.check_open_steps(one, who, answer)
        return one, answer.document

    def click_again(self, turn: int, is_same: bool) -> None:
        click = pick(self.clicks, turn)
        hour = click.hour if is_same else click.hour + DAY
        answer = self.site.book(click.who, click.mentor_id, hour, click.key)
        assert answer.refusal == (None if is_same else "invalid")
        assert not is_same or answer.document == click.document

    def answer(self, turn: int, role: str, is_yes: bool) -> None:
        one = self.chosen(turn, "requested")
        self.attempt("accept" if is_yes else "decline", one, self.person(one, role))

    def look_at_conditions(self, turn: int, role: str) -> None:
        one = self.chosen(turn, "confirmed")
        who = self.person(one, role)
        told, expected = self.site.quote(one.id, who).document, self.life.quote(one, who)
        assert (told["isLate"], told["refundCents"]) == expected
        assert told["refundCents"] + told["keptCents"] == one.price_cents
        self.seen[one.id, who] = told["id"], expected

    def give_up(self, turn: int, role: str) -> None:
        one = self.chosen(turn, "requested" if turn % 2 else "confirmed")
        self.attempt(one.way_out, one, self.person(one, role))

    def give_up_as_shown(self, turn: int) -> None:
        """On the conditions that somebody looked at, however long ago."""
        booking_id, who = pick([*self.seen], turn)
        word, conditions = self.seen.pop((booking_id, who))
        one = next(one for one in self.life.bookings if one.id == booking_id)
        self.attempt(one.way_out, one, who, seen=conditions, quote=word)

    def move(self, turn: int, role: str, when: tuple[str, int]) -> None:
        one = self.chosen(turn, "confirmed")
        who, promised_by = self.person(one, role), one.cancel_by
        hour = self.hour(when, one.mentor, one.mentee)
        if when[0] == "listed" and (listed := self.site.listed(one.id, who)):
            hour = listed[when[1] % len(listed)]
            assert not self.life.why_not_move(one, who, hour) & SLOT
        reasons = self.life.why_not_move(one, who, hour)
        answer = self.site.take("move", one.id, who, startsAt=hour.isoformat())
        if is_granted(answer, reasons):
            self.life.move(one, who, hour)
            self.check_open_steps(one, who, answer)
            assert who != one.mentee or one.cancel_by <= promised_by

    def change_offer(self, at: int, offer: dict[str, Any]) -> None:
        mentor_id = self.people.mentors[at]
        for name, value in offer.items():
            setattr(self.life.mentors[mentor_id], name, value)
        self.site.offer(mentor_id, self.life.mentors[mentor_id])

    # What happens by itself.

    def time_passes(self, minutes: int) -> None:
        self.be(self.life.now + minutes * MINUTE)

    def time_passes_until(self, turn: int, edge: str, is_after: bool) -> None:
        one = self.chosen(turn, "requested" if edge == "expires" else "confirmed")
        moment = getattr(one, edge) or one.cancel_by
        self.be(max(self.life.now, moment + is_after * INSTANT))

    def work(self) -> None:
        self.site.work()
        self.life.work()

    # What is always so.

    def check(self) -> None:
        self.checks += 1
        rows, histories = {row["id"]: row for row in self.site.bookings()}, self.site.histories()
        assert rows.keys() == histories.keys() == {one.id for one in self.life.bookings}
        for one in self.life.bookings:
            if self.life.is_overdue(one) and rows[one.id]["status"] == "expired":
                self.life.expire(one)  # it stood aside before the worker came
            check_promise(one, rows[one.id], histories[one.id])
        check_apart(list(rows.values()))
        self.check_slots(self.people.mentors[self.checks % len(self.people.mentors)])

    def check_slots(self, mentor_id: str) -> None:
        """What is shown is what can be booked; one of either kind is tried in turn."""
        spots = self.spots()
        shown = self.site.shown(mentor_id, spots[0], spots[0] + DAYS_SEEN * DAY)
        hidden = [hour for hour in spots if self.life.why_not_offered(mentor_id, hour)]
        assert shown == [hour for hour in spots if hour not in hidden]
        tried, reasons = ((shown, {None}), (hidden, SLOT))[self.checks % 2]
        if tried:
            hour = tried[self.checks * 7 % len(tried)]
            refusal = self.site.would_be_refused(self.people.somebody_new, mentor_id, hour)
            assert refusal in reasons, (hour, refusal)

    def check_open_steps(self, one: Promise, who: str, answer: Answer) -> None:
        expected = {step for step in STEPS if not self.life.why_not(step, one, who) & NOT_THEIRS}
        assert {*answer.document["actions"]} & STEPS.keys() == expected

    # The words above.

    def spots(self) -> list[datetime]:
        """Every half hour of the mornings from today."""
        first = self.life.now.replace(hour=7, minute=0, second=0, microsecond=0)
        return [first + day * DAY + n * HOUR / 2 for day in range(DAYS_SEEN) for n in range(10)]

    def hour(self, when: tuple[str, int], mentor_id: str, person: str) -> datetime:
        """A start: a free one, one that one of them has asked for or had before, or any."""
        (kind, n), both = when, (mentor_id, person)
        ours = [one for one in self.life.bookings if one.mentor in both or one.mentee in both]
        spots = [spot for spot in self.spots() if spot > self.life.now]
        among = {
            "free": [spot for spot in spots if not self.life.why_not_offered(mentor_id, spot)],
            "asked": [one.start for one in reversed(ours) if one.status == "requested"],
            "ours": [one.start for one in reversed(ours)],
        }.get(kind) or spots[::-1]
        return among[n % len(among)] + (7 if kind == "odd" else 0) * MINUTE

    def be(self, moment: datetime) -> None:
        self.life.now = self.site.clock.at = moment

    def chosen(self, turn: int, status: str) -> Promise:
        """One of the bookings that stand so, from the newest; or one of all."""
        bookings = self.life.bookings
        return pick([one for one in bookings if turn >= ANY or one.status == status], turn)

    def person(self, one: Promise, role: str) -> str:
        others = {"operator": self.people.operator, "stranger": self.people.somebody_new}
        return others.get(role) or (one.mentor if role == "mentor" else one.mentee)

    def attempt(
        self,
        step: str,
        one: Promise,
        who: str,
        *,
        seen: tuple[bool, int] | None = None,
        **said: object,
    ) -> None:
        answer = self.site.take(step, one.id, who, **said)
        if self.life.is_done(step, one, who):
            assert answer.refusal is None
            return
        reasons = self.life.why_not(step, one, who, seen)
        if is_granted(answer, reasons):
            self.life.take(step, one, who)
            self.check_open_steps(one, who, answer)


def pick(among: Sequence[Found], turn: int) -> Found:
    """One of these, from the last; raises NothingToDoError when there is none."""
    if not among:
        raise NothingToDoError
    return among[-1 - turn % len(among)]


def is_granted(answer: Answer, reasons: set[str]) -> bool:
    assert answer.refusal in reasons or not (reasons or answer.refusal), (answer, reasons)
    return not reasons
