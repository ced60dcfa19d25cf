"""Figures as text, the way OpenMetrics 1.0 writes them: families of samples, then `# EOF`."""

import math
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Sample(msgspec.Struct, frozen=True):
    """One figure of a family; `suffix` is `_total` for counters, `_bucket` and so on."""

    value: float
    labels: Mapping[str, str] = {}
    suffix: str = ""


class Family(msgspec.Struct, frozen=True):
    """Figures of one name."""

    name: str
    kind: Literal["counter", "gauge", "histogram", "info"]
    help: str
    samples: list[Sample]


def gauge(name: str, words: str, value: float) -> Family:
    """A figure without labels that goes up and down."""
    return Family(name, "gauge", words, [Sample(value)])


def gauges(name: str, words: str, label: str, values: Mapping[str, float]) -> Family:
    """Figures of one label that go up and down."""
    samples = [Sample(value, {label: text}) for text, value in values.items()]
    return Family(name, "gauge", words, samples)


def written(families: Iterable[Family]) -> str:
    """The whole document."""
    lines = [line for family in families for line in _lines(family)]
    return "\n".join([*lines, "# EOF", ""])


def _lines(family: Family) -> Iterable[str]:
    yield f"# TYPE {family.name} {family.kind}"
    yield f"# HELP {family.name} {family.help}"
    for sample in family.samples:
        labels = ",".join(f'{name}="{_escaped(text)}"' for name, text in sample.labels.items())
        places = f"{{{labels}}}" if labels else ""
        yield f"{family.name}{sample.suffix}{places} {_number(sample.value)}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _number(value: float) -> str:
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value)
