"""How long a text takes to read.

Sources: M. Brysbaert, «How many words do we read per minute?» (Journal of Memory and Language 109,
2019): 238 words a minute of English non-fiction, and 0.96 of it for French. The first picture's
12 seconds are Medium's published rule.
"""

from math import ceil

from mentorat.text.articles.article import Language

WORDS_A_MINUTE: dict[Language, int] = {"fr": 230, "en": 240}
IMAGE_SECONDS = 12
CODE_LINE_SECONDS = 1.5  # skimmed: code is read again when it is needed


def reading_minutes(language: Language, *, words: int, images: int, code_lines: int) -> int:
    """Whole minutes, never less than one."""
    seconds = 60 * words / WORDS_A_MINUTE[language]
    seconds += IMAGE_SECONDS * images + CODE_LINE_SECONDS * code_lines
    return max(1, ceil(seconds / 60 - 0.25))
