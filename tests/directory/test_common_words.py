"""Words that many have: whoever asks again is told the same, whatever is remembered of them."""

from typing import Any

import httpx2
import pytest

from mentorat.bounded_cache import BoundedCache
from mentorat.directory.search import common_words
from tests.builders import MONDAY, Rows
from tests.directory.asking import everybody, facets
from tests.directory.crowd import a_large_crowd

pytestmark = pytest.mark.anyio
CROWD = 400  # more than are read without looking at their order
SEARCHES: tuple[dict[str, Any], ...] = (
    {"q": "parle"},
    {"q": "parle bonjour"},
    {"q": "parle", "skill": "guitar"},
    {"q": "parle", "language": "ar", "price": "EUR-40"},
    {"q": "parle", "free": "evenings", "timezone": "Europe/Paris"},
    {"q": "parle sujet7"},
)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> BoundedCache[object, bool]:
    """What is remembered of words, which nobody asked for yet."""
    known = BoundedCache[object, bool](bytes_max=common_words._common.bytes_max)
    monkeypatch.setattr(common_words, "_common", known)
    monkeypatch.setattr(common_words, "_short", BoundedCache[object, bool](bytes_max=100_000))
    return known


async def test_who_asks_for_a_common_word_again_is_told_the_same(
    client: httpx2.AsyncClient, rows: Rows, memory: BoundedCache[object, bool]
) -> None:
    a_large_crowd(rows, MONDAY.date().isoformat(), CROWD)
    rows("update mentor_profiles set search = search || to_tsvector('mentorat_fr', 'bonjour')")
    for left in (CROWD, 30, 5):
        shown = "update mentor_profiles set status = 'paused' where number > %s"
        rows(f"{shown} + (select min(number) from mentor_profiles)", left)
        for search in SEARCHES:
            again = [await everybody(client, **search) for _ in range(2)]
            counts = [await facets(client, **search) for _ in range(2)]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(common_words, "_common", BoundedCache[object, bool](bytes_max=0))
                anew = await everybody(client, **search), await facets(client, **search)
            assert again[0] == again[1] == anew[0], search
            assert counts[0] == counts[1] == anew[1], search
        assert memory.weight > 0
