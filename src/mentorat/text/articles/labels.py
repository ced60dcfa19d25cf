"""The few words that an article's own marks need, in the article's language, not the reader's."""

from mentorat.text.articles.article import Language

LABELS: dict[Language, dict[str, str]] = {
    "fr": {
        "table": "Tableau {number}",
        "code": "Code {number}",
        "note": "Note {number}",
        "notes": "Notes",
        "back": "Retour au texte, note {number}",
        "image": "Image sur un autre site",
    },
    "en": {
        "table": "Table {number}",
        "code": "Code {number}",
        "note": "Note {number}",
        "notes": "Notes",
        "back": "Back to the text, note {number}",
        "image": "Picture on another site",
    },
}


def label(language: Language, name: str, number: int | str = "") -> str:
    """What a mark is called."""
    return LABELS[language][name].format(number=number)
