"""How deep and how wide a text may be: what is more is refused in time that grows with its length.

A parser of Markdown goes back over brackets it could not close, and over each line once for every
quote that it stands in. Texts that people write come nowhere near these bounds.
"""

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from mentorat.errors import say
from mentorat.text.articles.refusals import CHARACTERS_MAX, TextTooLong, TextTooNested

LINES_MAX = 6_000
QUOTES_MAX = 8  # one in the other
NESTING_MAX = 20  # of the parser: a list in a list takes two
MARKS_MAX = 40_000
CELLS_MAX = 10_000
COLUMNS_MAX = 50
NOTES_MAX = 500
STEPS_A_CHARACTER = 4  # of looking ahead for the end of a link
CONTAINERS = {"blockquote_open", "list_item_open", "footnote_reference_open"}

LINES = say("%(most)s lignes au plus : coupez ce texte en plusieurs articles.")
NESTING = say("Des listes ou des citations tiennent les unes dans les autres sur trop de niveaux.")
MARKS = say("Ce texte a trop de signes de mise en forme : %(most)s au plus.")
BRACKETS = say("Trop de crochets [ restent ouverts dans un même paragraphe.")
CELLS = say("Les tableaux d'un article ont %(most)s cases au plus.")
COLUMNS = say("Un tableau a %(most)s colonnes au plus.")
NOTES = say("Un article a %(most)s notes au plus.")


def check_size(markdown: str) -> None:
    """Whether a text is worth reading at all; raises TextTooLong or TextTooNested."""
    if len(markdown) > CHARACTERS_MAX:
        raise TextTooLong
    if markdown.count("\n") > LINES_MAX:
        raise TextTooNested(LINES, LINES_MAX)
    if sum(map(markdown.count, "*_~`[")) > MARKS_MAX:
        raise TextTooNested(MARKS, MARKS_MAX)
    for line in markdown.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" \t>"))]
        if indent.count(">") > QUOTES_MAX:
            raise TextTooNested(NESTING, QUOTES_MAX)


def check_nesting(state: StateCore) -> None:
    """The parser leaves out what stands deeper than it goes; here that is refused instead."""
    for token in state.tokens:
        if token.type in CONTAINERS and token.level >= NESTING_MAX - 1:
            raise TextTooNested(NESTING, NESTING_MAX)
    if len(state.env.get("footnotes", {}).get("refs", ())) > NOTES_MAX:
        raise TextTooNested(NOTES, NOTES_MAX)


def bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  the parser's own signature
    """The rule of tables, for those with as many cells as somebody reads."""
    if silent or not _has_delimiters(state, start + 1, end):
        return table(state, start, end, silent)
    columns = max(_bars(state, start), _bars(state, start + 1))
    if columns > COLUMNS_MAX:
        raise TextTooNested(COLUMNS, COLUMNS_MAX)
    last = start + 2
    while last < end and not state.isEmpty(last):
        last += 1
    is_table = table(state, start, end, silent)
    if is_table:
        state.env["cells"] = state.env.get("cells", 0) + columns * (last - start)
        if state.env["cells"] > CELLS_MAX:
            raise TextTooNested(CELLS, CELLS_MAX)
    return is_table


def _has_delimiters(state: StateBlock, line: int, end: int) -> bool:
    if line >= end:
        return False
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    return bool(text) and not text.strip("|-: \t")


def _bars(state: StateBlock, line: int) -> int:
    return state.src.count("|", state.bMarks[line], state.eMarks[line])


class BoundedInline(ParserInline):
    """The parser of a paragraph, which looks ahead only so often."""

    def skipToken(self, state: StateInline) -> None:  # noqa: N802  the library's name
        """One step of looking ahead."""
        steps = state.env["steps"] = state.env.get("steps", 0) + 1
        if steps > state.env["steps_max"]:
            raise TextTooNested(BRACKETS, STEPS_A_CHARACTER)
        super().skipToken(state)


def steps_max(markdown: str) -> int:
    """How often the whole text may look ahead."""
    return STEPS_A_CHARACTER * len(markdown) + 2_000
