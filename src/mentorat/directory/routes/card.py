"""The picture of a mentor that other sites show beside a link to their page."""

from datetime import datetime

from litestar import Response, get
from litestar.params import FromPath

from mentorat.db.executor import Db
from mentorat.directory.cards import detail
from mentorat.directory.queries.mentor import find_mentor
from mentorat.directory.schemas import MentorDetail
from mentorat.errors import NotFound
from mentorat.mentors.models import ProfileStatus
from mentorat.viewer import Visitor
from mentorat.web.pictures import lines
from mentorat.web.pictures.answer import TONES, digest_of, picture_answer
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import environment, request_translator, tone_of

SKILLS_SHOWN = 2


def picture_address(mentor: MentorDetail, origin: str, locale: str) -> str:
    """Where a mentor's picture is; another one as soon as it shows something else."""
    version = digest_of(drawing(mentor, origin))
    return f"{origin}/mentors/{mentor.id}/card.png?lang={locale}&v={version}"


def drawing(mentor: MentorDetail, origin: str) -> str:
    """What the picture shows, as SVG."""
    name = lines(mentor.display_name, 20, 2) or ["mentorat"]
    context = {
        "tone": TONES[tone_of(mentor.id)],
        "initials": "".join(word[0].upper() for word in " ".join(name).split()[:2]),
        "name": name,
        "headline": lines(mentor.headline, 45, 2),
        "skills": lines(
            " · ".join([s.label for s in mentor.skills] + mentor.own_skills), 60, SKILLS_SHOWN
        ),
        "address": " ".join(lines((mentor.short_link or origin).partition("://")[2], 50, 1)),
    }
    return environment().get_template("directory/card.svg").render(context)


@get("/mentors/{mentor_id:str}/card.png", guards=[within_budget])
async def show_card(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> Response[bytes]:
    svg, is_public = await _found(request, db, mentor_id, visitor, now)
    return await picture_answer(request, svg, is_public=is_public)


async def _found(
    request: AnyRequest, db: Db, mentor_id: str, visitor: Visitor, now: datetime
) -> tuple[str, bool]:
    """The drawing, and whether everybody may see it; raises NotFound."""
    mentor = await find_mentor(db, mentor_id, viewer=visitor, now=now)
    if mentor is None:
        raise NotFound
    origin = request.app.state.settings.origin
    told = detail(mentor, origin, locale=request_translator(request).locale, now=now)
    return drawing(told, origin), mentor.status == ProfileStatus.PUBLISHED
