"""The articles of the demo: who wrote them, and where they stand."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from mentorat.blog.actions.begin_post import begin_post
from mentorat.blog.actions.move_post import PostMove, move_post
from mentorat.blog.schemas import NewPost
from mentorat.db.executor import Db
from mentorat.demo.people import (
    BENOIT,
    CLAIRE,
    HELENE,
    INES,
    MARC,
    MENTORS,
    OLIVIER,
    YASMINE,
    Mentor,
)
from mentorat.viewer import Administrator, SignedIn

FOLDER = Path(__file__).parent / "articles"
SOPHIE = next(mentor for mentor in MENTORS if mentor.first_name == "Sophie")
SERIES = "Préparer un entretien"
AHEAD = timedelta(days=3)


class DemoWords(NamedTuple):
    """An article in one language; its text is a file of `articles/`."""

    title: str
    excerpt: str
    tags: tuple[str, ...]


class DemoPost(NamedTuple):
    """An article of a mentor's, so many days old."""

    author: Mentor
    name: str
    days: int
    words: DemoWords
    english: DemoWords | None = None
    skills: tuple[str, ...] = ()
    series: str | None = None
    state: str = "published"  # or draft, in_review, scheduled


POSTS = (
    DemoPost(
        HELENE,
        "entretien-1",
        24,
        DemoWords(
            "La semaine d'avant l'entretien",
            "Une demi-heure par jour, du lundi au vendredi, vaut mieux qu'une nuit à relire"
            " son CV.",
            ("Entretien", "Emploi", "Méthode"),
        ),
        series=SERIES,
    ),
    DemoPost(
        MARC,
        "relire",
        19,
        DemoWords(
            "Relire le code d'un autre sans le blesser",
            "Lire deux fois, demander plutôt qu'ordonner, dire ce que pèse une remarque : trois"
            " habitudes qui changent une équipe.",
            ("Relecture", "Python", "Travail d'équipe"),
        ),
        DemoWords(
            "Reviewing somebody's code without hurting them",
            "Read twice, ask rather than order, say what a comment weighs: three habits that change"
            " a team.",
            ("Code review", "Python", "Teamwork"),
        ),
        skills=("python",),
    ),
    DemoPost(
        INES,
        "moyenne",
        13,
        DemoWords(
            "La moyenne ne ment pas, elle répond à côté",
            "Deux classes ont 11 de moyenne et n'ont rien en commun. Ce qu'il faut regarder à la"
            " place, et comment le dessiner.",
            ("Statistiques", "Mathématiques", "Méthode"),
        ),
    ),
    DemoPost(
        OLIVIER,
        "portfolio",
        9,
        DemoWords(
            "Trois projets suffisent à un portfolio",
            "Qui recrute a sept minutes. Trois projets, trois rôles, une page chacun : le reste"
            " peut attendre.",
            ("Portfolio", "Design", "Emploi"),
        ),
        DemoWords(
            "Three projects are enough for a portfolio",
            "Whoever is hiring has seven minutes. Three projects, three parts, one page each: the"
            " rest can wait.",
            ("Portfolio", "Design", "Work"),
        ),
    ),
    DemoPost(
        HELENE,
        "entretien-2",
        5,
        DemoWords(
            "Les dix premières minutes d'un entretien",
            "Avant d'entrer, « parlez-moi de vous », la question qui tombe mal : ce qui se joue dès"
            " le début, et comment s'y préparer.",
            ("Entretien", "Emploi"),
        ),
        series=SERIES,
    ),
    DemoPost(
        YASMINE,
        "requetes",
        2,
        DemoWords(
            "Trois requêtes SQL pour une vraie question",
            "Quels livres une médiathèque doit-elle racheter ? Regarder, compter une seule chose,"
            " rapporter à ce qui était possible.",
            ("SQL", "Données", "Statistiques"),
        ),
        DemoWords(
            "Three SQL queries for one real question",
            "Which books should a library buy again? Look, count one thing, divide by what was"
            " possible.",
            ("SQL", "Data", "Statistics"),
        ),
    ),
    DemoPost(
        SOPHIE,
        "premier-site",
        1,
        DemoWords("Un premier site en un après-midi", "", ("Web",)),
        state="draft",
    ),
    DemoPost(
        CLAIRE,
        "essai",
        1,
        DemoWords(
            "Période d'essai : ce qui se dit, ce qui s'écrit",
            "Quatre repères pour les premiers mois d'un contrat, et trois gestes utiles.",
            ("Droit du travail", "Emploi"),
        ),
        state="in_review",
    ),
    DemoPost(
        BENOIT,
        "metronome",
        1,
        DemoWords(
            "Trois accords et un métronome",
            "Deux semaines de quatre tours par jour, et l'on entend enfin ce que l'on joue.",
            ("Guitare", "Méthode"),
        ),
        state="scheduled",
    ),
)


async def load_posts(db: Db, operator: SignedIn, *, now: datetime) -> None:
    """Write the articles of the demo and let an operator read them, as anybody's."""
    for post in POSTS:
        at = now - timedelta(days=post.days)
        french = await _begin(db, post, post.words, now=at)
        await _move(db, post, french, operator, now=at)
        if post.english:
            pair = {"language": "en", "pairOf": french}
            english = await _begin(db, post, post.english, now=at, **pair)
            await _move(db, post, english, operator, now=at)


async def _begin(db: Db, post: DemoPost, words: DemoWords, *, now: datetime, **pair: Any) -> UUID:
    language = pair.get("language", "fr")
    hour = (now + AHEAD).replace(second=0, microsecond=0)
    document = NewPost.model_validate(
        {
            **words._asdict(),
            "tags": list(words.tags),
            "markdown": (FOLDER / f"{post.name}.{language}.md").read_text("utf-8"),
            "skills": list(post.skills),
            "series": post.series,
            "publishAt": f"{hour:%Y-%m-%dT%H:%M:%SZ}" if post.state == "scheduled" else None,
            **pair,
        }
    )
    return await begin_post(db, document, viewer=_author(post), now=now)


async def _move(
    db: Db, post: DemoPost, post_id: UUID, operator: SignedIn, *, now: datetime
) -> None:
    if post.state == "draft":
        return
    await move_post(db, PostMove(post_id, "submit"), viewer=_author(post), now=now)
    if post.state != "in_review":
        viewer = Administrator(operator.id, operator.role, None, None, None, None, None)
        await move_post(db, PostMove(post_id, "publish"), viewer=viewer, now=now)


def _author(post: DemoPost) -> SignedIn:
    author = post.author
    return SignedIn(author.id, "MENTOR", author.first_name, author.last_name, None, None, None)
