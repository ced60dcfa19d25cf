"""Somebody who did everything that one can do here, with one word in all that they wrote."""

from datetime import timedelta

import httpx2
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.writing import an_article
from tests.builders import MONDAY, Rows, a_booking, a_mentor, a_student
from tests.people import book, session_of

WORD, KEPT = "zorgluk", "serindor"  # the leaver's, and everybody else's


async def a_life(
    client: httpx2.AsyncClient, database: Database, key: RSAKey, rows: Rows
) -> tuple[str, str]:
    """Somebody who mentors and learns, and everything they can write; their id, and a mentor's."""
    leaver = await a_mentor(
        database,
        first_name=WORD.title(),
        last_name=f"de {WORD}",
        email=f"{WORD}@courrier.example",
        image_url=f"https://img.clerk.com/{WORD}",
        bio=f"Mon {WORD}, mes doutes.",
        headline=f"Le {WORD} et son usage",
        expertise=(WORD, "Python"),
        meeting_place=f"https://salle.example/{WORD}",
        mode="request",
    )
    friend = await a_mentor(database, first_name=KEPT, email=f"{KEPT}@courrier.example", bio=KEPT)
    student = await a_student(database)
    headers = [session_of(key, who) for who in (leaver, friend, student)]
    await write_through_doors(client, leaver, friend, *headers)
    write_behind_doors(rows, leaver, friend, student)
    await publish_something(database, rows, leaver)
    return leaver, friend


async def publish_something(database: Database, rows: Rows, leaver: str) -> None:
    """An article with a picture and a private link, which goes when its author leaves."""
    rows(
        "insert into post_images (key, owner_id, width, height, widths, made_at)"
        " values (%s, %s, 480, 320, '{480}', now())",
        *(f"images/{WORD}", leaver),
    )
    post_id = await an_article(
        database, leaver, series=f"Le {WORD}", coverKey=f"images/{WORD}", coverAlt="Un croquis"
    )
    rows("insert into authors (user_id, keeps_posts) values (%s, false)", leaver)
    rows("insert into preview_links values ('abc', %s, now(), now() + interval '1 day')", post_id)


async def write_through_doors(
    client: httpx2.AsyncClient, leaver: str, friend: str, *headers: dict[str, str]
) -> None:
    """What the three of them send: the leaver's own words, and the others'."""
    mine, theirs, eleve = headers
    await client.post("/auth/clerk/exchange", headers=mine)
    await client.patch("/api/me", json={"timezone": "Pacific/Chatham"}, headers=mine)
    await client.post("/api/me/calendar-feed", headers=mine)
    await client.post(f"/api/me/search-alerts?q=luth {WORD}", headers=mine)
    asked = await book(client, leaver, eleve, note=f"Ma question : {KEPT}")
    path = f"/api/bookings/{asked.json()['id']}"
    no = {"reason": f"Plus de {WORD} pour vous"}
    answer = await client.post(f"{path}/refusal", json=no, headers=mine)
    assert answer.status_code == 200, answer.text
    keyed = {**mine, "Idempotency-Key": f"{WORD}-1"}
    booked = await book(client, friend, keyed, at="2027-06-09T08:00:00Z", note=f"Mon {WORD}")
    path = f"/api/bookings/{booked.json()['id']}/notes"
    texts = ((mine, "private", WORD), (theirs, "private", KEPT), (theirs, "shared", KEPT))
    for who, kind, body in texts:
        sent = {"body": body, "version": 0}
        answer = await client.put(f"{path}/{kind}", json=sent, headers=who)
        assert answer.status_code == 200, answer.text


def write_behind_doors(rows: Rows, leaver: str, friend: str, student: str) -> None:
    """What takes days to come about: an absence disputed, a calendar elsewhere, a recommendation."""
    missed = a_booking(rows, friend, MONDAY - timedelta(days=3), mentee_id=leaver, status="missed")
    rows(
        "insert into reliability_marks"
        " (id, user_id, booking_id, kind, made_by, made_at, objection) values"
        " (gen_random_uuid(), %s, %s, 'absent', %s, now(), %s)",
        *(leaver, missed, friend, f"Le {WORD} était en retard"),
    )
    rows(
        "insert into busy_calendars (user_id, masked, created_at) values (%s, %s, now())",
        *(leaver, f"agenda.example/{WORD}"),
    )
    rows(
        "insert into messages (id, recipient_id, topic, subject, body_text, body_html, created_at)"
        " values (gen_random_uuid(), %s, 'elsewhere', 'Demande refusée', %s, %s, now())",
        *(student, f"{WORD} : https://mentorat.example/mentors/{leaver}", WORD),
    )
