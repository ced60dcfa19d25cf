"""Texts that cost a careless parser hours: one unit over and over, or one thing inside the other."""

from mentorat.text.articles.bounds import LINES_MAX, MARKS_MAX

SIZE = 40_000
REFUSED_SIZE = 100_000
MARKS = "*_~`["

PARAGRAPH = (
    "Un mentor relit **votre** code et dit [ce qui compte](/blog/ce-qui-compte) : le nom, le test, "
    "la *suite*. On ne perd rien à demander ; on gagne souvent une heure !\n\n"
)

UNITS = {
    "quotes": ">", "spaced quotes": "> ", "brackets": "[", "pictures": "![", "empty links": "[]",
    "closing": "]", "half a link": "[a](", "half an address": "[a](<b", "crossed marks": "*a_",
    "stars": "*", "open strong": "*a **b ", "lows": "_", "backticks": "`", "waves": "~~a ",
    "angles": "<", "half an autolink": "<a:", "half a mail": "<a@", "ands": "&", "entities": "&#",
    "real entities": "&copy;", "backslashes": "\\", "calls": "!", "questions": "? ", "bars": "|",
    "notes": "[^a] ", "half a note": "[^", "inline notes": "^[", "rules": "-", "setext": "=",
    "hashes": "#", "lists in a line": "- ", "numbers in a line": "1. ", "items": "* a\n",
    "straight quotes": '"', "apostrophes": "'", "spaced apostrophes": " 'a", "quoted": ' "a',
    "lines": "\n", "blanks": " ", "tabs": "\t", "labels": "[a", "middles": "](", "images": "![a](b)",
    "links": "[a](b) ", "references": "[a][b] ", "definitions": "[a]: b\n", "letters": "a",
    "half a comment": "<!--", "half a section": "<![CDATA[", "addresses": "a://", "mails": "a@",
    "fences": "```\n", "titles": "# a\n", "broken titles": "[a]: b 'c\n", "open titles": '[a](b "',
    "colons": "a:", "guillemets": "«", "closed guillemets": "»a", "marks and quotes": '!»"',
    "high points": "….!", "nothing": "\0", "turned": "\u202e", "accents": "e\u0301", "html": "<div>\n",
    "cells": "|a\n-|\n", "notes defined": "[^a]: b\n", "nested stars": "***a_ ", "stricken": "~~a~~",
    "escaped": "[\\", "trailing": "a  \n", "parentheses": "(", "wide spaces": "\u00a0!", "opaque": "\ufffc",
}  # fmt: skip

REFUSED_AT_SIGHT = {
    name: unit for name, unit in UNITS.items() if set(unit) & set(MARKS + ">\n") or unit == "- "
}


def honest(length: int) -> str:
    """A text that somebody wrote, as long as that."""
    return (PARAGRAPH * (length // len(PARAGRAPH) + 1))[:length]


def over_and_over(unit: str) -> str:
    """Far too many of it."""
    return unit * (REFUSED_SIZE // len(unit))


def within_bounds(unit: str) -> str:
    """As many of it as pass the first look: fewer marks and lines than are refused at sight."""
    marks, lines = sum(map(unit.count, MARKS)), unit.count("\n")
    times = SIZE // len(unit)
    times = min(times, (MARKS_MAX // 2) // marks) if marks else times
    times = min(times, (LINES_MAX - 10) // lines) if lines else times
    return unit * times


def nested() -> dict[str, str]:
    """What holds itself, or grows with its place."""
    return {
        "lists": "".join(" " * (2 * depth) + "- a\n" for depth in range(400)),
        "lists again": "".join(" " * (depth % 18) + "- a\n" for depth in range(5_900)),
        "growing backticks": "".join("`" * count + " " for count in range(1, 280)),
        "lazy quotes": ">" * 8 + "a\n" + "b\n" * 5_900,
        "stairs of quotes": "".join(">" * (depth % 9) + "a\n" for depth in range(5_900)),
        "balanced brackets": "[" * 9_000 + "]" * 9_000,
        "balanced pictures": "![" * 6_000 + "a" + "](b)" * 6_000,
        "balanced stars": "*a " * 9_000 + " a*" * 9_000,
        "many notes": "".join(f"[^{n}] " for n in range(480))
        + "\n\n"
        + "".join(f"[^{n}]: a\n\n" for n in range(480)),
        "notes of notes": "".join(f"[^{n}]: a[^{n + 1}]\n\n" for n in range(480)) + "[^0]",
        "one note, many marks": "[^a] " * 9_000 + "\n\n[^a]: b\n",
        "many references": "".join(f"[r{n}]: /u{n}\n" for n in range(2_900))
        + "".join(f"[r{n}] " for n in range(2_900)),
        "a title over lines": "[a]: /b '" + "x\n" * 5_900,
        "a wide table": "|a" * 50 + "\n" + "|-" * 50 + "|\n" + "|b" * 9_000 + "\n",
        "short rows": "|a" * 50 + "|\n" + "|-" * 50 + "|\n" + "b\n" * 195,
        "long table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 2_900,
        "two wide tables": ("|a" * 49 + "|\n" + "|-" * 49 + "|\n" + "b\n" * 150 + "\n") * 2,
        "same titles": "# a\n\n" * 2_900,
        "a long title": "# " + "a " * 20_000,
        "code": "```python\n" + "x = 'a'\n" * 1_400 + "```\n",
        "much code": ("```js\n" + "f('a')\n" * 150 + "```\n") * 30,
    }
