"""Parts of pages that are kept rendered: `{% kept "name", key… %} … {% endkept %}`.

The keys name everything that the part shows, beside the language, which is always one. What belongs
to one answer alone (its token of forms, its nonce, its address) stands in a page as places, which
are filled once it is whole: so no part can hold them, and none can tell them to another reader.
"""

import hashlib
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import msgspec
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup, escape

from mentorat.bounded_cache import MEGABYTE, BoundedCache

KEY_BYTES = 600  # of the keys of one part, beside its text; estimated
LETTER_BYTES = 2  # a text with a dash or a curly quote holds each letter in two
_kept = BoundedCache[tuple[Hashable, ...], Markup](bytes_max=64 * MEGABYTE)


class KeptParts(Extension):
    """The tag."""

    tags = {"kept"}  # noqa: RUF012  as Jinja declares it

    def parse(self, parser: Parser) -> nodes.Node:
        """`{% kept "name", one, another %}` as a call with the body as its caller."""
        line = next(parser.stream).lineno
        keys = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            keys.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        given: list[nodes.Expr] = [nodes.ContextReference(), nodes.Tuple(keys, "load")]
        call = self.call_method("part", given)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def part(
        self, context: Context, keys: tuple[Hashable, ...], caller: Callable[[], Markup]
    ) -> Markup:
        """The part as it is kept; rendered when nobody has seen it."""
        known = (context["locale"], *keys)
        found = _kept.get(known)
        if found is None:
            found = caller()
            _kept.keep(known, found, weight=LETTER_BYTES * len(found) + KEY_BYTES)
        return found


def content_key(shown: Any) -> bytes:
    """What a record says, in a few bytes: another record with another word has another key."""
    return hashlib.blake2b(msgspec.json.encode(shown), digest_size=16).digest()


class Places:
    """What only one answer says, by the name a template knows it by."""

    def __init__(self, *names: str) -> None:
        # No text of ours or of anybody's holds the sign, and nobody can guess the rest.
        self.marks = {name: Markup(f"\x00{secrets.token_hex(8)}") for name in names}  # noqa: S704

    def filled(self, page: str, values: Mapping[str, str]) -> str:
        """A page with each of its places filled."""
        for name, mark in self.marks.items():
            page = page.replace(mark, str(escape(values[name])))
        return page
