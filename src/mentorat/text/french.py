"""French typography, by rule and at one place: what a typesetter puts where a keyboard has no key.

Sources: the Lexique des règles typographiques en usage à l'Imprimerie nationale (spaces before the
high signs and inside « »); Unicode 15, 6.2 (U+2019 is the apostrophe, U+202F the narrow space).
"""

import re

NARROW, WIDE, APOSTROPHE = "\u202f", "\u00a0", "\u2019"

_SIGNS = re.compile(
    r"""
      (?P<left_alone> https?://\S+ | `[^`]*` | <[^>]*> )
    | (?P<apostrophe> (?<=\w)'(?=\w|%\(|«) )
    | (?P<narrow> (?<!«)[ \u00a0](?=[?!;](?:\W|$)) )
    | (?P<wide> [ ](?=:(?:\s|$)) | (?<=«)(?:\s|(?=\S)) | \s(?=») | (?<=\S)(?=») )
    """,
    re.VERBOSE,
)
_PRINTED = {"apostrophe": APOSTROPHE, "narrow": NARROW, "wide": WIDE}


def typeset(sentence: str) -> str:
    """A French sentence as it is printed: a curved apostrophe, a narrow no-break space before
    ? ! and ;, a wide one before : and inside « ». Addresses, code and tags stay as they are, and so
    does what is typeset already."""
    return _SIGNS.sub(lambda found: _PRINTED.get(found.lastgroup or "", found.group()), sentence)
