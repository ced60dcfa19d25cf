"""What is private stays private, and what mentors write harms nobody."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, Rows, a_booking, a_mentor, a_person, move, open_on
from tests.directory.asking import ids_found
from tests.fakes.clerk_tokens import bearer

pytestmark = pytest.mark.anyio

EMAIL = "canari.courriel@oiseau.example"
JSON_LD = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)
VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt:alert(1))",
    "[clic](java\nscript:alert(1))",
    "[clic](&#106;avascript:alert(1))",
    "[clic](&#x6A;&#x61;vascript&colon;alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[clic](vbscript:msgbox(1))",
    "[clic](//voleur.example/a)",
    "[clic](/auth/sign-out)",
    "<javascript:alert(1)>",
    "<data:text/html,alert(1)>",
    "![image](https://voleur.example/pixel.png)",
    "![image](javascript:alert(1))",
    '[clic](https://voleur.example/"onmouseover="alert(1))',
    '[clic](https://voleur.example "titre\\" onmouseover=alert(1)")',
    "[clic][ref]\n\n[ref]: javascript:alert(1)",
    "`</code><script>alert(1)</script>`",
    "<a href=javascript:alert(1)>clic</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>body{display:none}</style>",
    "<math><mtext></mtext><mglyph><style></style><img src onerror=alert(1)></mglyph></math>",
    "</section></main><form action=https://voleur.example><input name=secret>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% include 'base.html' %}",
)


async def pages_of(
    client: httpx2.AsyncClient, mentor: str, headers: dict[str, str]
) -> dict[str, str]:
    """Everything that is said of a mentor in public, by its address."""
    paths = ["/api/mentors", "/api/mentors?q=canari", "/api/mentors/facets", "/mentors"]
    paths += [f"/api/mentors/{mentor}", f"/api/mentors/{mentor}/slots", f"/mentors/{mentor}"]
    paths += ["/mentors?free=week&lang=en", f"/mentors/{mentor}?slot=2027-06-07T07:00:00Z"]
    found = {}
    for path in paths:
        answer = await client.get(path, headers=headers)
        assert answer.status_code == 200, path
        found[path] = f"{answer.text}\n{answer.headers}"
    return found


async def test_no_private_word_is_in_any_public_answer(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database, email=EMAIL)
    rows("update users set timezone = 'Antarctica/Troll' where id = %s", mentor)
    await move(database, mentor, "refuse", reason="CANARI-JOURNAL")
    await move(database, mentor, "publish")
    assert rows("select 1 from audit_events where reason = 'CANARI-JOURNAL'")
    rows("update mentor_profiles set refusal_reason = 'CANARI-REFUS'")
    mentee = await a_person(database, first_name="CANARI-ELEVE", email="eleve.canari@nid.example")
    booked = datetime(2027, 6, 7, 9, 0, tzinfo=UTC)
    booking = a_booking(rows, mentor, booked, mentee_id=mentee)
    schedule = rows("select availability::text as hours from mentor_profiles")[0]["hours"]
    assert "minNoticeMinutes" in schedule
    private = ["canari", "oiseau", "nid.example", "antarctica", "troll", mentee, booking, "@"]
    private += ["refusal", "minnotice", "buffers", "horizon", "weekly", "banned"]
    reader = await a_person(database)
    for headers in ({}, bearer(clerk_key, reader)):
        for path, text in (await pages_of(client, mentor, headers)).items():
            said = re.sub(r'"@(context|type|id)"', "", text).replace("q=canari", "")
            said = said.replace('value="canari"', "").replace(">Antarctica/Troll<", "").lower()
            said = re.sub(r"<datalist.*?</datalist>", "", said, flags=re.DOTALL)
            assert [word for word in private if word.lower() in said] == [], path


async def test_nobody_is_found_by_their_address_or_by_what_is_private(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    await a_mentor(database, email=EMAIL)
    rows("update mentor_profiles set refusal_reason = 'perroquet'")
    for words in (EMAIL, "canari", "oiseau", "courriel", "canari.courriel", "perroquet"):
        assert await ids_found(client, q=words) == set(), words


async def test_what_is_public_is_a_known_list(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database)
    common = {"id", "displayName", "imageUrl", "headline", "skills", "ownSkills", "languages"}
    common |= {"hourlyRateCents", "hourlyRate", "currency", "timezone", "isNew", "nextSlot"}
    common |= {"isSaved", "hasAlert"}  # by whoever asks
    (card,) = (await client.get("/api/mentors")).json()["items"]
    assert card.keys() == common | {"ranking"}
    told = (await client.get(f"/api/mentors/{mentor}")).json()
    assert told.keys() == common | {"bio", "bioHtml", "terms", "shortLink"}
    slots = (await client.get(f"/api/mentors/{mentor}/slots")).json()
    assert slots.keys() == {"items", "timezone", "terms"}
    assert slots["items"][0].keys() == {"startsAt", "endsAt"}
    assert slots["terms"] == told["terms"]
    agreed = {"hourlyRateCents", "currency", "minutes", "priceCents", "id"}
    assert told["terms"].keys() == agreed | {"cancellationPolicy", "bookingMode"}


class Elements(HTMLParser):
    """The elements of a page, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harm_in(text: str, *, is_page: bool) -> list[tuple[str, dict[str, str | None]]]:
    """The elements that a presentation must not bring along."""
    prose = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a"}
    harm = []
    for tag, attributes in Elements(text).found:
        links = [attributes.get(name) or "" for name in ("href", "src", "action", "formaction")]
        is_odd = any(name.startswith("on") or name in {"srcdoc", "style"} for name in attributes)
        is_odd |= any(
            re.match(r"\s*(javascript|data|vbscript):", one, re.IGNORECASE) for one in links
        )
        is_odd |= any("voleur" in one for one in links) and tag != "a"
        is_odd |= tag in {"iframe", "object", "embed", "math", "base"}
        if is_page:
            is_odd |= tag == "script" and not attributes.get("nonce")
        else:
            is_odd |= tag not in prose or not attributes.keys() <= {"href", "rel", "title"}
            known = ("http://", "https://", "mailto:", "/")
            is_odd |= tag == "a" and not (attributes.get("href") or "/").startswith(known)
        if is_odd:
            harm.append((tag, attributes))
    return harm


async def test_no_presentation_can_do_harm(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    harmless = await client.get(f"/mentors/{mentor}")
    scripts = [tag for tag, _ in Elements(harmless.text).found].count("script")
    assert "unsafe-inline" not in harmless.headers["content-security-policy"]
    for vector in (*VECTORS, "\n\n".join(VECTORS)):
        rows("update users set bio = %s where id = %s", vector, mentor)
        told: dict[str, Any] = (await client.get(f"/api/mentors/{mentor}")).json()
        assert told["bio"] == vector
        assert harm_in(told["bioHtml"], is_page=False) == [], vector
        page = (await client.get(f"/mentors/{mentor}")).text
        assert harm_in(page, is_page=True) == [], vector
        assert [tag for tag, _ in Elements(page).found].count("script") == scripts, vector


async def test_a_link_of_a_mentors_is_marked_as_theirs(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database, bio="**Mon site** : <https://ines.example/a?b=1&c=2>")
    told = (await client.get(f"/api/mentors/{mentor}")).json()["bioHtml"]
    (link,) = [attributes for tag, attributes in Elements(told).found if tag == "a"]
    assert link["href"] == "https://ines.example/a?b=1&c=2"
    assert set((link["rel"] or "").split()) >= {"nofollow", "ugc", "noopener"}


async def test_names_and_headlines_are_only_text(
    client: httpx2.AsyncClient, database: Database
) -> None:
    headline = "</script><script>alert(1)</script>&quot; <!--"
    mentor = await a_mentor(
        database,
        first_name='"><img src=x onerror=alert(1)>',
        headline=headline,
        expertise=["<b>gras</b>", "'); alert(1); ('"],
        availability=open_on(EVERY_DAY, ("09:00", "17:00")),
    )
    for path in ("/mentors", f"/mentors/{mentor}", "/mentors?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = (await client.get(path)).text
        assert harm_in(page, is_page=True) == [], path
        assert "alert(1)</script>" not in page
    (document,) = JSON_LD.findall((await client.get(f"/mentors/{mentor}")).text)
    person = json.loads(document)
    assert (person["description"], person["@type"]) == (headline, "Person")
    assert person["name"].startswith('"><img src=x')
