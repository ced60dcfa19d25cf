"""The one way from Markdown to an article: of saving, previewing, importing and rendering again."""

from mentorat.text.articles.article import Article, Language
from mentorat.text.articles.cleaning import clean
from mentorat.text.articles.elements import ArticleRenderer
from mentorat.text.articles.outline import number_headings, outline
from mentorat.text.articles.parser import OPTIONS, parse
from mentorat.text.articles.reading import read_words
from mentorat.text.articles.reading_pace import reading_minutes
from mentorat.text.articles.uses import images_of, links_of

RENDER_VERSION = 1  # one more whenever an old text would give another page


def render(markdown: str, *, language: Language) -> Article:
    """The article that a text makes; the same text gives the same article. Raises TextTooLong and
    TextTooNested."""
    tokens = parse(markdown, language)
    toc = number_headings(tokens)
    html = ArticleRenderer(language, toc).render(tokens, OPTIONS, {})
    words = read_words(tokens)
    images = images_of(tokens)
    return Article(
        language=language,
        html=clean(html),
        toc=toc,
        reading_minutes=reading_minutes(
            language, words=words.word_count, images=len(images), code_lines=words.code_lines
        ),
        excerpt=words.excerpt,
        plain=words.plain,
        word_count=words.word_count,
        sentence_words=words.sentence_words,
        outline=outline(tokens),
        images=images,
        links=links_of(tokens),
    )
