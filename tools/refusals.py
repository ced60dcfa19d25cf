"""A caught refusal has undone everything: no module of the product catches one, but the edge.

`web/forms.py` undoes before it renders; recognition and the worker stand before any transaction;
health and the doctor only ask, and what they ask is whether something is away; an import goes on
after an article whose own transaction was undone; a text that cannot be read is shown by its words;
a copy of the database is only asked to read, and what it does not answer the database itself does.
"""

import ast
import importlib
import sys
from pathlib import Path

from mentorat.errors import Refusal

PACKAGE = Path("src/mentorat")
EDGE = {
    "web/forms.py",
    "web/edge.py",
    "web/health.py",
    "accounts/callers/visitors.py",
    "blog/shown/readable_text.py",
    "blog/moving/attempts.py",
    "cli/doctor.py",
    "db/replica.py",
    "db/shared_flights.py",  # told to each of those who flew
}


def main() -> int:
    """Print every handler of a refusal outside the edge; how many there are is the exit code."""
    found = [
        f"{path}:{line}: catches {name}; a form states its page with or_page"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in EDGE and "migrations" not in path.parts
        for line, name in caught(path)
    ]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return min(len(found), 1)


def caught(path: Path) -> list[tuple[int, str]]:
    """The refusals that a module catches: the line, and what it names."""
    handlers = [node for node in ast.walk(ast.parse(path.read_text())) if is_handler(node)]
    if not handlers:
        return []
    module = importlib.import_module(".".join(path.with_suffix("").parts[1:]))
    return [
        (kind.lineno, ast.unparse(kind))
        for handler in handlers
        for kind in kinds_of(handler)
        if is_refusal(getattr(module, ast.unparse(kind), None))
    ]


def is_handler(node: ast.AST) -> bool:
    """Whether a node is an `except` clause."""
    return isinstance(node, ast.ExceptHandler)


def kinds_of(handler: ast.AST) -> list[ast.expr]:
    """The kinds of errors that an `except` clause names."""
    kind = getattr(handler, "type", None)
    return list(kind.elts) if isinstance(kind, ast.Tuple) else [kind] if kind else []


def is_refusal(kind: object) -> bool:
    """Whether a name stands for a refusal."""
    return isinstance(kind, type) and issubclass(kind, Refusal)


if __name__ == "__main__":
    sys.exit(main())
