"""How often each route may go to the database and back, and a world in which every route has
something to find."""

from typing import Any, NamedTuple
from uuid import UUID

import httpx2

from mentorat.blog.actions.preview_links import make_preview_link
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.files.keep_picture import keep_picture
from mentorat.files.store import FileStore
from tests.blog.writing import a_draft, an_article
from tests.builders import MONDAY, Rows, a_booking, refreshed
from tests.files.made_pictures import four_corners, saved
from tests.web.scenes import DAY, ENDPOINT, HOUR, MENTEE, MENTOR, Caller

JSON_READ = 1
PAGE = 2
WEBHOOK = 2
BOOKING = 4
# Routes that need one more, and why.
MORE: dict[str, tuple[int, str]] = {}
SITES = "https://ecole.example"
METRICS_TOKEN = "un-jeton-de-mesure-assez-long"  # of these tests


class World(NamedTuple):
    """The addresses of what there is to find, by the beginning of the routes that find it."""

    places: dict[str, dict[str, str]]
    bookings: tuple[str, ...]

    def path(self, name: str) -> str:
        """The address of something real for a route."""
        path = name.partition(" ")[2]
        for beginning, known in self.places.items():
            if path.startswith(beginning):
                for place, value in known.items():
                    path = path.replace(place, value)
        return path


async def a_world(
    client: httpx2.AsyncClient, database: Database, rows: Rows, people: dict[str, Caller]
) -> World:
    """A published mentor with articles, an élève who keeps them, their sessions at every stage."""
    await refreshed(database, MENTOR)
    wanted: dict[str, Any] = {"status": "requested", "expires_at": MONDAY + DAY}
    bookings = (
        a_booking(rows, MENTOR, MONDAY + 3 * DAY, mentee_id=MENTEE),
        a_booking(rows, MENTOR, MONDAY - 2 * DAY, mentee_id=MENTEE, status="completed"),
        a_booking(rows, MENTOR, MONDAY + 4 * DAY, mentee_id=MENTEE, **wanted),
    )
    (link,) = rows("select slug from short_links")
    places = {
        "/": {
            "{mentor}": MENTOR,
            "{user}": MENTOR,
            "{endpoint}": str(_endpoint(rows)),
            "{booking}": bookings[0],
            "{version}": "1",
            "{group}": "bookings",
            "{author}": link["slug"],
            **await _kept(client, people),
        },
        "/m/": {"{slug}": link["slug"]},
        "/sitemaps/": {"{name}": "1.xml"},
        "/static/": {"{name}": "app.css"},
        **await _articles(database, rows),
    }
    return World(places, bookings)


def _endpoint(rows: Rows) -> UUID:
    """A program that is told what happens."""
    rows(
        "insert into webhook_endpoints (id, address, types, secret_encrypted, created_at)"
        " values (%s, 'https://other.example/hook', '{booking.*}', '', %s)",
        *(ENDPOINT, MONDAY),
    )
    return ENDPOINT


async def _kept(client: httpx2.AsyncClient, people: dict[str, Caller]) -> dict[str, str]:
    """What an élève keeps and waits for, their calendar's address, and the mentor's elsewhere."""
    eleve, mentor = people["mentee"].headers, people["mentor"].headers
    elsewhere = {"address": "https://calendar.google.com/secret/basic.ics"}
    await client.put("/api/me/busy-calendar", headers=mentor, json=elsewhere)
    await client.put(f"/api/me/saved-mentors/{MENTOR}", headers=eleve)
    asked = await client.post("/api/me/search-alerts?q=clavecin", headers=eleve)
    feed = await client.post("/api/me/calendar-feed", headers=eleve)
    address = feed.json()["url"].rpartition("/")[2]
    return {"{alert}": asked.json()["id"], "/calendar/{name}": f"/calendar/{address}"}


async def _articles(database: Database, rows: Rows) -> dict[str, dict[str, str]]:
    """A series of two, one of them in both languages, and a draft with a private address."""
    shared: dict[str, Any] = {"tags": ["Relecture"], "series": "Relire", "skills": ["python"]}
    first = await an_article(database, MENTOR, **shared)
    await an_article(database, MENTOR, now=MONDAY + HOUR, title="Relire encore", **shared)
    english: dict[str, Any] = {"language": "en", "title": "Reviewing", "pairOf": str(first)}
    await an_article(database, MENTOR, **shared, **english)
    draft = await a_draft(database, MENTOR, title="Un brouillon")
    async with database.unit(writes=True) as unit:
        secret = await make_preview_link(Db(unit), draft, now=MONDAY)
    (page,) = rows("select slug from post_pages where post_id = %s", first)
    (series,) = rows("select slug from series")
    named = {"{slug}": page["slug"], "{series}": series["slug"], "{tag}": "relecture"}
    return {
        "/blog/": {**named, "{secret}": secret, "{name}": "feed.xml"},
        "/api/posts/": named,
        **{
            f"{desk}/": {"{post}": str(draft)}
            for desk in ("/write", "/api/me/posts", "/admin/posts")
        },
    }


async def a_picture(store: FileStore) -> str:
    """The key of a kept picture."""
    kept = await keep_picture(store, saved(four_corners(), "PNG"))
    return kept.keys[0]


def allowed(name: str) -> int:
    """How many flights a read may take, of whoever was recognised a moment ago or is nobody."""
    path = name.partition(" ")[2]
    most = JSON_READ if path.startswith(("/api/", "/health/")) and "docs" not in path else PAGE
    return most + MORE.get(name, (0, ""))[0]
