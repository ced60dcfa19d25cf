"""How often each route may go to the database and back, and a world in which every route has
something to find."""

from typing import Any, NamedTuple
from uuid import UUID

import httpx2

from mentorat.blog.actions.preview_links import make_preview_link
from mentorat.blog.queries.names import find_author
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.files.keep_picture import keep_picture
from mentorat.files.store import FileStore
from tests.blog.writing import a_draft, an_article
from tests.builders import MONDAY, Rows, a_booking, refreshed
from tests.files.made_pictures import four_corners, saved
from tests.web.scenes import DAY, HOUR, MENTEE, MENTOR, Caller

JSON_READ = 1
PAGE = 2
WEBHOOK = 2
BOOKING = 4
RECOGNITION = 1  # who is signed in is found first: what they may read depends on who they are
# Routes that need one more, and why.
MORE: dict[str, tuple[int, str]] = {}
SITES = "https://ecole.example"
METRICS_TOKEN = "un-jeton-de-mesure-assez-long"  # of these tests


class World(NamedTuple):
    """The addresses of what there is to find, by the places of the routes that find it."""

    places: dict[str, dict[str, str]]
    bookings: dict[str, str]

    def path(self, name: str) -> str:
        """The address of something real for a route."""
        method, _, path = name.partition(" ")
        del method
        for route, known in self.places.items():
            if route == "" or path.startswith(route):
                for place, value in known.items():
                    path = path.replace(place, value)
        return path


async def a_world(
    client: httpx2.AsyncClient, database: Database, rows: Rows, people: dict[str, Caller]
) -> World:
    """A published mentor with articles, an élève who keeps them, their sessions at every stage."""
    await refreshed(database, MENTOR)
    tags: dict[str, Any] = {"tags": ["Relecture"], "series": "Relire", "skills": ["python"]}
    first = await an_article(database, MENTOR, **tags)
    await an_article(database, MENTOR, now=MONDAY + HOUR, title="Relire encore", **tags)
    other: dict[str, Any] = {"language": "en", "title": "Reviewing", "pairOf": str(first)}
    await an_article(database, MENTOR, **{**tags, **other})
    draft = await a_draft(database, MENTOR, title="Un brouillon")
    async with database.unit(writes=True) as unit:
        secret = await make_preview_link(Db(unit), draft, now=MONDAY)
    bookings = {
        "ahead": a_booking(rows, MENTOR, MONDAY + 3 * DAY, mentee_id=MENTEE),
        "over": a_booking(rows, MENTOR, MONDAY - 2 * DAY, mentee_id=MENTEE, status="completed"),
        "request": a_booking(
            rows,
            MENTOR,
            MONDAY + 4 * DAY,
            mentee_id=MENTEE,
            status="requested",
            expires_at=MONDAY + DAY,
        ),
    }
    return World(
        await _places(client, database, rows, people, (first, draft, secret, bookings["ahead"])),
        bookings,
    )


async def _places(
    client: httpx2.AsyncClient,
    database: Database,
    rows: Rows,
    people: dict[str, Caller],
    known: tuple[UUID, UUID, str, str],
) -> dict[str, dict[str, str]]:
    first, draft, secret, booking = known
    eleve, mentor = people["mentee"].headers, people["mentor"].headers
    for path in (f"/api/me/saved-mentors/{MENTOR}",):
        await client.put(path, headers=eleve)
    asked = await client.post("/api/me/search-alerts?q=clavecin", headers=eleve)
    feed = await client.post("/api/me/calendar-feed", headers=eleve)
    await client.put(
        "/api/me/busy-calendar",
        headers=mentor,
        json={"address": "https://calendar.google.com/secret/basic.ics"},
    )
    (page,) = rows("select slug from post_pages where post_id = %s", first)
    (series,) = rows("select slug from series")
    (link,) = rows("select slug from short_links")
    async with database.unit(writes=False) as unit:
        assert await find_author(Db(unit), link["slug"])
    return {
        "": {
            "{mentor}": MENTOR,
            "{booking}": booking,
            "{version}": "1",
            "{group}": "bookings",
            "{alert}": asked.json()["id"],
            "{tag}": "relecture",
            "{author}": link["slug"],
            "{series}": series["slug"],
            "{secret}": secret,
        },
        "/m/": {"{slug}": link["slug"]},
        "/blog/": {"{slug}": page["slug"], "{name}": "feed.xml"},
        "/api/posts/": {"{slug}": page["slug"]},
        "/write/": {"{post}": str(draft)},
        "/api/me/posts/": {"{post}": str(draft)},
        "/admin/posts/": {"{post}": str(draft)},
        "/calendar/": {"{name}": feed.json()["url"].rpartition("/")[2]},
        "/sitemaps/": {"{name}": "1.xml"},
        "/static/": {"{name}": "app.css"},
    }


async def a_picture(store: FileStore) -> str:
    """The key of a kept picture."""
    kept = await keep_picture(store, saved(four_corners(), "PNG"))
    return kept.keys[0]


def allowed(name: str, *, is_signed_in: bool) -> int:
    """How many flights a read may take."""
    path = name.partition(" ")[2]
    most = JSON_READ if path.startswith(("/api/", "/health/")) and "docs" not in path else PAGE
    return most + RECOGNITION * is_signed_in + MORE.get(name, (0, ""))[0]
