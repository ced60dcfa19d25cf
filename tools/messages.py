"""Whether every sentence of the product has its English; prints what is missing or left over.

The sentences are French in the source: `_()` in templates, `say()` in Python.
"""

import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[1] / "src" / "mentorat"
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
# The tags that our templates know besides Jinja's own; one that cannot be read is a mistake.
OPTIONS = {
    "**/templates/**.html": {
        "extensions": "mentorat.web.kept_parts.KeptParts",
        "silent": "false",
    }
}
KEYWORDS = {"say": None, "_": None, "gettext": None, "ngettext": (1, 2), "plural": (1, 2)}


def sentences() -> dict[str, str]:
    """Every marked sentence with the first place it stands in."""
    found: dict[str, str] = {}
    extracted = extract_from_dir(str(PACKAGE), METHODS, OPTIONS, keywords=KEYWORDS)
    for path, line, message, *_ in extracted:
        for text in (message,) if isinstance(message, str) else message:
            found.setdefault(str(text), f"{path}:{line}")
    return found


def main() -> int:
    with (PACKAGE / "web" / "locale" / "en.po").open("rb") as file:
        translated = {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    wanted = sentences()
    missing = [text for text in wanted if not translated.get(text)]
    unused = [text for text in translated if text not in wanted]
    for text in missing:
        print(f"no English ({wanted[text]}): {text}")
    for text in unused:
        print(f"no longer said: {text}")
    return 1 if missing or unused else 0


if __name__ == "__main__":
    sys.exit(main())
