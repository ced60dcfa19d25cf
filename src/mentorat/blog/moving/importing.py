"""Taking the articles of a file in, one transaction each: what stopped can be started again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from mentorat.blog.actions.import_post import ImportedPlace, PostPast, import_post
from mentorat.blog.actions.post_words import Save
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.models import PostStatus
from mentorat.blog.moving.attempts import attempted, reason_of
from mentorat.blog.moving.fitting import PostSetting, fitted
from mentorat.blog.moving.posts import ImportedPost, Loss, PostSource, id_of
from mentorat.blog.moving.report import MovingReport, PostOutcome
from mentorat.blog.moving.stored_pictures import PictureKeeper, PictureOwner, folders_of, place_of
from mentorat.blog.pictures.keep_image import keep_image
from mentorat.blog.queries.moving import find_author, images_of, is_post_here, skill_slugs
from mentorat.blog.schemas import Language
from mentorat.blog.slugs import slug_of
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.errors import Refusal, Unavailable
from mentorat.events.record import Authority
from mentorat.files.keep_picture import KeptPicture
from mentorat.files.store import FileStore
from mentorat.viewer import SignedIn


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is taken in: `author` for everybody's articles, or `authors` by what the file
    calls them; a dry run does everything and keeps nothing."""

    by: Authority
    language: Language = "fr"
    author: str | None = None
    authors: Mapping[str, str] = {}
    dry_run: bool = False


class ImportWork(NamedTuple):
    """One article on its way in."""

    post: ImportedPost
    author: SignedIn
    pictures: Mapping[str, KeptPicture]


class DryRunEndError(Exception):
    """What was done is undone here; it carries what would have come of it."""

    def __init__(self, place: ImportedPlace) -> None:
        super().__init__()
        self.place = place


class PostImport:
    """Takes in the articles of a source, and tells `seen` of each."""

    def __init__(
        self, database: Database, store: FileStore, plan: ImportPlan, *, now: datetime
    ) -> None:
        self._database, self._plan, self._now = database, plan, now
        self._keeper = PictureKeeper(store, dry_run=plan.dry_run)
        self._people: dict[str, SignedIn | None] = {}
        self._skills: frozenset[str] = frozenset()
        self._tried: set[str | None] = set()  # addresses of a dry run, which nobody took

    async def run(self, source: PostSource, seen: Callable[[PostOutcome], None]) -> MovingReport:
        """Take in every article that is not here. Raises UnreadableFileError and Unavailable; what
        was taken in by then stays, and is passed over the next time."""
        report = MovingReport(source=source.kind, dry_run=self._plan.dry_run)
        async with self._database.unit(writes=False) as unit:
            self._skills = await skill_slugs(Db(unit))
        for post in source.posts():
            outcome = await self._outcome(source, post)
            report.posts.append(outcome)
            seen(outcome)
        report.losses = list(source.losses)
        return report

    async def _outcome(self, source: PostSource, post: ImportedPost) -> PostOutcome:
        told = PostOutcome(
            place=post.place, title=post.title, outcome="taken", old_address=post.old_address
        )
        async with self._database.unit(writes=False) as unit:
            is_here = await is_post_here(Db(unit), id_of(post.origin))
            author = await self._author(Db(unit), post)
            stored = await images_of(Db(unit), folders_of(post))
        if is_here:
            return replace(told, outcome="already_here", id=str(id_of(post.origin)))
        if author is None:
            lost = Loss("author", post.author or "")
            return replace(told, outcome="left_out", why="author", losses=[lost])
        others = frozenset(key for key, image in stored.items() if image.owner_id != author.id)
        owner = PictureOwner(author.id, others)
        pictures, losses = await self._keeper.keep(source, post, owner)
        told = replace(told, losses=[*post.losses, *losses])
        return await self._written(ImportWork(post, author, pictures), told)

    async def _written(self, work: ImportWork, told: PostOutcome) -> PostOutcome:
        """The article as it was, or where readers cannot see it so, as a draft."""
        why, not_ready = "", list[Loss]()
        for status in dict.fromkeys((work.post.status, PostStatus.DRAFT)):
            found = await attempted(self._transaction(work, status))
            if isinstance(found, Unavailable):
                raise found
            if isinstance(found, Refusal):
                why = reason_of(found)
                not_ready = [Loss("not_ready", why)]
                continue
            place, losses = found
            return replace(
                told,
                status=status,
                id=str(id_of(work.post.origin)),
                address=f"/blog/{place.slug}" if place.slug else None,
                losses=[*told.losses, *not_ready, *losses],
            )
        return replace(told, outcome="left_out", why=why)

    async def _transaction(
        self, work: ImportWork, status: PostStatus
    ) -> tuple[ImportedPlace, list[Loss]]:
        losses: list[Loss] = []
        try:
            async with self._database.unit(writes=True) as unit:
                place = await self._write(Db(unit), work, status, losses)
                self._end_dry_run(place)
        except DryRunEndError as end:
            place = end.place
            if place.slug and place.slug in self._tried:
                losses.append(Loss("slug", f"{place.slug}: another article of the file has it"))
            self._tried |= {place.slug}
        losses += [Loss("former_slug", slug) for slug in place.taken_slugs]
        if place.is_pair_taken:
            losses.append(Loss("pair", work.post.pair or ""))
        return place, losses

    def _end_dry_run(self, place: ImportedPlace) -> None:
        if self._plan.dry_run:
            raise DryRunEndError(place)

    async def _write(
        self, db: Db, work: ImportWork, status: PostStatus, losses: list[Loss]
    ) -> ImportedPlace:
        post, author = work.post, work.author
        for picture in set(work.pictures.values()):
            keep_image(db, picture, owner_id=author.id, now=self._now)
        document, found = fitted(post, self._setting(work, post), status=status)
        losses += found
        past = self._past(post, status)
        place = await import_post(db, document, past, author=author, now=self._now)
        if document.slug and place.slug != document.slug:
            losses.append(Loss("slug", f"{document.slug} → {place.slug}"))
        if post.changes is not None and status == post.status:
            changes, found = fitted(post.changes, self._setting(work, post.changes), status=status)
            losses += found
            save = Save(author.id, past.updated_at)
            await save_post(db, past.id, changes, save, viewer=author)
        return place

    def _setting(self, work: ImportWork, post: ImportedPost) -> PostSetting:
        places = {
            target: place_of(picture, post.pictures.get(target, ""))
            for target, picture in work.pictures.items()
        }
        cover = work.pictures.get(post.cover or "")
        language = self._plan.language
        return PostSetting(language, self._skills, places, cover.key if cover else None)

    def _past(self, post: ImportedPost, status: PostStatus) -> PostPast:
        created = post.created_at or post.published_at or self._now
        return PostPast(
            id=id_of(post.origin),
            by=self._plan.by,
            pair_id=pair_of(post),
            status=status,
            created_at=created,
            updated_at=post.updated_at or created,
            published_at=post.published_at if status == post.status else None,
            modified_at=post.modified_at,
            former_slugs=tuple(slug_of(slug) for slug in post.former_slugs if slug),
        )

    async def _author(self, db: Db, post: ImportedPost) -> SignedIn | None:
        """Who it belongs to here: as the map says, else whoever was named for all, else whoever has
        the id or the proved address that the file names."""
        hint = post.author or ""
        who = self._plan.authors.get(hint) or self._plan.author or hint
        if who not in self._people:
            self._people[who] = await find_author(db, who) if who else None
        return self._people[who]


def pair_of(post: ImportedPost) -> UUID | None:
    """What an article shares with its other language, whichever of them is read first."""
    return id_of(post.pair) if post.pair else None
