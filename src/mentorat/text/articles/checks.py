"""Eight things that make an article easier to find and to read, each with what to do.

Sources: WCAG 2.2, 1.1.1 (pictures), 1.3.1 with technique G141 (headings), 2.4.4 (links say where
they go); Google Search Central on title links and snippets (long ones are cut); GOV.UK, «Content
design» (sentences of at most 25 words); Commission européenne, «Rédiger clairement» (20 words on
average; French takes about a tenth more words than English to say the same).
"""

from collections.abc import Callable
from itertools import pairwise

import msgspec

from mentorat.errors import say
from mentorat.text.articles.article import Article, Language
from mentorat.text.articles.link_words import says_nothing

TITLE_CHARACTERS = (20, 70)
EXCERPT_CHARACTERS = (50, 160)
WORDS_MIN = 300
SENTENCE_WORDS: dict[Language, int] = {"fr": 22, "en": 20}  # on average


class ContentCheck(msgspec.Struct, frozen=True):
    """`sentence` says what to do, or what is well: a French template whose places `values` fill
    once it is translated."""

    name: str
    is_met: bool
    sentence: str
    values: dict[str, object]


class ArticleFrame(msgspec.Struct, frozen=True):
    """What stands around a text. `cover_alt` is None without a cover, empty for one undescribed."""

    title: str
    excerpt: str
    cover_alt: str | None


def checks(article: Article, frame: ArticleFrame) -> list[ContentCheck]:
    """The eight checks, in the order in which an author meets what they look at."""
    return [check(article, frame) for check in CHECKS]


def check_title(_: Article, frame: ArticleFrame) -> ContentCheck:
    """A title that a page of results shows whole."""
    least, most = TITLE_CHARACTERS
    count = len(frame.title.strip())
    if count < least:
        to_do = say("Dites dès le titre de quoi il s'agit : %(least)s caractères au moins.")
    else:
        to_do = say("Raccourcissez le titre : au-delà de %(most)s caractères, il est coupé.")
    done = say("Le titre se lit en entier partout.")
    return _check("title", least <= count <= most, (done, to_do), least=least, most=most)


def check_excerpt(_: Article, frame: ArticleFrame) -> ContentCheck:
    """A description that lists and results show whole."""
    least, most = EXCERPT_CHARACTERS
    done = say("La description se lit en entier dans les résultats.")
    to_do = say(
        "Décrivez l'article en %(least)s à %(most)s caractères : on les lit avant d'ouvrir."
    )
    is_met = least <= len(frame.excerpt.strip()) <= most
    return _check("description", is_met, (done, to_do), least=least, most=most)


def check_cover(_: Article, frame: ArticleFrame) -> ContentCheck:
    """A picture beside the title, described for who does not see it."""
    if frame.cover_alt is None:
        to_do = say("Ajoutez une image de couverture : elle accompagne l'article où on le partage.")
    else:
        to_do = say("Décrivez l'image de couverture pour qui ne la voit pas.")
    done = say("La couverture est là, et décrite.")
    return _check("cover", bool((frame.cover_alt or "").strip()), (done, to_do))


def check_headings(article: Article, _: ArticleFrame) -> ContentCheck:
    """Headings that go down one level at a time, from the page's title on."""
    levels = [1, *article.outline]
    skipped = sum(after > before + 1 for before, after in pairwise(levels))
    done = say("Les intertitres descendent d'un niveau à la fois.")
    to_do = say("Des intertitres sautent un niveau (%(count)s) : après ## vient ###, pas ####.")
    return _check("headings", skipped == 0, (done, to_do), count=skipped)


def check_images(article: Article, _: ArticleFrame) -> ContentCheck:
    """Pictures that are described, and that the page shows."""
    silent = sum(not image.alt for image in article.images)
    foreign = sum(image.key is None for image in article.images)
    if silent:
        to_do = say("Décrivez chaque image entre ses crochets (%(count)s sans texte).")
    else:
        to_do = say(
            "Importez les images d'autres sites (%(count)s) : ici, ce ne sont que des liens."
        )
    done = say("Chaque image est décrite.")
    return _check("images", not silent and not foreign, (done, to_do), count=silent or foreign)


def check_links(article: Article, _: ArticleFrame) -> ContentCheck:
    """Links whose words say where they go."""
    vague = [link.text for link in article.links if says_nothing(link)]
    done = say("Chaque lien dit où il mène.")
    to_do = say("Un lien dit où il mène : reformulez « %(words)s » (%(count)s à revoir).")
    if vague and not vague[0]:
        to_do = say("Un lien dit où il mène : écrivez des mots entre ses crochets (%(count)s).")
    words = vague[0][:60] if vague else ""
    return _check("links", not vague, (done, to_do), words=words, count=len(vague))


def check_length(article: Article, _: ArticleFrame) -> ContentCheck:
    """Words enough to answer a question."""
    done = say("L'article a de quoi répondre à une question.")
    to_do = say("Développez : %(count)s mots pour l'instant, %(least)s au moins.")
    is_met = article.word_count >= WORDS_MIN
    return _check("length", is_met, (done, to_do), count=article.word_count, least=WORDS_MIN)


def check_sentences(article: Article, _: ArticleFrame) -> ContentCheck:
    """Sentences that are read once."""
    words, most = article.sentence_words, SENTENCE_WORDS[article.language]
    average = round(sum(words) / len(words)) if words else 0
    done = say("Les phrases se lisent d'une traite.")
    to_do = say("Coupez les phrases longues : %(count)s mots en moyenne, %(most)s au plus.")
    return _check("reading", average <= most, (done, to_do), count=average, most=most)


CHECKS: tuple[Callable[[Article, ArticleFrame], ContentCheck], ...] = (
    check_title,
    check_excerpt,
    check_cover,
    check_headings,
    check_images,
    check_links,
    check_length,
    check_sentences,
)


def _check(name: str, is_met: bool, said: tuple[str, str], **values: object) -> ContentCheck:  # noqa: FBT001  what was found
    return ContentCheck(name, is_met, said[0] if is_met else said[1], {} if is_met else values)
