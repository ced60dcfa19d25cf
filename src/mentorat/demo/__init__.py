"""Demo data, for AUTH=dev: people, their weeks, some bookings and what mentors wrote, relative to
today."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mentorat.accounts.actions.change_role import grant_admin
from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.callers.dev_identity import development_user
from mentorat.accounts.clerk.payload import read_user
from mentorat.accounts.queries import is_empty
from mentorat.bookings.actions.book import book
from mentorat.bookings.schemas import BookingChoice
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.demo.people import MARC, MENTORS, PEOPLE, Mentor, Person
from mentorat.demo.posts import load_posts
from mentorat.directory.actions.refresh_mentor import refresh_mentor
from mentorat.events.record import Authority
from mentorat.mentors.actions.edit_profile import UNCHANGED, ProfileChange, edit_profile
from mentorat.mentors.actions.move_profile import ProfileMove, move_profile
from mentorat.mentors.actions.save_week import save_week
from mentorat.mentors.models import ProfileStatus
from mentorat.mentors.queries import find_own_profile
from mentorat.mentors.schemas import column_values
from mentorat.onboarding.actions import onboard
from mentorat.onboarding.schemas import MentorChoice, StudentChoice
from mentorat.schedules.document import Availability
from mentorat.schedules.plans import plan_of
from mentorat.schedules.slots import starts
from mentorat.schedules.wall_time import DAY, seconds_after
from mentorat.viewer import SignedIn

ADMIN = PEOPLE[0]
STUDENT = next(person for person in PEOPLE if person.role == "USER")
FIRST_ARRIVAL_DAYS = 60
HOLIDAY_DAYS = 21
NEW_SINCE = timedelta(hours=3)

ROOM = "https://meet.example/marc-lenoir"
TUESDAY = 1
NOTES = (
    "Comprendre un tableau de bord que mon équipe vient de recevoir",
    "Écrire mes premières jointures sans recopier celles des autres",
    "Choisir entre une moyenne et une médiane, et savoir dire pourquoi",
)


async def seed(database: Database) -> int:
    """Load the demo into an empty database; returns how many people, 0 when it is not empty."""
    now = datetime.now(UTC)
    async with database.unit(writes=True) as unit:
        db = Db(unit)
        if not await is_empty(db):
            return 0
        for number, person in enumerate(PEOPLE):
            await _arrive(db, person, now=now - timedelta(days=FIRST_ARRIVAL_DAYS - number))
        for mentor in MENTORS:
            await _publish(db, mentor, now=now)
        await load_posts(db, _viewer(ADMIN, "ADMIN"), now=now)
    return len(PEOPLE)


async def _arrive(db: Db, person: Person, *, now: datetime) -> None:
    now_ms = int(now.timestamp() * 1000)
    data = development_user(
        person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        now_ms=now_ms,
    )
    await sync_user(db, read_user(data), event_ms=now_ms, now=now)
    viewer = _viewer(person, "USER")
    if isinstance(person, Mentor):
        await onboard(db, _choice(person), viewer=viewer, now=now)
    elif person.role:
        await onboard(db, StudentChoice(role="USER"), viewer=viewer, now=now)
    if person.is_admin:
        await grant_admin(db, person.id, by=Authority("demo", "demo data"), now=now)
    if person.bio:
        await edit_me(db, {"bio": person.bio}, viewer=viewer, now=now)


async def _publish(db: Db, mentor: Mentor, *, now: datetime) -> None:
    """Give a mentor their week and their place; what makes them special comes last."""
    at = now - (NEW_SINCE if mentor.state == "new" else timedelta(days=40))
    owner, admin = _viewer(mentor, "MENTOR"), _viewer(ADMIN, "ADMIN")
    profile = await find_own_profile(db, viewer=owner)
    schedule = _schedule(mentor, now)
    if profile:
        await save_week(db, schedule, expected_digest=profile.week_digest, viewer=owner, now=at)
    stands = await move_profile(db, ProfileMove(mentor.id, "submit"), viewer=owner, now=at)
    if stands != ProfileStatus.PUBLISHED and mentor.state != "submitted":
        await move_profile(db, ProfileMove(mentor.id, "publish"), viewer=admin, now=at)
    if mentor.state == "full":
        await _fill(db, mentor, schedule, now)
    if mentor == MARC:
        await _meet(db, mentor, schedule, now)
    await refresh_mentor(db, mentor.id, now=now)


def _schedule(mentor: Mentor, now: datetime) -> Availability:
    closed = HOLIDAY_DAYS if mentor.state == "on_holiday" else 0
    days = (now.date() + timedelta(days=n) for n in range(closed))
    document: dict[str, Any] = {
        "timezone": mentor.timezone,
        "weekly": mentor.weekly,
        "overrides": {day.isoformat(): [] for day in days},
        **mentor.rules,
    }
    return Availability.model_validate(document)


async def _fill(db: Db, mentor: Mentor, schedule: Availability, now: datetime) -> None:
    """Book every hour that a mentor offers."""
    plan, moment = plan_of(schedule), seconds_after(now)
    until = moment + (schedule.horizon_days + 2) * DAY
    for number, start in enumerate(starts(plan, [], since=moment, until=until, now=moment)):
        await _book(db, mentor, start, NOTES[number % len(NOTES)], now=now)


async def _meet(db: Db, mentor: Mentor, schedule: Availability, now: datetime) -> None:
    """A session to look at, in a room, on a Tuesday soon."""
    fields = column_values(_choice(mentor))
    rules: dict[str, Any] = {**UNCHANGED, "meeting_place": ROOM}
    change = ProfileChange(fields, rules=rules)
    await edit_profile(db, change, viewer=_viewer(mentor, "MENTOR"), now=now)
    plan, moment = plan_of(schedule), seconds_after(now)
    week = moment + 7 * DAY
    found = starts(plan, [], since=week, until=week + 7 * DAY, now=moment)
    chosen = next(
        start for start in found if datetime.fromtimestamp(start, UTC).weekday() == TUESDAY
    )
    await _book(db, mentor, chosen, "Relire ensemble mon premier vrai projet", now=now)


async def _book(db: Db, mentor: Mentor, start: int, note: str, *, now: datetime) -> None:
    at = datetime.fromtimestamp(start, UTC)
    fields = {"mentorId": mentor.id, "startsAt": at.isoformat(), "note": note}
    choice = BookingChoice.model_validate({**fields, "timezone": "Europe/Paris"})
    await book(db, choice, viewer=_viewer(STUDENT, "USER"), now=now)


def _choice(mentor: Mentor) -> MentorChoice:
    return MentorChoice.model_validate(
        {
            "role": "MENTOR",
            "headline": mentor.headline,
            "expertise": list(mentor.expertise),
            "hourlyRateCents": mentor.rate_cents,
            "currency": mentor.currency,
            "languages": list(mentor.languages),
            "timezone": mentor.timezone,
        }
    )


def _viewer(person: Person, role: str) -> SignedIn:
    return SignedIn(person.id, role, person.first_name, person.last_name, None, None, None)
