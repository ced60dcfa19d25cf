"""What other programs are told: signed, thin, typed, and only what they asked for."""

import json
import re
from typing import Any

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Event
from mentorat.onboarding.actions import onboard
from mentorat.onboarding.schemas import StudentChoice
from mentorat.webhooks.actions.write_messages import send_test
from tests import people
from tests.blog.writing import an_article
from tests.builders import Rows, a_mentor, a_person, move, whoever
from tests.people import TEN, Pair
from tests.webhooks.receiver import Receiver
from tests.webhooks.telling import ADA, EVERYTHING, JOBS, House

pytestmark = pytest.mark.anyio
clock, pair = people.clock, people.pair
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


def told(receiver: Receiver) -> list[tuple[str, dict[str, Any]]]:
    """Types and data, in the order they came."""
    for payload in receiver.effects.values():
        assert payload.keys() == {"type", "version", "timestamp", "data"}
        assert payload["version"] == 1
        assert INSTANT.match(payload["timestamp"])
    return [(one["type"], one["data"]) for one in receiver.effects.values()]


async def test_a_bookings_life_is_told_step_by_step_without_a_private_word(
    house: House, pair: Pair
) -> None:
    with Receiver() as receiver:
        await house.add(receiver, ["booking.*"])
        path = await pair.booked(TEN)
        await pair.by(pair.mentee, f"{path}/move", {"startsAt": "2027-06-11T08:00:00Z"})
        await pair.by(pair.mentee, f"{path}/cancellation", {"reason": "Je pars en voyage"})
        await house.work()
        assert [t for t, _ in told(receiver)] == [
            "booking.booked", "booking.moved", "booking.cancelled"
        ]  # fmt: skip
        booking_id = path.rpartition("/")[2]
        assert told(receiver)[-1][1] == {
            "bookingId": booking_id,
            "sequence": 2,
            "status": "cancelled",
            "mentorId": pair.mentor_id,
            "menteeId": pair.mentee_id,
            "startsAt": "2027-06-11T08:00:00Z",
            "endsAt": "2027-06-11T09:00:00Z",
        }
    sent = b"".join(one.body for one in receiver.tries)
    assert not re.search(rb"@|voyage|Relire|salle", sent)


async def test_a_newcomer_a_mentor_and_an_article_are_told_when_others_may_see_them(
    house: House, database: Database, rows: Rows
) -> None:
    with Receiver() as receiver:
        await house.add(receiver)
        newcomer = await a_person(database)
        async with database.unit(writes=True) as unit:
            viewer = whoever(newcomer, "USER")
            await onboard(Db(unit), StudentChoice(role="USER"), viewer=viewer, now=house.now)
        mentor = await a_mentor(database)
        await move(database, mentor, "pause")
        await move(database, mentor, "resume")
        await move(database, mentor, "refuse", reason="Votre accroche est vide.")
        post_id = await an_article(database, mentor)
        await house.work()
    assert told(receiver)[0] == ("user.onboarded", {"userId": newcomer, "role": "USER"})
    of_mentor = [(t, data["status"]) for t, data in told(receiver) if "mentorId" in data]
    assert of_mentor == [
        ("mentor.published", "published"),
        ("mentor.unpublished", "paused"),
        ("mentor.published", "published"),
        ("mentor.unpublished", "refused"),
    ]
    assert ("post.published", {
        "postId": str(post_id), "authorId": mentor, "status": "published", "isChange": False,
    }) in told(receiver)  # fmt: skip


async def test_an_endpoint_hears_only_of_what_it_asked_for(house: House) -> None:
    with Receiver() as all_of_it, Receiver() as bookings:
        await house.step(house.a_booking(), 1)  # nobody has asked to be told yet
        await house.add(all_of_it, EVERYTHING)
        await house.add(bookings, ["booking.*", "user.left"])
        booking_id = house.a_booking()
        await house.step(booking_id, 0)
        for kind in ("user.left", "user.changed", "skill.saved", "booking.kept", "webhook.added"):
            await house.happens(Event(kind=kind, subject=booking_id, actor="user_ada"))
        await house.work()
        assert [t for t, _ in told(all_of_it)] == ["booking.requested"]
        assert [t for t, _ in told(bookings)] == ["booking.requested", "user.left"]


async def test_the_same_event_published_twice_is_one_message(house: House) -> None:
    with Receiver() as receiver:
        await house.add(receiver)
        await house.step(house.a_booking(), 0)
        await house.worker.take(house.rows, *JOBS, times=2)
    assert len(house.messages()) == len(receiver.tries) == 1


async def test_an_operator_tries_an_endpoint_out_whatever_it_asked_for(
    house: House, database: Database
) -> None:
    with Receiver() as receiver:
        added = await house.add(receiver, ["user.left"])
        async with database.unit(writes=True) as unit:
            await send_test(Db(unit), added.id, by=ADA, now=house.now)
        await house.work()
        assert told(receiver) == [("webhook.test", {"endpointId": str(added.id)})]


async def test_the_secret_is_told_once_and_stands_sealed_in_the_database(
    house: House, rows: Rows
) -> None:
    with Receiver() as receiver:
        added = await house.add(receiver)
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", added.secret)
    stored = json.dumps(rows("select * from webhook_endpoints"), default=repr)
    assert added.secret not in stored
    assert added.secret.encode().hex() not in stored
