"""The words of a block, without what marks them up."""

from collections.abc import Iterable

from markdown_it.token import Token

_BREAKS = {"softbreak", "hardbreak"}


def inline_text(children: Iterable[Token] | None, *, alts: bool = False) -> str:
    """The words of a paragraph or a heading; with those that stand for pictures when `alts`."""
    pieces = []
    for token in children or ():
        if token.type in {"text", "code_inline", "text_special"}:
            pieces.append(token.content)
        elif token.type in _BREAKS:
            pieces.append(" ")
        elif token.type == "image" and alts:
            pieces.append(image_alt(token))
    return "".join(pieces)


def image_alt(token: Token) -> str:
    """What is said in a picture's place."""
    return " ".join(inline_text(token.children, alts=True).split())
