"""What the examples send: a body for each document, the parameters that are worth showing."""

from typing import Any

MENTOR = "user_3FaMarcLenoir0000000000001"
BOOKING = "0199b4b5-6f0a-7c55-b2d1-0c7a5b0f3a11"
POST = "0199b4b5-6f0a-7c55-b2d1-0c7a5b0f3a12"
PROPOSAL = "0199b4b5-6f0a-7c55-b2d1-0c7a5b0f3a13"
ALERT = "0199b4b5-6f0a-7c55-b2d1-0c7a5b0f3a14"
START = "2027-06-11T08:00:00Z"

_PROFILE = {
    "headline": "Relire du code avec plaisir",
    "expertise": ["Python", "PostgreSQL"],
    "hourlyRateCents": 4500,
    "currency": "EUR",
    "languages": ["fr", "en"],
}
_ARTICLE = {
    "language": "fr",
    "title": "Relire sans blesser",
    "excerpt": "Trois habitudes pour une relecture utile.",
    "markdown": "Lire en entier, puis commenter.",
    "tags": ["relecture"],
}
REQUESTS: dict[str, Any] = {
    "BookingChoice": {"mentorId": MENTOR, "startsAt": START, "note": "Relire mon code"},
    "BookingSeen": {"sequence": 0},
    "BusyCalendarDocument": {
        "address": "https://calendar.example/marc/secret.ics",
        "ignoresAllDay": False,
    },
    "Cancellation": {"reason": "Je pars en voyage"},
    "CancellationOfAll": {"reason": "Je change de métier"},
    "ClerkEvent": {
        "object": "event",
        "type": "user.deleted",
        "timestamp": 1812355200000,
        "instance_id": "ins_3FmentoratProd00000000000",
        "data": {"id": MENTOR, "object": "user", "deleted": True},
    },
    "DeclineBody": {"kind": "no_time", "reason": "Mon agenda est plein"},
    "HourAnswer": {"proposal": PROPOSAL, "accept": True},
    "MeChange": {"bio": "Bonjour à toutes et à tous", "timezone": "Europe/Paris"},
    "NewPost": _ARTICLE,
    "NewTime": {"startsAt": START},
    "NoteText": {"body": "Lire le chapitre 3", "version": 0},
    "Objection": {"objection": "Nous nous sommes parlé par téléphone"},
    "OnboardingChoice": {"role": "USER"},
    "PostDocument": _ARTICLE,
    "ProfileDocument": {
        **_PROFILE,
        "availability": {
            "timezone": "Europe/Paris",
            "weekly": {
                "mon": [["09:00", "12:00"], ["14:00", "17:00"]],
                "fri": [["09:00", "12:00"]],
            },
            "overrides": {"2027-06-14": []},
        },
    },
    "PublicationStep": {"step": "pause"},
    "RoleChoice": {"role": "USER"},
    "StepBody": {"step": "submit"},
}
PATHS: dict[str, Any] = {
    "alert_id": ALERT,
    "booking_id": BOOKING,
    "mentor_id": MENTOR,
    "post_id": POST,
    "slug": "relire-sans-blesser",
    "user_id": MENTOR,
    "version": 1,
}
QUERIES: dict[str, dict[str, Any]] = {
    "createSearchAlert": {"q": "xylophone"},
    "getMentorFacets": {"q": "python"},
    "listBookings": {"limit": 10},
    "listMentors": {"q": "python", "language": ["fr"], "limit": 5},
    "listMyPosts": {"status": "draft"},
    "listPlatformBookings": {"status": "confirmed"},
    "listPlatformUsers": {"role": "MENTOR"},
    "listPosts": {"lang": "fr", "limit": 5},
    "listSlots": {"from": "2027-06-10T00:00:00Z", "to": "2027-06-14T00:00:00Z"},
}
HEADERS: dict[str, Any] = {
    "If-Match": '"1"',
}
