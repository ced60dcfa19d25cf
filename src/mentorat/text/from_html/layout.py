"""Lines of Markdown: without blanks at their edges, behind the mark of a list."""

import re

_LISTED = re.compile(r"- |\d+\. ")


def trimmed(text: str) -> str:
    """Lines without blanks at their edges; none of them ends the paragraph by a break."""
    lines = [line.strip() for line in text.strip().split("\n")]
    worded = [at for at, line in enumerate(lines) if line not in {"\\", ""}]
    if not worded:
        return ""
    lines = lines[worded[0] : worded[-1] + 1]
    slashes = len(lines[-1]) - len(lines[-1].rstrip("\\"))
    if slashes % 2:
        lines[-1] = lines[-1][:-1].rstrip()
    return "\n".join(lines)


def item_text(parts: list[str]) -> str:
    """The parts of an item: a list under its words stands close to them."""
    is_close = all(_LISTED.match(part) for part in parts[1:])
    return ("\n" if is_close else "\n\n").join(parts)


def indented(mark: str, text: str) -> str:
    """The lines of an item behind its mark."""
    lines = text.split("\n")
    rest = [f"{' ' * len(mark)}{line}" if line else "" for line in lines[1:]]
    return "\n".join([f"{mark}{lines[0]}", *rest])
