"""Code in colours: spans with classes, never a style, and never without end.

Languages are a closed list: Pygments knows five hundred, and one pattern among theirs that goes
back over what it read is one too many: those for Java and C# do, so TypeScript's reads these two.
What is longer than the bounds is shown as it is.
"""

from functools import cache
from html import escape
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

BLOCK_CHARACTERS_MAX = 8_000
LINE_CHARACTERS_MAX = 200
BACKSLASHES_MAX = 30  # in a line: after each, lexers look for the end of a string that is none
BLANK_LINES_MAX = 20  # in a row: Python's lexer reads them once for each of them
ARTICLE_CHARACTERS_MAX = 32_000

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
    "go": "go", "rust": "rust", "ruby": "ruby", "java": "typescript", "kotlin": "kotlin", "c": "c",
    "cpp": "cpp", "csharp": "typescript", "php": "php", "swift": "swift", "sql": "sql",
    "json": "json", "yaml": "yaml", "toml": "toml", "ini": "ini", "html": "html", "xml": "xml",
    "css": "css", "scss": "scss", "diff": "diff", "dockerfile": "docker", "makefile": "make",
    "r": "r", "graphql": "graphql", "nginx": "nginx", "lua": "lua",
}  # fmt: skip

# A class for each colour, not for each of the lexers' eighty kinds: pages stay small.
CLASSES: dict[_TokenType, str] = {
    Keyword: "code-keyword",
    Operator.Word: "code-keyword",
    Name.Tag: "code-keyword",
    String: "code-string",
    Number: "code-number",
    Keyword.Constant: "code-number",
    Name.Constant: "code-number",
    Comment: "code-comment",
    Name.Function: "code-name",
    Name.Class: "code-name",
    Name.Decorator: "code-name",
    Name.Attribute: "code-name",
    Generic.Heading: "code-name",
    Generic.Subheading: "code-name",
    Generic.Inserted: "code-added",
    Generic.Deleted: "code-removed",
}


@cache
def _lexer(name: str) -> Lexer:
    # A piece of PHP on a page has seldom the mark that it would begin with in a file.
    return get_lexer_by_name(LEXERS[name], stripnl=False, ensurenl=False, startinline=True)


class CodePainter:
    """Paints the blocks of one article, as many characters of them as an article may have."""

    def __init__(self) -> None:
        self.left = ARTICLE_CHARACTERS_MAX

    def paint(self, code: str, info: str) -> str:
        """`code` as HTML; coloured when its language is one of ours and it is not too long."""
        name = language_of(info)
        if name is None or self._is_too_long(code):
            return escape(code)
        self.left -= len(code)
        runs = groupby(_lexer(name).get_tokens(code), lambda token: code_class(token[0]))
        return "".join(_span(painted, "".join(text for _, text in run)) for painted, run in runs)

    def _is_too_long(self, code: str) -> bool:
        if len(code) > min(self.left, BLOCK_CHARACTERS_MAX):
            return True
        lines = code.splitlines()
        blanks = (len(list(run)) for is_blank, run in groupby(lines, _is_blank) if is_blank)
        return (
            max(map(len, lines), default=0) > LINE_CHARACTERS_MAX
            or max(blanks, default=0) > BLANK_LINES_MAX
            or any(line.count("\\") > BACKSLASHES_MAX for line in lines)
        )


def code_class(kind: _TokenType) -> str | None:
    """The class of a token: that of the nearest of its ancestors that has one."""
    while kind.parent is not None:
        if kind in CLASSES:
            return CLASSES[kind]
        kind = kind.parent
    return None


def _span(painted: str | None, text: str) -> str:
    return f'<span class="{painted}">{escape(text)}</span>' if painted else escape(text)


def _is_blank(line: str) -> bool:
    return not line.strip()


def language_of(info: str) -> str | None:
    """The language that a fence names, None when it is not one of ours."""
    words = info.lower().split(None, 1)
    name = words[0].strip("{}.,:") if words else ""
    name = ALIASES.get(name, name)
    return name if name in LEXERS else None
