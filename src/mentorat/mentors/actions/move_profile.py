"""Moving a profile from one state to the next: submitted, published, refused, paused…"""

from datetime import datetime

import msgspec
from sqlalchemy import Boolean, bindparam, case, false, func, or_, select, update

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_mentor
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.errors import Conflict, Forbidden, Invalid, NotFound, Problem, say
from mentorat.events.record import Authority, Event, audit
from mentorat.mentors.models import MentorProfile, ProfileStatus, PublicationRules
from mentorat.mentors.publication import STEPS, PublicationStep, StepName, requirements
from mentorat.mentors.queries import HAS_HOURS
from mentorat.terms import check_terms
from mentorat.viewer import SignedIn


class ProfileState(msgspec.Struct, frozen=True):
    """What decides whether a profile may move; the row is locked while it is looked at. `id` is
    other when its words are."""

    status: ProfileStatus
    id: str
    is_edited: bool
    has_bio: bool
    has_hours: bool
    is_mentor: bool


LEADS_TO_PEOPLE = frozenset({ProfileStatus.SUBMITTED, ProfileStatus.PUBLISHED})

# What an operator refuses is the profile and the presentation, which stands in another table.
_bio = func.md5(func.coalesce(User.bio, ""))
# What an operator decides on: the version of a profile, and of the presentation beside it.
WORDS_ID = func.concat(MentorProfile.version, "-", func.left(_bio, 12))
_STANDING = rows(
    select(
        MentorProfile.status,
        WORDS_ID.label("id"),
        or_(
            func.coalesce(MentorProfile.refused_version, 0) < MentorProfile.version,
            func.coalesce(MentorProfile.refused_bio != _bio, false()),
        ).label("is_edited"),
        (func.coalesce(User.bio, "") != "").label("has_bio"),
        HAS_HOURS.label("has_hours"),
        is_mentor().label("is_mentor"),
    )
    .join(User, User.id == MentorProfile.user_id)
    .where(MentorProfile.user_id == bindparam("owner_id"), User.deleted_at.is_(None))
    .with_for_update(of=MentorProfile),
    ProfileState,
)
_MOVE = command(
    update(MentorProfile)
    .where(MentorProfile.user_id == bindparam("owner_id"))
    .values(
        status=bindparam("target", type_=MentorProfile.status.type),
        status_at=bindparam("now"),
        published_at=case(
            (
                bindparam("publishes", type_=Boolean),
                func.coalesce(MentorProfile.published_at, bindparam("now")),
            ),
            else_=MentorProfile.published_at,
        ),
        refusal_reason=bindparam("reason", type_=MentorProfile.refusal_reason.type, required=True),
        refused_version=case(
            (bindparam("refuses", type_=Boolean), MentorProfile.version),
            else_=MentorProfile.refused_version,
        ),
        refused_bio=case(
            (
                bindparam("refuses", type_=Boolean),
                select(_bio).where(User.id == MentorProfile.user_id).scalar_subquery(),
            ),
            else_=MentorProfile.refused_bio,
        ),
    )
)
_PAUSE = scalar(
    update(MentorProfile)
    .where(
        MentorProfile.user_id == bindparam("owner_id"),
        MentorProfile.status == ProfileStatus.PUBLISHED,
    )
    .values(status=ProfileStatus.PAUSED, status_at=bindparam("now"))
    .returning(MentorProfile.user_id),
    str,
)
_REVIEW_REQUIRED = scalar(select(PublicationRules.review_required), bool)
_SET_RULES = command(update(PublicationRules).values(review_required=bindparam("review_required")))


class ProfileMoved(Conflict):
    code = "profile_moved"
    sentence = say("Ce profil n'est plus dans cet état. Rechargez la page.")


class SameProfileAgain(Conflict):
    code = "same_profile_again"
    sentence = say("Ce profil a été refusé tel quel. Modifiez-le avant de le renvoyer.")


class NoMentorNow(Conflict):
    code = "no_mentor_now"
    sentence = say(
        "Cette personne n'est pas mentor actuellement : son profil ne peut pas changer d'état."
    )


OTHER_WORDS = say("Ce profil a changé depuis l'affichage de la page. Relisez-le avant de décider.")


class ProfileMove(msgspec.Struct, frozen=True):
    """One step of one profile; a refusal has a reason, which the mentor reads. `seen` is the id of
    the words that an operator decides on."""

    owner_id: str
    step: StepName
    reason: str | None = None
    seen: str | None = None


async def move_profile(
    db: Db, move: ProfileMove, *, viewer: SignedIn, now: datetime
) -> ProfileStatus:
    """Take one step of `publication.STEPS`; returns where the profile stands afterwards.

    Of two people moving one profile at once, one wins. Raises Forbidden for a step that is not
    the viewer's, NotFound, ProfileMoved, NoMentorNow, SameProfileAgain, Invalid when something
    that élèves need is missing, and TermsChanged when an operator decides on other words than
    those that stand.
    """
    wanted, owner_id, step = STEPS[move.step], move.owner_id, move.step
    _check_viewer(wanted, owner_id, viewer)
    standing = await db.find(_STANDING, owner_id=owner_id)
    if standing is None:
        raise NotFound
    if standing.status not in wanted.sources:
        raise ProfileMoved
    check_terms(move.seen, standing, OTHER_WORDS)
    target = wanted.target
    if target in LEADS_TO_PEOPLE and not standing.is_mentor:
        raise NoMentorNow
    if step == "submit":
        _check_complete(standing)
        if not await db.value(_REVIEW_REQUIRED):
            target = ProfileStatus.PUBLISHED
    db.later(
        _MOVE,
        owner_id=owner_id,
        target=target,
        publishes=target == ProfileStatus.PUBLISHED,
        refuses=target == ProfileStatus.REFUSED,
        reason=move.reason,
        now=now,
    )
    by = Authority(viewer.id, move.reason)
    _record_move(db, move, (standing.status, target), by=by, now=now)
    return target


async def pause_own(db: Db, owner_id: str, *, now: datetime) -> bool:
    """Pause a mentor's profile as they wish, if it is published; whether it was."""
    return await _pause(db, owner_id, by=Authority(owner_id), now=now)


async def pause_silent(db: Db, owner_id: str, *, now: datetime) -> bool:
    """The platform itself pauses a published profile whose mentor does not answer; whether it was
    published. One click resumes it."""
    by = Authority("system", "unanswered requests")
    return await _pause(db, owner_id, by=by, now=now)


async def _pause(db: Db, owner_id: str, *, by: Authority, now: datetime) -> bool:
    if await db.value(_PAUSE, owner_id=owner_id, now=now) is None:
        return False
    statuses = (ProfileStatus.PUBLISHED, ProfileStatus.PAUSED)
    _record_move(db, ProfileMove(owner_id, "pause"), statuses, by=by, now=now)
    return True


def _record_move(
    db: Db,
    move: ProfileMove,
    statuses: tuple[ProfileStatus, ProfileStatus],
    *,
    by: Authority,
    now: datetime,
) -> None:
    before, after = statuses
    event = Event(
        kind=f"profile.{move.step}",
        subject=move.owner_id,
        actor=by.actor,
        before={"status": before},
        after={"status": after},
    )
    audit(db, event, by=by, now=now)


def _check_viewer(step: PublicationStep, owner_id: str, viewer: SignedIn) -> None:
    if step.by == "owner" and viewer.id != owner_id:
        raise NotFound
    if step.by == "operator" and viewer.role != "ADMIN":
        raise Forbidden


def _check_complete(standing: ProfileState) -> None:
    needed = requirements(has_bio=standing.has_bio, has_hours=standing.has_hours)
    missing = [Problem(f"/{one.name}", one.sentence, "missing") for one in needed if not one.is_met]
    if missing:
        raise Invalid(missing)
    if not standing.is_edited:
        raise SameProfileAgain


def require_review(db: Db, *, required: bool, viewer: SignedIn, now: datetime) -> None:
    """Decide whether an operator looks at profiles before élèves do. Raises Forbidden."""
    if viewer.role != "ADMIN":
        raise Forbidden
    db.later(_SET_RULES, review_required=required)
    event = Event(
        kind="publication.rules",
        subject="site",
        actor=viewer.id,
        after={"review_required": required},
    )
    audit(db, event, by=Authority(viewer.id), now=now)
