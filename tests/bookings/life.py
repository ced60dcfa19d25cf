"""What bookings promise, written from the product's description alone: a model to hold them against.

`why_not…` answers with every reason that stands against a wish; the product must give one of
them, and must grant the wish when there is none. A new step is one entry in STEPS, one reason in
`why_not` and one line in `take`.
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

from tests.bookings.promised import DAY, HOUR, Mentor, Promise

Times = tuple[datetime, datetime]
WINDOWS = {"flexible": 24 * HOUR, "moderate": 48 * HOUR, "strict": 7 * DAY}
MOVES_MAX, REQUESTS_MAX = 2, 5
# Where a step begins, where it ends, and whose it is.
STEPS = {
    "accept": ("requested", "confirmed", {"mentor", "operator"}),
    "decline": ("requested", "declined", {"mentor", "operator"}),
    "withdraw": ("requested", "withdrawn", {"mentee"}),
    "cancel": ("confirmed", "cancelled", {"mentor", "mentee", "operator"}),
    "move": ("confirmed", "confirmed", {"mentor", "mentee", "operator"}),
}
SLOT = frozenset({"slot_taken", "slot_too_close", "slot_not_offered"})
NOT_THEIRS = frozenset({"not_found", "forbidden", "booking_moved", "session_begun"})


class Life:
    """Everybody's bookings at one instant."""

    def __init__(self, mentors: dict[str, Mentor], operator: str, now: datetime) -> None:
        self.mentors = mentors
        self.operator = operator
        self.now = now
        self.bookings: list[Promise] = []

    # What holds now.

    def is_overdue(self, one: Promise) -> bool:
        return one.status == "requested" and one.expires is not None and one.expires <= self.now

    def takes_time(self, one: Promise) -> bool:
        return one.status in {"requested", "confirmed"} and not self.is_overdue(one)

    def party(self, one: Promise, who: str) -> str:
        sides = {self.operator: "operator", one.mentor: "mentor", one.mentee: "mentee"}
        return sides.get(who, "stranger")

    def why_not_offered(self, mentor_id: str, at: datetime) -> set[str]:
        """What stands against a start of a new session of today's length and buffers."""
        mentor = self.mentors[mentor_id]
        found = self._why_closed(mentor, at, mentor.length)
        start, end = at - mentor.before, at + mentor.length + mentor.after
        return found | self._why_taken(self._taken(mentor_id), start, end)

    def is_late(self, one: Promise, who: str) -> bool:
        """Exactly at the boundary counts as in time, and only a mentee is ever late."""
        return self.party(one, who) == "mentee" and self.now > one.cancel_by

    def quote(self, one: Promise, who: str) -> tuple[bool, int]:
        """Whether cancelling now is late, and what is given back."""
        late = self.is_late(one, who)
        return late, 0 if late else one.price_cents

    def is_done(self, step: str, one: Promise, who: str) -> bool:
        """Whoever took a step last may take it again, and changes nothing."""
        return (one.status, one.kinds[-1], one.taken_by) == (STEPS[step][1], step, who)

    # What stands against a wish.

    def why_not_book(self, who: str, mentor_id: str, at: datetime) -> set[str]:
        if who == mentor_id:
            return {"own_session"}
        mentor, found = self.mentors[mentor_id], self.why_not_offered(mentor_id, at)
        found |= self._busy(who, at, at + mentor.length)
        if mentor.mode == "instant":
            return found
        waiting = [one for one in self._waiting(who) if not self.is_overdue(one)]
        if any(one.mentor == mentor_id for one in waiting):
            found.add("requested_already")
        if len(waiting) >= REQUESTS_MAX:
            found.add("too_many_requests")
        return found

    def why_not(
        self, step: str, one: Promise, who: str, seen: tuple[bool, int] | None = None
    ) -> set[str]:
        source, _, allowed = STEPS[step]
        party, found = self.party(one, who), set()
        if party == "stranger":
            return {"not_found"}
        if party not in allowed:
            found.add("forbidden")
        if one.status != source or self.is_overdue(one):
            found.add("booking_moved")
        if source == "confirmed" and one.start <= self.now:
            found.add("session_begun")
        if step == "accept":
            found |= self._busy(one.mentee, one.start, one.end, but=one)
            found |= self._why_taken(self._learning(one.mentor), one.start, one.end)
        # What costs something is done only by who was told what it costs.
        if step == "cancel" and seen != self.quote(one, who):
            found |= {"quote_changed"} if seen or self.is_late(one, who) else set()
        return found

    def why_not_move(self, one: Promise, who: str, at: datetime) -> set[str]:
        """An hour is moved to as it would be booked, with the length and buffers it was promised."""
        found, party = self.why_not("move", one, who), self.party(one, who)
        if party == "stranger":
            return found
        limit = one.cancel_by if party == "mentee" else one.start - WINDOWS[one.policy]
        if party != "operator" and self.now > limit:
            found.add("too_late_to_move")
        if party != "operator" and one.moves >= MOVES_MAX:
            found.add("moved_too_often")
        if at == one.start:
            found.add("same_hour")
        mentor, end = self.mentors[one.mentor], at + one.length
        found |= self._why_closed(mentor, at, one.length)
        taken = [*self._taken(one.mentor, but=one)]
        found |= self._why_taken(taken, at - one.before, end + one.after)
        return found | self._busy(one.mentee, at, at + one.length, but=one)

    # What is so afterwards.

    def book(self, booking_id: str, who: str, mentor_id: str, at: datetime) -> Promise:
        mentor, now = self.mentors[mentor_id], self.now
        is_request = mentor.mode == "request"
        price = math.floor(Fraction(mentor.rate_cents * mentor.minutes, 60) + Fraction(1, 2))
        one = Promise(
            id=booking_id,
            mentor=mentor_id,
            mentee=who,
            start=at,
            length=mentor.length,
            before=mentor.before,
            after=mentor.after,
            price_cents=price,
            policy=mentor.policy,
            cancel_by=max(now, at - WINDOWS[mentor.policy]),
            status="requested" if is_request else "confirmed",
            expires=min(now + 48 * HOUR, now + (at - now) / 2, at - 2 * HOUR)
            if is_request
            else None,
            kinds=["request" if is_request else "book"],
        )
        self.bookings.append(one)
        self._first_yes(one)
        return one

    def take(self, step: str, one: Promise, who: str) -> None:
        one.is_late = step == "cancel" and self.is_late(one, who)
        one.status, one.taken_by = STEPS[step][1], who
        one.kinds.append(step)
        self._first_yes(one)

    def move(self, one: Promise, who: str, at: datetime) -> None:
        """A mentee's move never extends a deadline; who was moved by somebody else is free to go."""
        party = self.party(one, who)
        one.cancel_by = min(one.cancel_by, at - WINDOWS[one.policy]) if party == "mentee" else at
        one.start, one.moves = at, one.moves + (party != "operator")
        one.kinds.append("move")
        one.taken_by = ""
        self._first_yes(one)

    def expire(self, one: Promise) -> None:
        one.status = "expired"
        one.kinds.append("expire")

    def work(self) -> None:
        """The worker came by."""
        for one in self._overdue():
            self.expire(one)
        for one in self.bookings:
            if one.status == "confirmed" and one.end <= self.now:
                one.status = "completed"
                one.kinds.append("complete")

    def _first_yes(self, one: Promise) -> None:
        """A confirmed session takes back what its mentee asked of others for the same time."""
        for other in self._waiting(one.mentee) if one.status == "confirmed" else ():
            if not self.is_overdue(other) and other.meets(one.start, one.end):
                other.status, other.taken_by = "withdrawn", other.mentee
                other.kinds.append("withdraw")

    def _why_closed(self, mentor: Mentor, at: datetime, length: timedelta) -> set[str]:
        found = {"slot_too_close"} if at < self.now + mentor.notice else set()
        return found if mentor.is_open(at, length, self.now) else found | {"slot_not_offered"}

    def _why_taken(self, taken: Iterable[Times], start: datetime, end: datetime) -> set[str]:
        return {"slot_taken" for since, until in taken if since < end and start < until}

    def _taken(self, mentor_id: str, *, but: Promise | None = None) -> list[Times]:
        """What takes a mentor's time, with its buffers; as a learner they need none."""
        mine = (one for one in self.bookings if one.mentor == mentor_id and one is not but)
        blocked = [one.blocked for one in mine if self.takes_time(one)]
        return [*blocked, *self._learning(mentor_id)]

    def _learning(self, mentor_id: str) -> list[Times]:
        mine = (one for one in self.bookings if one.mentee == mentor_id)
        return [(one.start, one.end) for one in mine if one.status == "confirmed"]

    def _overdue(self) -> list[Promise]:
        return [one for one in self.bookings if self.is_overdue(one)]

    def _waiting(self, mentee: str) -> list[Promise]:
        return [one for one in self.bookings if one.mentee == mentee and one.status == "requested"]

    def _busy(
        self, who: str, start: datetime, end: datetime, *, but: Promise | None = None
    ) -> set[str]:
        """Whoever learns is promised to nobody else then, on either side."""
        mine = (one for one in self.bookings if who in (one.mentee, one.mentor) and one is not but)
        is_busy = any(one.status == "confirmed" and one.meets(start, end) for one in mine)
        return {"mentee_busy"} if is_busy else set()
