"""Code in colours: spans with classes, never a style, and never without end.

Languages are a closed list: Pygments knows five hundred, and one pattern among theirs that goes
back over what it read is one too many. What is longer than the bounds is shown as it is.
"""

from functools import cache
from html import escape
from itertools import groupby

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

BLOCK_CHARACTERS_MAX = 12_000
LINE_CHARACTERS_MAX = 400
BLANK_LINES_MAX = 20  # in a row: Python's lexer reads them once for each of them
ARTICLE_CHARACTERS_MAX = 60_000

ALIASES = {
    "py": "python", "python3": "python", "js": "javascript", "mjs": "javascript",
    "ts": "typescript", "jsx": "javascript", "tsx": "typescript", "sh": "bash", "shell": "bash",
    "zsh": "bash", "golang": "go", "rs": "rust", "rb": "ruby", "kt": "kotlin", "cs": "csharp",
    "c#": "csharp", "c++": "cpp", "yml": "yaml", "docker": "dockerfile", "postgres": "sql",
    "postgresql": "sql", "htm": "html", "svg": "xml", "conf": "ini", "cfg": "ini", "patch": "diff",
    "mk": "makefile", "make": "makefile",
}  # fmt: skip
LEXERS = {
    "python": "python", "javascript": "javascript", "typescript": "typescript", "bash": "bash",
    "go": "go", "rust": "rust", "ruby": "ruby", "java": "java", "kotlin": "kotlin", "c": "c",
    "cpp": "cpp", "csharp": "csharp", "php": "php", "swift": "swift", "sql": "sql", "json": "json",
    "yaml": "yaml", "toml": "toml", "ini": "ini", "html": "html", "xml": "xml", "css": "css",
    "scss": "scss", "diff": "diff", "dockerfile": "docker", "makefile": "make", "r": "r",
    "graphql": "graphql", "nginx": "nginx", "lua": "lua",
}  # fmt: skip


@cache
def _lexer(name: str) -> Lexer:
    # A piece of PHP on a page has seldom the mark that it would begin with in a file.
    return get_lexer_by_name(LEXERS[name], stripnl=False, ensurenl=False, startinline=True)


class CodePainter:
    """Paints the blocks of one article, as many characters of them as an article may have."""

    def __init__(self) -> None:
        self.left = ARTICLE_CHARACTERS_MAX
        self.formatter = HtmlFormatter(nowrap=True, classprefix="code-")

    def paint(self, code: str, info: str) -> str:
        """`code` as HTML; coloured when its language is one of ours and it is not too long."""
        name = language_of(info)
        if name is None or self._is_too_long(code):
            return escape(code)
        self.left -= len(code)
        painted: str = highlight(code, _lexer(name), self.formatter)
        return painted

    def _is_too_long(self, code: str) -> bool:
        if len(code) > min(self.left, BLOCK_CHARACTERS_MAX):
            return True
        lines = code.splitlines()
        blanks = (len(list(run)) for is_blank, run in groupby(lines, _is_blank) if is_blank)
        return (
            max(map(len, lines), default=0) > LINE_CHARACTERS_MAX
            or max(blanks, default=0) > BLANK_LINES_MAX
        )


def _is_blank(line: str) -> bool:
    return not line.strip()


def language_of(info: str) -> str | None:
    """The language that a fence names, None when it is not one of ours."""
    words = info.lower().split(None, 1)
    name = words[0].strip("{}.,:") if words else ""
    name = ALIASES.get(name, name)
    return name if name in LEXERS else None
