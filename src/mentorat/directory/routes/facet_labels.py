"""Counts as readers see them: with the name of each value in their language.

What was named is kept under the counts, the list of skills and the language.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from babel import Locale
from babel.numbers import get_currency_name

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.directory.chips import TIME_LABELS
from mentorat.directory.facets.counts import Facet
from mentorat.directory.facets.free import PRESETS
from mentorat.directory.queries.skill_names import SkillList
from mentorat.directory.schemas import Facets, FacetValue
from mentorat.errors import say
from mentorat.web.kept_parts import content_key
from mentorat.web.language import Translator
from mentorat.web.moments import money_text

CURRENCIES_MAX = 6  # more would be a list nobody reads


VALUE_BYTES = 900  # of one value with its label; estimated
_known = BoundedCache[bytes, "NamedFacets"](bytes_max=16 * MEGABYTE)


class Prices(NamedTuple):
    """The prices of one currency; help that is free has none."""

    currency: str
    title: str
    values: list[FacetValue]


class NamedFacets(NamedTuple):
    """Counts with their names; `key` tells them from any that say something else."""

    key: bytes
    facets: Facets
    prices: list[Prices]


def named_facets(counts: Sequence[Facet], skills: SkillList, translate: Translator) -> NamedFacets:
    """The counts as readers see them, with the prices by currency."""
    key = content_key([counts, skills.stamp, translate.locale])
    found = _known.get(key)
    if found is None:
        facets = labelled(counts, skills, translate)
        prices = prices_by_currency(facets.price, translate.locale)
        found = NamedFacets(key, facets, prices)
        _known.keep(key, found, weight=VALUE_BYTES * len(counts))
    return found


def labelled(counts: Sequence[Facet], skills: SkillList, translate: Translator) -> Facets:
    """The counts by kind, the largest first; times and prices in their own order."""
    by_kind: dict[str, dict[str, Facet]] = {}
    for one in counts:
        by_kind.setdefault(one.kind, {})[one.value] = one
    names = {slug: skill.label(translate.locale) for slug, skill in skills.by_slug.items()}
    languages = Locale.parse(translate.locale).languages
    times = by_kind.get("free", {})
    nobody = Facet("all", "", 0)
    total = by_kind.get("all", {}).get("", nobody)
    return Facets(
        total=total.count,
        total_or_more=total.or_more,
        skill=[
            _value(one, names[slug])
            for slug, one in by_kind.get("skill", {}).items()
            if slug in names
        ],
        language=[
            _value(one, str(languages.get(code, code)).capitalize())
            for code, one in by_kind.get("language", {}).items()
        ],
        price=_prices(by_kind.get("price", {}), translate),
        free=[
            _value(
                times.get(preset, Facet("free", preset, 0)),
                translate.gettext(TIME_LABELS[preset]),
            )
            for preset in PRESETS
        ],
    )


def _value(counted: Facet, label: str) -> FacetValue:
    return FacetValue(counted.value, label, counted.count, counted.or_more)


def _prices(counts: dict[str, Facet], translate: Translator) -> list[FacetValue]:
    gratis = counts.get("free", Facet("price", "free", 0))
    found = [_value(gratis, translate.gettext(say("Gratuit")))]
    bands: dict[str, list[tuple[int, Facet]]] = {}
    for value, one in counts.items():
        currency, _, most = value.partition("-")
        if most:
            bands.setdefault(currency, []).append((int(most), one))
    # The currency that most mentors use comes first.
    most_used = sorted(bands, key=lambda code: (-max(n.count for _, n in bands[code]), code))
    for currency in most_used[:CURRENCIES_MAX]:
        for top, one in sorted(bands[currency], key=lambda band: band[0]):
            amount = money_text(top * 100, currency, translate.locale)
            found.append(_value(one, translate.gettext("%(amount)s au plus", amount=amount)))
    return found


def prices_by_currency(prices: Sequence[FacetValue], locale: str) -> list[Prices]:
    """The price limits that leave somebody, each currency by itself, in the order they came."""
    offered = [one for one in prices if one.count]
    groups = groupby(offered, key=lambda one: one.value.partition("-")[0])
    return [
        Prices(code, "" if code == "free" else _currency(code, locale), list(values))
        for code, values in groups
    ]


def _currency(code: str, locale: str) -> str:
    name = str(get_currency_name(code, locale=locale))
    return name[:1].upper() + name[1:]
