"""Names as they are compared: without case, accents and punctuation."""

import re
import unicodedata
from collections.abc import Iterable


def folded(name: str) -> str:
    """«Design d'Interface» as «design d interface»; «C++» keeps its signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9+#]+", " ", plain.encode("ascii", "ignore").decode()).strip()


def folded_names(names: Iterable[str]) -> list[str]:
    """Each name folded, in the same places."""
    return [folded(name) for name in names]
