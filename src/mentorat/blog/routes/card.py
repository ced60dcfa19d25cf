"""The picture of an article that other sites show beside a link to it: its cover, or a drawing."""

from litestar import Response, get
from litestar.params import FromPath

from mentorat.blog.addresses import article_address
from mentorat.blog.queries.cards import CardRow
from mentorat.blog.queries.page import find_article
from mentorat.blog.shown.cards import author_of
from mentorat.errors import NotFound
from mentorat.web.language import translator
from mentorat.web.pictures import lines
from mentorat.web.pictures.answer import TONES, digest_of, picture_answer
from mentorat.web.provide import AnyRequest, Config, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import environment, printed, tone_of


def drawn_address(row: CardRow, origin: str) -> str:
    """Where the drawing of an article is; another one as soon as it shows something else."""
    return f"{origin}{article_address(row.slug)}/card.png?v={digest_of(drawing(row, origin))}"


def drawing(row: CardRow, origin: str) -> str:
    """What it shows, as SVG: the title and who wrote it."""
    author = author_of(row)
    nobody = translator("en" if row.language == "en" else "fr").gettext("Ancien membre")
    name = lines(author.display_name or nobody, 45, 1)
    context = {
        "tone": TONES[tone_of(author.id)],
        "title": lines(printed(row.title, row.language), 28, 3) or ["mentorat"],
        "author": name,
        "initials": "".join(word[0].upper() for word in " ".join(name).split()[:2]),
        "address": " ".join(lines(origin.partition("://")[2], 50, 1)),
    }
    return environment().get_template("blog/card.svg").render(context)


@get("/blog/{slug:str}/card.png", guards=[within_budget])
async def show_card(
    request: AnyRequest, db: RequestDb, settings: Config, slug: FromPath[str]
) -> Response[bytes]:
    row = await find_article(db, slug)
    if row is None:
        raise NotFound
    return await picture_answer(request, drawing(row, settings.origin), is_public=True)
