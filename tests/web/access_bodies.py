"""What is sent to each route of the access matrix, as JSON or as a form."""

from typing import Any

from tests.builders import EVERY_DAY, open_on
from tests.onboarding.test_me import PROFILE
from tests.web.scenes import ANOTHER_HOUR, MENTOR, PROPOSAL

_WORDS = {
    "title": "Relire sans blesser",
    "excerpt": "Trois habitudes.",
    "markdown": "Lire d'abord.",
}
_BOOKING: dict[str, Any] = {"mentorId": MENTOR, "startsAt": ANOTHER_HOUR}
JSON_BODIES: dict[str, Any] = {
    "PATCH /api/me": {"bio": "Bonjour"},
    "POST /api/onboarding": {"role": "USER"},
    "PUT /api/me/mentor-profile": {
        **PROFILE,
        "availability": open_on(EVERY_DAY, ("09:00", "17:00")),
    },
    "POST /api/me/mentor-profile/publication": {"step": "pause"},
    "PUT /api/me/busy-calendar": {"address": "https://calendar.google.com/secret/basic.ics"},
    "POST /api/me/role": {"role": "USER"},
    "POST /api/bookings": _BOOKING,
    "POST /api/bookings/cancellations": {},
    "POST /api/bookings/{booking}/refusal": {},
    "POST /api/bookings/{booking}/cancellation": {},
    "POST /api/bookings/{booking}/move": {"startsAt": ANOTHER_HOUR},
    "POST /api/bookings/{booking}/proposals": {"startsAt": ANOTHER_HOUR},
    "POST /api/bookings/{booking}/proposals/answer": {"proposal": str(PROPOSAL), "accept": True},
    "POST /api/bookings/{booking}/absences/objection": {"objection": "J'y étais"},
    "PUT /api/bookings/{booking}/notes/shared": {"body": "Relire", "version": 0},
    "PUT /api/bookings/{booking}/notes/private": {"body": "Relire", "version": 0},
    "POST /api/me/posts": _WORDS,
    "PUT /api/me/posts/{post}": _WORDS,
    "POST /api/me/posts/{post}/step": {"step": "submit"},
}
FORMS: dict[str, dict[str, str]] = {
    "POST /search-alerts": {"next": "/mentors"},
    "POST /search-alerts/{alert}/end": {"next": "/mentors"},
    "POST /mentors/{mentor}/saved": {"keep": "yes"},
    "POST /mentors/{mentor}/alert": {"keep": "no"},
    "POST /onboarding": {"role": "USER"},
    "POST /profile": {"bio": "Bonjour"},
    "POST /profile/role": {"role": "USER"},
    "POST /profile/publication": {"step": "pause"},
    "POST /bookings": {**_BOOKING, "note": "Relire mon code"},
    "POST /bookings/{booking}/refusal": {"reason": "Je pars en voyage"},
    "POST /bookings/{booking}/cancellation": {"reason": "Je pars en voyage"},
    "POST /bookings/{booking}/move": {"startsAt": ANOTHER_HOUR},
    "POST /bookings/{booking}/proposals": {"startsAt": ANOTHER_HOUR},
    "POST /bookings/{booking}/proposals/answer": {"answer": f"yes:{PROPOSAL}"},
    "POST /bookings/{booking}/absences/objection": {"objection": "J'y étais"},
    "POST /bookings/{booking}/notes": {"kind": "shared", "version": "0", "body": "Relire"},
    "POST /bookings/cancellations": {"reason": "Je change de métier"},
    "POST /admin/bookings/{booking}": {"do": "cancel", "reason": "Doublon"},
    "POST /admin/jobs": {"do": "retry_all"},
    "POST /admin/mails": {"do": "resend_all"},
    "POST /admin/keys": {"key": "0" * 12},
    "POST /admin/mentors/{mentor}": {"step": "refuse", "reason": "Votre accroche est vide."},
    "POST /write/new": {**_WORDS, "words": "1"},
    "POST /write/new/autosave": {**_WORDS, "words": "1"},
    "POST /write/{post}": {**_WORDS, "words": "1"},
    "POST /write/leaving": {"keep": "no"},
    "POST /write/{post}/revisions": {"restore": "1"},
    "POST /write/{post}/step": {"step": "submit"},
    "POST /admin/posts/{post}": {"step": "publish", "version": "1"},
    "POST /admin/webhooks": {"address": "https://other.example/hook", "types": "booking.*"},
    "POST /admin/webhooks/{endpoint}": {"do": "pause"},
    "POST /admin/skills": {"do": "remove", "slug": "nothing-of-that-name"},
}
