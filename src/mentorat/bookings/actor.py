"""Who takes a step of a booking: one of its two people, or an operator who says why."""

from typing import NamedTuple, Protocol

from mentorat.bookings.policies import Party
from mentorat.events.record import Authority
from mentorat.viewer import SignedIn


class TwoPeople(Protocol):
    """A booking, as far as it says whose it is."""

    @property
    def mentor_id(self) -> str: ...
    @property
    def mentee_id(self) -> str: ...


class Actor(NamedTuple):
    """Somebody with their side of one booking; an operator comes with the reason that is kept.
    `seen` is the sequence of the booking that they decide on, as far as they say."""

    id: str
    party: Party
    authority: Authority | None = None
    seen: int | None = None


def actor_of(booking: TwoPeople, viewer: SignedIn, seen: int | None = None) -> Actor:
    """The member whose booking it is, as the caller found it for them."""
    return Actor(viewer.id, "mentor" if viewer.id == booking.mentor_id else "mentee", seen=seen)


def operator_of(operator: SignedIn, reason: str, seen: int | None = None) -> Actor:
    """An operator at the desk, whoever they are elsewhere."""
    return Actor(operator.id, "operator", Authority(operator.id, reason), seen)
