"""Who is in the demo: all invented, always the same, one of each kind and state."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from mentorat.accounts.standing import DEMO_PREFIX

Weekly = dict[str, list[list[str]]]

EVENINGS: Weekly = {day: [["18:00", "21:00"]] for day in ("mon", "tue", "wed", "thu")}
OFFICE: Weekly = {
    day: [["09:00", "12:00"], ["14:00", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
WEEKEND: Weekly = {"sat": [["09:30", "13:00"]], "sun": [["15:00", "19:00"]]}
LUNCH: Weekly = {day: [["12:00", "14:00"]] for day in ("mon", "tue", "thu", "fri")}
NIGHTS: Weekly = {"fri": [["20:00", "00:30"]], "sat": [["10:00", "12:00"]]}
TWO_HOURS: Weekly = {"tue": [["18:00", "19:00"]], "thu": [["18:00", "19:00"]]}


@dataclass(frozen=True)
class Person:
    """Somebody of the demo. `role` is None for who has not chosen yet."""

    first_name: str
    last_name: str
    bio: str = ""
    role: str | None = "USER"
    is_admin: bool = False

    @property
    def id(self) -> str:
        return f"{DEMO_PREFIX}{_plain(self.first_name)}{_plain(self.last_name)}"

    @property
    def email(self) -> str:
        return f"{_plain(self.first_name)}.{_plain(self.last_name)}@demo.example".lower()


@dataclass(frozen=True, kw_only=True)
class Mentor(Person):
    """A mentor of the demo; `state` is what makes them worth showing."""

    role: str | None = "MENTOR"
    headline: str
    expertise: tuple[str, ...]
    rate_cents: int
    currency: str = "EUR"
    languages: tuple[str, ...] = ("fr",)
    timezone: str = "Europe/Paris"
    weekly: Weekly = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    state: str = "published"  # or full, on_holiday, new, submitted


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(letter for letter in ascii_only if letter.isalnum())


MARC = Mentor(
    "Marc",
    "Lenoir",
    "Quinze ans de développement, dont huit à relire le code des autres.\n\n"
    "On part de **votre** code : une revue, une question, un test qui résiste. "
    "Vous repartez avec trois choses à essayer dans la semaine.",
    headline="Écrire un Python que l'on relit avec plaisir",
    expertise=("Python", "PostgreSQL", "tests"),
    rate_cents=4500,
    languages=("fr", "en"),
    weekly=EVENINGS,
    rules={"buffersMinutes": {"before": 0, "after": 15}},
)
INES = Mentor(
    "Inès",
    "Benali",
    "Professeure de mathématiques, du lycée à la licence. "
    "Je reprends les choses là où elles se sont défaites, sans juger, avec beaucoup d'exemples "
    "et un exercice à faire seul entre deux séances.",
    headline="Vous réconcilier avec les mathématiques",
    expertise=("mathématiques", "statistiques"),
    rate_cents=3000,
    languages=("fr", "ar"),
    weekly=OFFICE,
    rules={"slotMinutes": 45, "stepMinutes": 15},
)
OLIVIER = Mentor(
    "Olivier",
    "Tremblay",
    "Designer à Montréal, j'accompagne surtout des reconversions.",
    headline="Construire un portfolio qui parle pour vous",
    expertise=("design d'interface", "portfolio"),
    rate_cents=6000,
    currency="CAD",
    languages=("fr", "en"),
    timezone="America/Montreal",
    weekly=OFFICE,
)
HELENE = Mentor(
    "Hélène",
    "Favre",
    "J'aide bénévolement celles et ceux qui cherchent un premier emploi.",
    headline="Préparer un entretien sans trembler",
    expertise=("entretiens", "CV"),
    rate_cents=0,
    currency="CHF",
    languages=("fr", "de"),
    timezone="Europe/Zurich",
    weekly=LUNCH,
    rules={"slotMinutes": 30, "stepMinutes": 30},
)
YASMINE = Mentor(
    "Yasmine",
    "Alaoui",
    "Ingénieure des données à Casablanca ; SQL, tableaux de bord, premiers modèles.",
    headline="Faire parler vos données sans vous y perdre",
    expertise=("SQL", "statistiques", "Python"),
    rate_cents=25000,
    currency="MAD",
    languages=("fr", "ar", "en"),
    timezone="Africa/Casablanca",
    weekly=TWO_HOURS,
    rules={"stepMinutes": 60, "horizonDays": 14},
    state="full",
)
BENOIT = Mentor(
    "Benoît",
    "Carpentier",
    "Guitariste de session, vingt ans de scène. Du premier accord à l'improvisation.",
    headline="Jouer ensemble dès la première séance",
    expertise=("guitare", "improvisation"),
    rate_cents=3500,
    weekly=WEEKEND,
    state="on_holiday",
)
CLAIRE = Mentor(
    "Claire",
    "Nguyen",
    "Avocate, j'explique le droit du travail avec des mots de tous les jours.",
    headline="Le droit, expliqué avant qu'il ne soit trop tard",
    expertise=("droit du travail", "création d'entreprise"),
    rate_cents=5500,
    languages=("fr", "en"),
    weekly=LUNCH,
    state="new",
)
MENTORS = (
    MARC,
    INES,
    OLIVIER,
    HELENE,
    YASMINE,
    BENOIT,
    CLAIRE,
    Mentor(
        "Samuel",
        "Roy",
        "Professeur d'anglais à Québec. Conversation, examens, entretiens à l'étranger.",
        headline="Parler anglais, pas seulement le comprendre",
        expertise=("anglais", "entretiens"),
        rate_cents=4000,
        currency="CAD",
        languages=("fr", "en"),
        timezone="America/Montreal",
        weekly=EVENINGS,
    ),
    Mentor(
        "Nadia",
        "El Fassi",
        "Physicienne, j'aide les lycéens et les étudiants de première année.",
        headline="La physique, une expérience à la fois",
        expertise=("physique", "mathématiques", "chimie"),
        rate_cents=20000,
        currency="MAD",
        languages=("fr", "ar"),
        timezone="Africa/Casablanca",
        weekly=WEEKEND,
    ),
    Mentor(
        "Lukas",
        "Meier",
        "Directeur produit à Zurich, passé par trois jeunes entreprises.",
        headline="Choisir quoi construire, et quoi laisser",
        expertise=("gestion de projet", "prise de parole", "marketing"),
        rate_cents=12000,
        currency="CHF",
        languages=("de", "fr", "en"),
        timezone="Europe/Zurich",
        weekly=OFFICE,
        rules={"minNoticeMinutes": 2880},
    ),
    Mentor(
        "Sophie",
        "Garnier",
        "Développeuse web, mentor bénévole des reconversions le vendredi soir.",
        headline="Votre premier site, du papier à la mise en ligne",
        expertise=("JavaScript", "design d'interface", "accessibilité"),
        rate_cents=0,
        languages=("fr", "en"),
        weekly=NIGHTS,
    ),
    Mentor(
        "Paul",
        "Marchetti",
        "Professeur de philosophie ; dissertation, explication de texte, grand oral.",
        headline="Penser clair, écrire clair",
        expertise=("philosophie", "rédaction", "prise de parole"),
        rate_cents=2800,
        languages=("fr", "it"),
        weekly=EVENINGS,
    ),
    Mentor(
        "Amélie",
        "Rousseau",
        "Comptable, je termine mon profil.",
        headline="Comprendre ses comptes en six séances",
        expertise=("comptabilité",),
        rate_cents=3200,
        weekly=LUNCH,
        state="submitted",
    ),
)
PEOPLE: tuple[Person, ...] = (
    Person("Ada", "Renaud", "Veille sur la plateforme.", role=None, is_admin=True),
    *MENTORS,
    Person("Zoé", "Marchand", "En première année de licence d'informatique."),
    Person("Karim", "Duval", "En reconversion vers la donnée."),
    Person("Lina", "Petit"),
    Person("Noé", "Girard", role=None),
)
