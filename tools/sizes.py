"""Files of at most 250 lines, functions of at most 40: a file is read whole."""

import ast
import sys
from pathlib import Path

FILE_LINES_MAX = 250
FUNCTION_LINES_MAX = 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "service", "manager"}
ROOT = Path(__file__).parents[1]


def problems(path: Path) -> list[str]:
    """What is too long in one file, or badly named."""
    text = path.read_text(encoding="utf-8")
    where = path.relative_to(ROOT)
    found = []
    if (lines := text.count("\n")) > FILE_LINES_MAX:
        found.append(f"{where}: {lines} lines (at most {FILE_LINES_MAX}): cut by verb")
    if path.stem in FORBIDDEN_NAMES:
        found.append(f"{where}: a module says what it does, {path.stem} does not")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                found.append(f"{where}:{node.lineno}: {node.name} has {length} lines (at most 40)")
    return found


def main() -> int:
    folders = ("src", "tests", "tools", "bench")
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = [problem for path in files for problem in problems(path)]
    print("\n".join(found) or f"{len(files)} files within their size")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
