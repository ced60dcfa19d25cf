"""How much of a text is read, and what is said of one that is more."""

from mentorat.errors import Invalid, Problem, say

CHARACTERS_MAX = 200_000
POINTER = "/markdown"


class TextTooLong(Invalid):
    """The text has more characters than an article may have."""

    code = "text_too_long"

    def __init__(self) -> None:
        message = say("%(most)s caractères au plus : coupez ce texte en plusieurs articles.")
        super().__init__([Problem(POINTER, message, "too_long", {"most": CHARACTERS_MAX})])


class TextTooNested(Invalid):
    """The text's brackets, quotes, lists, notes or cells are more than anybody would write."""

    code = "text_too_nested"

    def __init__(self, message: str, most: int) -> None:
        super().__init__([Problem(POINTER, message, "too_nested", {"most": most})])
