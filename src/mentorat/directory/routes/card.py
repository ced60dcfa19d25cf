"""The picture of a mentor that other sites show beside a link to their page."""

import asyncio
import hashlib
from datetime import datetime

from litestar import Response, get
from litestar.params import FromPath

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.db.executor import Db
from mentorat.directory.cards import detail
from mentorat.directory.pictures import PAINTER, lines, paint
from mentorat.directory.queries.mentor import find_mentor
from mentorat.directory.schemas import MentorDetail
from mentorat.errors import NotFound
from mentorat.mentors.models import ProfileStatus
from mentorat.viewer import Visitor
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import environment, request_translator, tone_of

HOUR_SECONDS = 3_600
SKILLS_SHOWN = 2
# The avatar's eight tones in light, as styles/parts/avatar.css has them.
TONES = (
    ("#e4f1ec", "#175546"),
    ("#e2ecf8", "#1d4f86"),
    ("#f8e4e8", "#8c2742"),
    ("#ece6f7", "#563a93"),
    ("#fbeedd", "#8a4410"),
    ("#e3f3e8", "#1c6b3c"),
    ("#f4edd2", "#6a5606"),
    ("#dff1f3", "#11606a"),
)
_painted = BoundedCache[str, bytes](bytes_max=8 * MEGABYTE)


def picture_address(mentor: MentorDetail, origin: str, locale: str) -> str:
    """Where a mentor's picture is; another one as soon as it shows something else."""
    return (
        f"{origin}/mentors/{mentor.id}/card.png?lang={locale}&v={_digest(drawing(mentor, origin))}"
    )


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
    tag = f'"{_digest(svg)}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={HOUR_SECONDS}" if is_public else "private, no-store",
        "Cross-Origin-Resource-Policy": "cross-origin",  # it is made for other sites
    }
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    png = _painted.get(tag)
    if png is None:
        png = await asyncio.get_running_loop().run_in_executor(PAINTER, paint, svg)
        _painted.keep(tag, png, weight=len(png))
    return Response(png, media_type="image/png", headers=headers)


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


def _digest(svg: str) -> str:
    return hashlib.sha256(svg.encode()).hexdigest()[:16]
