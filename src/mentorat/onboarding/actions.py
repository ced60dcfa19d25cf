"""Taking a newcomer's choice."""

from datetime import datetime

from sqlalchemy import bindparam, update

from mentorat.accounts.models import Role, User
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, command
from mentorat.errors import Conflict, Invalid, Problem, say
from mentorat.events.record import Event, record
from mentorat.mentors.actions.edit_profile import open_profile
from mentorat.mentors.actions.switch_role import become_mentor
from mentorat.mentors.schemas import column_values
from mentorat.onboarding.schemas import MentorChoice, StudentChoice
from mentorat.schedules.document import Availability
from mentorat.viewer import SignedIn

_CHOOSE = command(
    update(User)
    .where(
        User.id == bindparam("viewer_id"),
        User.onboarded_at.is_(None),
        User.role == Role.USER,
        is_here(),
    )
    .values(role=bindparam("chosen"), onboarded_at=bindparam("now"), updated_at=bindparam("now"))
)


class AlreadyOnboarded(Conflict):
    code = "already_onboarded"
    sentence = say("Votre rôle est déjà choisi.")


async def onboard(
    db: Db, choice: MentorChoice | StudentChoice, *, viewer: SignedIn, now: datetime
) -> None:
    """Give a newcomer the role they chose, and a mentor their profile; once.

    Of two concurrent choices one wins. Raises AlreadyOnboarded, also when an operator has set a
    role before. Clerk hears of it by the event `user.onboarded`.
    """
    if await db.run(_CHOOSE, viewer_id=viewer.id, chosen=Role(choice.role), now=now) == 0:
        raise AlreadyOnboarded
    if isinstance(choice, MentorChoice):
        schedule = Availability(timezone=choice.timezone)
        fields, document = column_values(choice), schedule.as_json()
        await open_profile(db, viewer.id, fields, availability=document, now=now)
    chosen = {"role": choice.role}
    event = Event(kind="user.onboarded", subject=viewer.id, actor=viewer.id, after=chosen)
    record(db, event, now=now)


async def switch_to_mentor(
    db: Db, choice: MentorChoice | None, *, viewer: SignedIn, now: datetime
) -> None:
    """Make an Élève a mentor: with the profile they withdrew within 90 days, as a draft, or with
    a new one. Raises RoleMoved, CurrencyInUse for another currency than that of sessions they still
    owe, and Invalid when there is neither."""
    if await become_mentor(db, viewer=viewer, now=now):
        return
    if choice is None:
        raise Invalid([Problem("/headline", say("Ce champ est obligatoire."), "missing")])
    schedule = Availability(timezone=choice.timezone)
    fields, document = column_values(choice), schedule.as_json()
    await open_profile(db, viewer.id, fields, availability=document, now=now)
