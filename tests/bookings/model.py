"""What bookings promise, written from the product's description alone: a model to hold them against.

`why_not…` answers with every reason that stands against a wish; the product must give one of
them, and must grant the wish when there is none.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Times = tuple[datetime, datetime]
WINDOWS = {"flexible": 24 * HOUR, "moderate": 48 * HOUR, "strict": 7 * DAY}
MOVES_MAX, REQUESTS_MAX = 2, 5
# Where a step begins, where it ends, and whose it is.
STEPS = {
    "accept": ("requested", "confirmed", {"mentor"}),
    "decline": ("requested", "declined", {"mentor"}),
    "withdraw": ("requested", "withdrawn", {"mentee"}),
    "cancel": ("confirmed", "cancelled", {"mentor", "mentee"}),
    "move": ("confirmed", "confirmed", {"mentor", "mentee"}),
}


@dataclass(frozen=True)
class Offer:
    """What a mentor offers at one time; a booking keeps the one it was made with."""

    zone: str
    opens: int  # hours of the local day, every day but `closed`
    closes: int
    mode: str
    policy: str
    rate_cents: int
    minutes: int
    notice: timedelta
    before: timedelta
    after: timedelta
    closed: int
    horizon_days: int

    @property
    def length(self) -> timedelta:
        return self.minutes * MINUTE

    @property
    def price_cents(self) -> int:
        return math.floor(Fraction(self.rate_cents * self.minutes, 60) + Fraction(1, 2))

    def is_open(self, at: datetime, length: timedelta, now: datetime) -> bool:
        """Whether a session of this length fits into the hours of its day, on their grid."""
        zone = ZoneInfo(self.zone)
        local = at.astimezone(zone)
        opening = local.replace(hour=self.opens, minute=0, second=0, microsecond=0)
        fits = opening <= local and local + length <= opening.replace(hour=self.closes)
        rounded_up = now + timedelta(microseconds=-now.microsecond % 1_000_000)
        last_date = rounded_up.astimezone(zone).date() + self.horizon_days * DAY
        on_grid = not (local - opening) % (30 * MINUTE)
        return fits and on_grid and local.weekday() != self.closed and local.date() <= last_date


@dataclass
class Promise:
    """What two people remember of a booking."""

    id: str
    mentor: str
    mentee: str
    start: datetime
    offer: Offer
    cancel_by: datetime
    status: str
    expires: datetime | None
    kinds: list[str]  # of its events, in order
    moves: int = 0
    is_late: bool = False
    last_actor: str = ""  # where that matters

    @property
    def end(self) -> datetime:
        return self.start + self.offer.length

    @property
    def blocked(self) -> Times:
        return self.start - self.offer.before, self.end + self.offer.after

    def meets(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


@dataclass
class Model:
    """Everybody's bookings at one instant."""

    offers: dict[str, Offer]
    now: datetime
    bookings: list[Promise] = field(default_factory=list)

    def is_overdue(self, one: Promise) -> bool:
        return one.status == "requested" and one.expires is not None and one.expires <= self.now

    def party(self, one: Promise, who: str) -> str:
        """An operator is a stranger here: these are the members' doors."""
        sides = {one.mentor: "mentor", one.mentee: "mentee"}
        return sides.get(who, "stranger")

    def is_late(self, one: Promise, who: str) -> bool:
        """Exactly at the boundary counts as in time, and only a mentee is ever late."""
        return self.party(one, who) == "mentee" and self.now > one.cancel_by

    def quote(self, one: Promise, who: str) -> tuple[bool, int]:
        """Whether cancelling now is late, and what is given back."""
        late = self.is_late(one, who)
        return late, 0 if late else one.offer.price_cents

    def is_done(self, step: str, one: Promise, who: str) -> bool:
        """Whoever took a step last may take it again, and changes nothing."""
        return (one.status, one.kinds[-1], one.last_actor) == (STEPS[step][1], step, who)

    def why_not_offered(self, mentor_id: str, at: datetime) -> set[str]:
        """What stands against a start of a new session of today's length and buffers."""
        offer = self.offers[mentor_id]
        start, end = at - offer.before, at + offer.length + offer.after
        reasons = self._why_closed(offer, at, offer.length)
        return reasons | self._why_taken(self._busy_times(mentor_id), start, end)

    def why_not_book(self, who: str, mentor_id: str, at: datetime) -> set[str]:
        if who == mentor_id:
            return {"own_session"}
        offer, reasons = self.offers[mentor_id], self.why_not_offered(mentor_id, at)
        reasons |= self._why_elsewhere(who, at, at + offer.length)
        if offer.mode == "instant":
            return reasons
        waiting = self._requests(who)
        reasons |= {"requested_already" for one in waiting if one.mentor == mentor_id}
        if len(waiting) >= REQUESTS_MAX:
            reasons.add("too_many_requests")
        return reasons

    def why_not(
        self, step: str, one: Promise, who: str, seen: tuple[bool, int] | None = None
    ) -> set[str]:
        source, _, allowed = STEPS[step]
        party, reasons = self.party(one, who), set()
        if party == "stranger":
            return {"not_found"}
        if party not in allowed:
            reasons.add("forbidden")
        if one.status != source or self.is_overdue(one):
            reasons.add("booking_moved")
        if source == "confirmed" and one.start <= self.now:
            reasons.add("session_begun")
        if step == "accept":
            reasons |= self._why_elsewhere(one.mentee, one.start, one.end, but=one)
            reasons |= self._why_taken(self._lessons(one.mentor), one.start, one.end)
        # What costs something is done only by who was told what it costs.
        if step == "cancel" and seen != self.quote(one, who):
            reasons |= {"quote_changed"} if seen or self.is_late(one, who) else set()
        return reasons

    def why_not_move(self, one: Promise, who: str, at: datetime) -> set[str]:
        """An hour is moved to as it would be booked, with the length and buffers it was promised."""
        reasons, party, offer = self.why_not("move", one, who), self.party(one, who), one.offer
        if party == "stranger":
            return reasons
        limit = one.cancel_by if party == "mentee" else one.start - WINDOWS[offer.policy]
        reasons |= {"too_late_to_move"} if self.now > limit else set()
        reasons |= {"moved_too_often"} if one.moves >= MOVES_MAX else set()
        reasons |= {"same_hour"} if at == one.start else set()
        end = at + offer.length
        reasons |= self._why_closed(self.offers[one.mentor], at, offer.length)
        busy = self._busy_times(one.mentor, but=one)
        reasons |= self._why_taken(busy, at - offer.before, end + offer.after)
        return reasons | self._why_elsewhere(one.mentee, at, end, but=one)

    def book(self, booking_id: str, who: str, mentor_id: str, at: datetime) -> Promise:
        offer, now = self.offers[mentor_id], self.now
        cancel_by = max(now, at - WINDOWS[offer.policy])
        status, expires, kinds = "confirmed", None, ["book"]
        if offer.mode == "request":
            answer_by = min(now + 48 * HOUR, now + (at - now) / 2, at - 2 * HOUR)
            status, expires, kinds = "requested", answer_by, ["request"]
        one = Promise(booking_id, mentor_id, who, at, offer, cancel_by, status, expires, kinds)
        self.bookings.append(one)
        self._first_yes(one)
        return one

    def take(self, step: str, one: Promise, who: str) -> None:
        one.is_late = step == "cancel" and self.is_late(one, who)
        self.note(one, STEPS[step][1], step, who)
        self._first_yes(one)

    def move(self, one: Promise, who: str, at: datetime) -> None:
        """A mentee's move never extends a deadline; who was moved by somebody else is free to go."""
        party, limit = self.party(one, who), at - WINDOWS[one.offer.policy]
        one.cancel_by = min(one.cancel_by, limit) if party == "mentee" else at
        one.start, one.moves = at, one.moves + 1
        self.note(one, one.status, "move")
        self._first_yes(one)

    def work(self) -> None:
        """The worker came by."""
        for one in self.bookings:
            if self.is_overdue(one):
                self.note(one, "expired", "expire")
            elif one.status == "confirmed" and one.end <= self.now:
                self.note(one, "completed", "complete")

    def note(self, one: Promise, status: str, kind: str, who: str = "") -> None:
        one.status, one.last_actor = status, who
        one.kinds.append(kind)

    def _first_yes(self, one: Promise) -> None:
        """A confirmed session takes back what its mentee asked of others for the same time."""
        for other in self._requests(one.mentee) if one.status == "confirmed" else ():
            if other.meets(one.start, one.end):
                self.note(other, "withdrawn", "withdraw", other.mentee)

    def _why_closed(self, offer: Offer, at: datetime, length: timedelta) -> set[str]:
        reasons = {"slot_too_close"} if at < self.now + offer.notice else set()
        return reasons if offer.is_open(at, length, self.now) else reasons | {"slot_not_offered"}

    def _why_taken(self, busy: Iterable[Times], start: datetime, end: datetime) -> set[str]:
        return {"slot_taken" for since, until in busy if since < end and start < until}

    def _why_elsewhere(
        self, who: str, start: datetime, end: datetime, *, but: Promise | None = None
    ) -> set[str]:
        """Whoever learns is promised to nobody else then, on either side."""
        mine = (one for one in self.bookings if who in (one.mentee, one.mentor) and one is not but)
        promised = (one for one in mine if one.status == "confirmed")
        return {"mentee_busy" for one in promised if one.meets(start, end)}

    def _busy_times(self, mentor_id: str, *, but: Promise | None = None) -> list[Times]:
        """What takes a mentor's time, with its buffers; as a learner they need none."""
        mine = (one for one in self.bookings if one.mentor == mentor_id and one is not but)
        live = [one for one in mine if one.status in {"requested", "confirmed"}]
        return [one.blocked for one in live if not self.is_overdue(one)] + self._lessons(mentor_id)

    def _lessons(self, mentor_id: str) -> list[Times]:
        mine = (one for one in self.bookings if one.mentee == mentor_id)
        return [(one.start, one.end) for one in mine if one.status == "confirmed"]

    def _requests(self, mentee: str) -> list[Promise]:
        mine = [one for one in self.bookings if one.mentee == mentee and one.status == "requested"]
        return [one for one in mine if not self.is_overdue(one)]
