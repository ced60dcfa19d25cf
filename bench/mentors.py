"""Invented mentors of every kind, always the same ones, with everybody who looks for them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from bench import people
from mentorat.schedules.document import DAYS

USERS_PER_MENTOR = 10
RARE_WORD, RARE_MENTORS = "bouzouki", 25  # as many among ten thousand as among one thousand
RATES = (0, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 6000, 8000, 12000)
ZONES = {
    "Europe/Paris": ("EUR", 60),
    "Europe/Brussels": ("EUR", 8),
    "Europe/Zurich": ("CHF", 6),
    "America/Montreal": ("CAD", 10),
    "Africa/Casablanca": ("MAD", 6),
    "Africa/Tunis": ("TND", 4),
    "Africa/Dakar": ("XOF", 4),
    "Indian/Reunion": ("EUR", 2),
}
LANGUAGES = ("en", "ar", "es", "de", "it", "pt", "nl", "zh")
MORNINGS = (["08:00", "11:00"], ["09:00", "12:00"], ["09:30", "12:30"], ["10:00", "11:30"])
AFTERNOONS = (["13:30", "16:00"], ["14:00", "18:00"], ["14:00", "17:30"], ["12:30", "14:00"])
EVENINGS = (["18:00", "21:00"], ["17:30", "20:00"], ["19:00", "22:00"], ["20:30", "23:30"])
OPEN_DAYS = (0.75, 0.75, 0.7, 0.75, 0.65, 0.35, 0.1)  # how likely, from Monday
HEADLINES = (
    "{}, pas à pas et sans jugement",
    "Progresser en {} à votre rythme",
    "Des séances de {} qui partent de vos questions",
    "{} : reprendre confiance avant l'examen",
    "Dix ans de {}, et le plaisir de transmettre",
    "Apprendre {} par la pratique",
    "{} pour débutants, curieux et reconvertis",
)
SENTENCES = (
    "J'enseigne {} depuis plus de dix ans, du collège à l'université.",
    "Ancienne élève d'une grande école, j'ai découvert {} par hasard et n'en suis jamais sortie.",
    "Je travaille dans une petite entreprise de Lyon où {} occupe toutes mes journées.",
    "Nous partons de ce que vous savez déjà, et nous choisissons ensemble ce qui vient ensuite.",
    "Vous repartez de chaque séance avec un exercice, une lecture et une question ouverte.",
    "J'ai accompagné une cinquantaine de personnes en reconversion, la plupart à distance.",
    "Préparer un concours demande de la méthode : je vous aide à organiser vos révisions.",
    "On relit vos travaux, on cherche où cela coince, et on recommence jusqu'à ce que ce soit net.",
    "Patiente et exigeante, je m'adapte aux élèves qui doutent comme à ceux qui s'ennuient.",
    "Le premier échange sert à faire connaissance ; il est plus court et gratuit.",
    "Je parle aussi de stages, d'alternance et des premiers pas dans le métier.",
    "Quand je n'enseigne pas, je marche en montagne et je restaure de vieux vélos.",
)
OWN_SKILLS = ("apiculture", "improvisation théâtrale", "généalogie", "calligraphie", "échecs")
FIRST_NAMES = (
    *("Alice", "Baptiste", "Chloé", "Driss", "Élodie", "Farid", "Gaëlle", "Hugo", "Inès", "Jules"),
    *("Karim", "Léa", "Mehdi", "Nora", "Océane", "Pierre", "Quentin", "Rania", "Solène", "Thomas"),
    *("Ulysse", "Valérie", "William", "Xavière", "Yanis", "Zoé"),
)
LAST_NAMES = (
    *("Martin", "Bernard", "Nguyễn", "O’Connor", "Lefèvre", "Benali", "Müller", "Dubois", "Traoré"),
    *("Rousseau", "Tremblay", "Gagnon", "Haddad", "Mercier", "Diop", "Lambert", "Fontaine"),
    *("Chevalier", "Da Silva", "Peeters", "Meier", "Gauthier", "Marchand", "Bouchard", "Amrani"),
)


class SkillNames(NamedTuple):
    """What a curated skill is called."""

    label: str
    synonyms: Sequence[str]


@dataclass(frozen=True)
class Mentor:
    """One published mentor."""

    id: str
    user: tuple[Any, ...]  # a row of users, as USER_COLUMNS
    profile: tuple[Any, ...]  # a row of mentor_profiles, as PROFILE_COLUMNS
    week: dict[str, Any]  # the schedule document
    bookings: int


USER_COLUMNS = "id, email, email_verified, first_name, last_name, image_url, bio, role, locale"
PROFILE_COLUMNS = (
    "user_id, headline, expertise, hourly_rate_cents, currency, languages, availability,"
    " status, published_at, updated_at"
)


def invented(count: int, skills: Sequence[SkillNames], *, now: datetime) -> Iterator[Mentor]:
    """`count` mentors; the first skills of the list are the ones that most of them offer."""
    rare = range(0, count, count // RARE_MENTORS)
    for at in range(count):
        dice = Random(at)
        chosen = _skills(skills, dice)
        zone = dice.choices(list(ZONES), [weight for _, weight in ZONES.values()])[0]
        week = _week(zone, dice)
        headline = dice.choice(HEADLINES).format(chosen[0])
        if at in rare:
            headline += f", et un peu de {RARE_WORD}"
        published = now - timedelta(days=dice.choice((3, 20, 60, 200, 400)), minutes=at % 1440)
        profile = (
            *(people.person_id(at), headline[:1].upper() + headline[1:], chosen),
            *(dice.choice(RATES), ZONES[zone][0], _languages(dice), json.dumps(week)),
            *("published", published, now - timedelta(days=dice.choice((1, 30, 120, 300)))),
        )
        yield Mentor(people.person_id(at), _mentor_row(at, chosen, dice), profile, week, at % 5)


def seeker(at: int) -> tuple[Any, ...]:
    """Person `at`, who looks for a mentor, as a row of users."""
    return _row(at, Random(at), bio=None, role="USER")


def _skills(skills: Sequence[SkillNames], dice: Random) -> list[str]:
    # The tenth of the list is chosen half as often as the first.
    weights = [1 / (10 + place) for place in range(len(skills))]
    found = {dice.choices(skills, weights)[0] for _ in range(dice.choice((1, 2, 3, 3, 4, 5)))}
    names = [dice.choice((skill.label, skill.label, *skill.synonyms)) for skill in sorted(found)]
    dice.shuffle(names)
    return names + ([dice.choice(OWN_SKILLS)] if dice.random() < 0.1 else [])


def _languages(dice: Random) -> list[str]:
    spoken = ["fr"] if dice.random() < 0.95 else []
    return [*spoken, *dice.sample(LANGUAGES, dice.choice((0, 1, 1, 2)) or 1 - len(spoken))]


def _week(zone: str, dice: Random) -> dict[str, Any]:
    def windows() -> list[list[str]]:
        parts = dice.sample((MORNINGS, AFTERNOONS, EVENINGS), dice.choice((1, 2, 2, 2, 3)))
        return sorted(dice.choice(part) for part in parts)

    slot = dice.choice((30, 45, 60, 60, 60, 90))
    return {
        "version": 1,
        "timezone": zone,
        "weekly": {
            day: windows() if dice.random() < chance else []
            for day, chance in zip(DAYS, OPEN_DAYS, strict=True)
        },
        "overrides": {},
        "buffersMinutes": {"before": 0, "after": dice.choice((0, 0, 0, 15))},
        "minNoticeMinutes": dice.choice((120, 720, 720, 1440, 2880)),
        "slotMinutes": slot,
        "stepMinutes": dice.choice((15, 30, 30, slot)),
        "horizonDays": 60,
    }


def _mentor_row(at: int, chosen: Sequence[str], dice: Random) -> tuple[Any, ...]:
    sentences = dice.sample(SENTENCES, dice.choice((1, 2, 3, 4, 5)))
    bio = "\n\n".join(sentence.format(dice.choice(chosen)) for sentence in sentences)
    return _row(at, dice, bio=bio, role="MENTOR")


def _row(at: int, dice: Random, *, bio: str | None, role: str) -> tuple[Any, ...]:
    photo = f"https://img.clerk.com/eyJ0eXBlIjoicHJveHkifQ{at:010d}"
    names = (dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES))
    shown = photo if dice.random() < 0.8 else None
    return (people.person_id(at), people.email(at), True, *names, shown, bio, role, "fr")
