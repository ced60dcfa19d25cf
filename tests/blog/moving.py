"""Files of articles for tests, made as other tools make them, and an import of one."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from obstore.store import LocalStore
from PIL import Image

from mentorat.blog.moving.exporting import ExportReport, PostExport
from mentorat.blog.moving.importing import ImportPlan, PostImport
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.report import MovingReport, PostOutcome
from mentorat.db.pool import Database
from mentorat.events.record import Authority
from mentorat.files.store import FileStore
from tests.builders import MONDAY

BY = Authority("command line (marc)")
DATA = Path(__file__).parents[1] / "data" / "blog"


def a_store(folder: Path) -> FileStore:
    """A store in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileStore(LocalStore(folder))


def a_zip(path: Path, entries: Mapping[str, str | bytes]) -> Path:
    """A zip of these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in entries.items():
            target.writestr(name, body)
    return path


def a_picture(width: int = 640, height: int = 400, colour: str = "teal") -> bytes:
    """A photograph, as a telephone would send it."""
    body = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(body, "JPEG")
    return body.getvalue()


async def imported(
    database: Database, store: FileStore, path: Path, *, images: Path | None = None, **plan: Any
) -> MovingReport:
    """What an import of a file reports."""
    seen: list[PostOutcome] = []
    source = open_source(path, images=images)
    try:
        work = PostImport(database, store, ImportPlan(by=BY, **plan), now=MONDAY)
        report = await work.run(source, seen.append)
    finally:
        source.close()
    assert seen == report.posts
    return report


async def exported(database: Database, store: FileStore, path: Path, **wanted: Any) -> ExportReport:
    """An export into a file."""
    return await PostExport(database, store).run(path, lambda _count: None, **wanted)


def losses_of(report: MovingReport, title: str) -> list[tuple[str, str]]:
    """What an article lost, by its title."""
    (post,) = [post for post in report.posts if post.title == title]
    return [(loss.kind, loss.detail) for loss in post.losses]
