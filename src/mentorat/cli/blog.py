"""`mentorat blog`: articles from elsewhere, articles to take along, articles rendered anew."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.exporting import ExportReport, PostExport
from mentorat.blog.moving.importing import ImportPlan, PostImport
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.report import MovingReport, Outcome, PostOutcome, sentence_of, shown
from mentorat.blog.publishing.render_again import BATCH, render_again
from mentorat.blog.queries.moving import find_author
from mentorat.cli.authority import command_line
from mentorat.cli.connecting import run_connected
from mentorat.cli.output import print_json, progress
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.files.opening import open_store
from mentorat.settings import read_settings

OUTCOMES: dict[Outcome, str] = {
    "taken": "taken",
    "already_here": "already here",
    "left_out": "left out",
}
ATTENTION = 3


def import_posts(
    file: Path,
    *,
    author: str | None = None,
    authors: Path | None = None,
    language: Literal["fr", "en"] = "fr",
    images: Path | None = None,
    dry_run: bool = False,
    json: bool = False,
) -> int:
    """Take in the articles of FILE: a zip of Markdown, a WordPress export (XML) or one of Ghost
    (JSON). What is here already is passed over, so that it may be started again.

    `--author` (id or e-mail) is whose they are, or `--authors` a JSON file of names in FILE and
    whom they are here; without either, authors are known by the id or e-mail in FILE. `--images` is
    the folder of the old site's pictures, `--language` that of articles that name none. With
    `--dry-run` everything is tried and nothing is kept. Exit 3: look at the report."""
    named = _map_of(authors) if authors else {}
    plan = ImportPlan(
        by=command_line(), language=language, author=author, authors=named, dry_run=dry_run
    )
    report = _imported(file, images, plan)
    if json:
        print_json(report)
    else:
        _print_report(report)
    return ATTENTION if report.needs_attention else 0


def _imported(file: Path, images: Path | None, plan: ImportPlan) -> MovingReport:
    if images and not images.is_dir():
        raise UsageError(f"{images} is no folder: --images is where the old site's pictures are.")
    settings = read_settings()
    store = open_store(settings)
    source = open_source(file, images=images)

    async def take(database: Database) -> MovingReport:
        if plan.author:
            await _author_id(database, plan.author)
        return await PostImport(database, store, plan, now=datetime.now(UTC)).run(source, _tell)

    try:
        return run_connected(settings, take)
    finally:
        source.close()


def export_posts(
    file: Path,
    *,
    author: str | None = None,
    status: PostStatus | None = None,
    json: bool = False,
) -> int:
    """Write articles to FILE, a zip of Markdown with everything that is known of them and their
    pictures: all, or those of one author (id or e-mail) or status. The same articles make the same
    bytes; `mentorat blog import` reads it."""
    settings = read_settings()
    store = open_store(settings)

    async def write(database: Database) -> ExportReport:
        author_id = await _author_id(database, author) if author else None
        work = PostExport(database, store)
        return await work.run(file, _tell_count, author_id=author_id, status=status)

    report = run_connected(settings, write)
    if json:
        print_json(report)
    else:
        print(f"{report.posts} articles, {report.pictures} files of pictures: {file}")
        for key in report.missing:
            print(f"  missing: {key}")
    return ATTENTION if report.missing else 0


def render_posts_again(*, json: bool = False) -> None:
    """Render now what an older renderer made of published articles; the worker does it by night."""

    async def render(database: Database) -> int:
        total, is_more = 0, True
        while is_more:
            async with database.unit(writes=True) as unit:
                count = await render_again(Db(unit))
            total, is_more = total + count, count == BATCH
            _tell_count(total)
        return total

    total = run_connected(read_settings(), render)
    if json:
        print_json({"rendered": total})
    else:
        print(f"{total} articles rendered anew")


def _tell(outcome: PostOutcome) -> None:
    progress.print(
        f"{OUTCOMES[outcome.outcome]}: {shown(outcome.title or outcome.place)}", markup=False
    )


def _tell_count(count: int) -> None:
    progress.print(f"{count} articles")


def _print_report(report: MovingReport) -> None:
    would = " (dry run: nothing was kept)" if report.dry_run else ""
    counts = ", ".join(f"{report.count(kind)} {words}" for kind, words in OUTCOMES.items())
    print(f"{report.source}: {counts}{would}")
    for loss in report.losses:
        print(f"  {sentence_of(loss)}")
    for post in report.posts:
        if post.losses or post.why:
            print(f"{OUTCOMES[post.outcome]}: {shown(post.title or post.place)}")
        if post.why:
            print(f"  {post.why}")
        for loss in post.losses:
            print(f"  {sentence_of(loss)}")


def _map_of(path: Path) -> Mapping[str, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(
            f'{path} is no map of authors, {{"name in the file": "id or e-mail here"}}: {error}'
        ) from None


async def _author_id(database: Database, who: str) -> str:
    async with database.unit(writes=False) as unit:
        found = await find_author(Db(unit), who)
    if found is None:
        raise UsageError(f"Nobody here has the id or the proved e-mail {who}.")
    return found.id
