"""Names as they are compared: without case, accents and punctuation."""

import re
import unicodedata
from collections.abc import Iterable


def folded(name: str) -> str:
    """«Design d'Interface» as «design d interface»; «C++» keeps its signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9+#]+", " ", plain.encode("ascii", "ignore").decode()).strip()


def folded_names(names: Iterable[str]) -> list[str]:
    """Each name folded, once, without those that fold to nothing."""
    return [name for name in dict.fromkeys(map(folded, names)) if name]
