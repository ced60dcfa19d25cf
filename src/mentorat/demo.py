"""Demo people, for AUTH=dev: one of each kind and state, always the same, all invented."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mentorat.accounts.actions.audit import Authority
from mentorat.accounts.actions.change_role import grant_admin
from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.clerk_payload import read_user
from mentorat.accounts.dev_identity import development_user
from mentorat.accounts.queries import is_empty
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.onboarding.actions import onboard
from mentorat.onboarding.schemas import MentorChoice, StudentChoice
from mentorat.viewer import SignedIn


@dataclass(frozen=True)
class Person:
    """Somebody of the demo. `choice` is None for who has not chosen yet."""

    first_name: str
    last_name: str
    bio: str = ""
    choice: MentorChoice | StudentChoice | None = None
    is_admin: bool = False

    @property
    def id(self) -> str:
        return f"user_demo{_plain(self.first_name)}{_plain(self.last_name)}"

    @property
    def email(self) -> str:
        return f"{_plain(self.first_name)}.{_plain(self.last_name)}@demo.example".lower()


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def _mentor(headline: str, expertise: list[str], rate_cents: int, **more: str) -> MentorChoice:
    place = {"timezone": "Europe/Paris", "currency": "EUR", "languages": "fr", **more}
    return MentorChoice.model_validate(
        {
            "role": "MENTOR",
            "headline": headline,
            "expertise": expertise,
            "hourlyRateCents": rate_cents,
            "currency": place["currency"],
            "languages": place["languages"].split(),
            "timezone": place["timezone"],
        }
    )


STUDENT = StudentChoice(role="USER")

PEOPLE = (
    Person("Ada", "Renaud", is_admin=True, bio="Veille sur la plateforme."),
    Person(
        "Marc",
        "Lenoir",
        bio="Quinze ans de développement, dont huit à relire le code des autres.",
        choice=_mentor(
            "Écrire un Python que l'on relit avec plaisir",
            ["Python", "PostgreSQL", "tests"],
            4500,
            languages="fr en",
        ),
    ),
    Person(
        "Inès",
        "Benali",
        bio="Professeure de mathématiques, du lycée à la licence.",
        choice=_mentor(
            "Vous réconcilier avec les mathématiques",
            ["mathématiques", "statistiques"],
            3000,
            languages="fr ar",
        ),
    ),
    Person(
        "Olivier",
        "Tremblay",
        bio="Designer à Montréal, j'accompagne surtout des reconversions.",
        choice=_mentor(
            "Construire un portfolio qui parle pour vous",
            ["design d'interface", "portfolio"],
            6000,
            timezone="America/Montreal",
            currency="CAD",
            languages="fr en",
        ),
    ),
    Person(
        "Hélène",
        "Favre",
        bio="J'aide bénévolement celles et ceux qui cherchent un premier emploi.",
        choice=_mentor(
            "Préparer un entretien sans trembler",
            ["entretiens", "CV"],
            0,
            timezone="Europe/Zurich",
            currency="CHF",
            languages="fr de",
        ),
    ),
    Person("Zoé", "Marchand", bio="En première année de licence d'informatique.", choice=STUDENT),
    Person("Karim", "Duval", bio="En reconversion vers la donnée.", choice=STUDENT),
    Person("Lina", "Petit", choice=STUDENT),
    Person("Noé", "Girard"),
)


async def seed(database: Database) -> int:
    """Load the demo people into an empty database; returns how many, 0 when it is not empty."""
    async with database.unit(writes=True) as unit:
        db = Db(unit)
        if not await is_empty(db):
            return 0
        for days_ago, person in zip(range(40, 40 - len(PEOPLE), -1), PEOPLE, strict=True):
            await _arrive(db, person, now=datetime.now(UTC) - timedelta(days=days_ago))
    return len(PEOPLE)


async def _arrive(db: Db, person: Person, *, now: datetime) -> None:
    now_ms = int(now.timestamp() * 1000)
    data = development_user(
        person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        now_ms=now_ms,
    )
    await sync_user(db, read_user(data), event_ms=now_ms, now=now)
    viewer = SignedIn(person.id, "USER", person.first_name, person.last_name, None, None, None)
    if person.choice:
        await onboard(db, person.choice, viewer=viewer, now=now)
    if person.is_admin:
        await grant_admin(db, person.id, by=Authority("demo", "demo data"), now=now)
    if person.bio:
        await edit_me(db, {"bio": person.bio}, viewer=viewer, now=now)
