"""Files of at most 250 lines, functions of at most 40: a file is read whole. A folder of a slice
holds at most twelve modules, so that it is read at a glance. Names say a thing."""

import ast
import re
import sys
from pathlib import Path

FILE_LINES_MAX = 250
FUNCTION_LINES_MAX = 40
MODULES_MAX = 12
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "service", "manager"}
# A class is a thing: «Found», «Kept» and «Telling» tell nobody of what.
PARTICIPLE = re.compile(r"[A-Z][a-z]+(?:ed|ing)|Found|Held|Kept|Known|Made|Sent|Shown|Told")
NOUNS = {"Booking", "Finding", "Heading", "Meeting", "Nothing", "Ranking", "Unauthenticated"}
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
        if isinstance(node, ast.ClassDef) and is_participle(node.name):
            found.append(f"{where}:{node.lineno}: {node.name} says of nothing what it is")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                found.append(f"{where}:{node.lineno}: {node.name} has {length} lines (at most 40)")
    return found


def crowded(package: Path) -> list[str]:
    """Folders of the slices, which all have routes or models, that hold too many modules."""
    slices = [one for one in package.iterdir() if (one / "routes").is_dir()]
    folders = [folder for one in slices for folder in (one, *one.rglob("*/")) if folder.is_dir()]
    counts = {folder: len({*folder.glob("*.py")} - {folder / "__init__.py"}) for folder in folders}
    return [
        f"{folder.relative_to(package)}: {count} modules (at most {MODULES_MAX}): group by noun"
        for folder, count in sorted(counts.items())
        if count > MODULES_MAX
    ]


def is_participle(name: str) -> bool:
    """Whether a class is named by a bare participle."""
    return name not in NOUNS and PARTICIPLE.fullmatch(name) is not None


def main() -> int:
    folders = ("src", "tests", "tools", "bench")
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = [problem for path in files for problem in problems(path)]
    found += crowded(ROOT / "src/mentorat")
    print("\n".join(found) or f"{len(files)} files within their size")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
