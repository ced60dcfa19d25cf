"""What the desk shows first: one card a subject, with how much of it waits for an operator."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import msgspec

from mentorat.admin.queries.bookings import count_contested
from mentorat.admin.queries.mentors import count_profiles, list_suggestions
from mentorat.admin.queries.posts import count_waiting
from mentorat.api_keys.queries import count_expiring
from mentorat.db.executor import Db
from mentorat.db.queue import count_failed_jobs
from mentorat.db.together import all_together
from mentorat.errors import say
from mentorat.notifications.queries import find_mail_state
from mentorat.web.language import Plural, plural
from mentorat.webhooks.queries import count_troubles


class Card(msgspec.Struct, frozen=True):
    """One subject of the desk. `link` leads to what waits, `link_of_none` to the rest of it when
    nothing does."""

    name: str
    icon: str
    title: str
    count: Callable[[Db, datetime], Coroutine[Any, Any, int]]
    sentence: Plural
    action: str
    link: str
    link_of_none: str


async def _submitted(db: Db, _now: datetime) -> int:
    return (await count_profiles(db))["submitted"]


async def _posts(db: Db, _now: datetime) -> int:
    return await count_waiting(db)


async def _contested(db: Db, _now: datetime) -> int:
    return await count_contested(db)


async def _own_words(db: Db, _now: datetime) -> int:
    return len(await list_suggestions(db))


async def _failed_jobs(db: Db, _now: datetime) -> int:
    return await count_failed_jobs(db)


async def _unsent(db: Db, now: datetime) -> int:
    state = await find_mail_state(db, now)
    return state.waiting + state.failed


async def _expiring(db: Db, now: datetime) -> int:
    return await count_expiring(db, now=now)


async def _webhooks(db: Db, _now: datetime) -> int:
    return await count_troubles(db)


CARDS = (
    Card(
        name="to-check",
        icon="list-checks",
        title=say("Profils à valider"),
        count=_submitted,
        sentence=plural(
            "%(count)s profil attend une validation.", "%(count)s profils attendent une validation."
        ),
        action=say("Ouvrir la file"),
        link="/admin/mentors",
        link_of_none="/admin/mentors",
    ),
    Card(
        name="posts",
        icon="book-open",
        title=say("Articles à lire"),
        count=_posts,
        sentence=plural(
            "%(count)s article attend une lecture.", "%(count)s articles attendent une lecture."
        ),
        action=say("Ouvrir les articles"),
        link="/admin/posts",
        link_of_none="/admin/posts?status=published",
    ),
    Card(
        name="bookings",
        icon="calendar-days",
        title=say("Réservations"),
        count=_contested,
        sentence=plural(
            "%(count)s absence contestée attend une décision.",
            "%(count)s absences contestées attendent une décision.",
        ),
        action=say("Ouvrir les réservations"),
        link="/admin/bookings?which=contested",
        link_of_none="/admin/bookings?which=ahead",
    ),
    Card(
        name="mails",
        icon="mail",
        title=say("E-mails"),
        count=_unsent,
        sentence=plural(
            "%(count)s e-mail n'a pas pu être envoyé.",
            "%(count)s e-mails n'ont pas pu être envoyés.",
        ),
        action=say("Ouvrir les e-mails"),
        link="/admin/mails",
        link_of_none="/admin/mails",
    ),
    Card(
        name="jobs",
        icon="clock",
        title=say("Tâches en échec"),
        count=_failed_jobs,
        sentence=plural(
            "%(count)s tâche a échoué et n'est plus relancée.",
            "%(count)s tâches ont échoué et ne sont plus relancées.",
        ),
        action=say("Ouvrir les tâches"),
        link="/admin/jobs",
        link_of_none="/admin/jobs",
    ),
    Card(
        name="skills",
        icon="tags",
        title=say("Compétences"),
        count=_own_words,
        sentence=plural(
            "%(count)s terme de mentor sans compétence associée.",
            "%(count)s termes de mentors sans compétence associée.",
        ),
        action=say("Ouvrir la liste"),
        link="/admin/skills",
        link_of_none="/admin/skills",
    ),
    Card(
        name="keys",
        icon="lock",
        title=say("Clés d'API"),
        count=_expiring,
        sentence=plural(
            "%(count)s clé expire dans moins de deux semaines.",
            "%(count)s clés expirent dans moins de deux semaines.",
        ),
        action=say("Ouvrir les clés"),
        link="/admin/keys",
        link_of_none="/admin/keys",
    ),
    Card(
        name="webhooks",
        icon="send",
        title=say("Webhooks"),
        count=_webhooks,
        sentence=plural(
            "%(count)s envoi ou destinataire est à vérifier.",
            "%(count)s envois ou destinataires sont à vérifier.",
        ),
        action=say("Ouvrir les webhooks"),
        link="/admin/webhooks",
        link_of_none="/admin/webhooks",
    ),
)


async def count_cards(db: Db, *, now: datetime) -> list[tuple[Card, int]]:
    """Each card with its count, in the order of the list."""
    counts = await all_together(db, [card.count(db, now) for card in CARDS])
    return list(zip(CARDS, counts, strict=True))
