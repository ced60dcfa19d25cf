"""One rule for what people write and for what Clerk tells of them: nothing hidden, nothing blank."""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorat.app  # noqa: F401  # declares every model
from mentorat.accounts.clerk.payload import read_user
from mentorat.wire import ONE_LINE, SEVERAL_LINES, Wire, one_line, several_lines

HIDDEN = "\u2028\u2029\x85\x0b\x1f\u200b\u200e\u202e\u2066\u2069\u00ad\ufeff\U000e0067"
BLANK = ["\u200b\u200c\u200d", "\u3164", "\uffa0 \u115f", "\u2800", "\U000e0067\U000e007f", "\u0301",
         "\u2028", "\u00a0\u3000", "\ufe0f", "\u034f", "\u202e"]  # fmt: skip
ANY = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from([*HIDDEN, *"\u200c\u200da ب👩क्"]))
)
# What is no writing: names of ours, checked against a list or a pattern.
CODES = {
    *("timezone", "currency", "languages", "language", "skill", "slug", "category", "cursor"),
    *("quote", "proposal", "price", "at", "email", "address", "day", "terms"),
    *("job", "message"),
}


@given(ANY)
def test_nothing_hidden_stays_in_a_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    left = {character for character in line if unicodedata.category(character) in {"Cc", "Cf"}}
    assert left <= set("\u200c\u200d")
    assert one_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    page = several_lines(text)
    assert page.splitlines() == page.removesuffix("\n").split("\n")[: len(page)]
    assert several_lines(page) == page


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_what_a_plain_keyboard_writes_stays_as_it_is(text: str) -> None:
    for rule in (one_line, several_lines):
        assert rule(text) == (text if text.strip() else "")


@pytest.mark.parametrize(
    "text",
    ["Zoé", "می\u200cخواهم", "क\u094d\u200dष", "👩\u200d🏫", "🏳\ufe0f\u200d🌈", "5\u202f€ ?", "ﬁn"],
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert one_line(text) == text


def test_a_sign_between_latin_letters_joins_nothing() -> None:
    assert one_line("Zo\u200d\u2028é\u202e\t!") == "Zo é !"
    assert several_lines("Zo\u2028é\r\nb\u0085c") == "Zo\né\nb\nc"


@pytest.mark.parametrize("blank", BLANK)
def test_what_shows_nothing_is_empty_at_both_doors(blank: str) -> None:
    for rule in (ONE_LINE, SEVERAL_LINES):
        kind = Annotated[str, pydantic.Field(min_length=1), rule]
        words: pydantic.TypeAdapter[str] = pydantic.TypeAdapter(kind, config=Wire.model_config)
        with pytest.raises(pydantic.ValidationError, match="at least 1"):
            words.validate_python(blank * 3)
    told = read_user({"id": "user_1", "first_name": blank, "last_name": "Lenoir"})
    assert (told.first_name, told.last_name) == (None, "Lenoir")


@given(ANY, ANY)
def test_names_of_clerk_s_follow_the_same_rule(first: str, last: str) -> None:
    told = read_user({"id": "user_1", "first_name": first, "last_name": last})
    for given_name, name in ((first, told.first_name), (last, told.last_name)):
        assert name is None or name == one_line(name)
        assert (name is None) == (one_line(one_line(given_name).strip()[:200]).strip() == "")


def test_every_field_in_which_people_write_follows_it() -> None:
    models = list(_models(Wire))
    assert len(models) > 15
    unruled = {
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if name not in CODES
        and model.__module__ != "mentorat.schedules.document"  # hours and dates
        and _is_free(field.annotation, field.metadata)
    }
    assert unruled == set()


def _models(base: type[Wire]) -> Iterator[type[Wire]]:
    for model in base.__subclasses__():
        if model.__module__.startswith("mentorat."):
            yield model
        yield from _models(model)


def _is_free(kind: Any, rules: list[Any]) -> bool:
    """Whether some text in this field is under neither rule."""
    if kind is str:
        return not any(rule in (ONE_LINE, SEVERAL_LINES) for rule in rules)
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _is_free(inner, more)
    if get_origin(kind) is Literal:
        return False
    return any(_is_free(inner, rules) for inner in get_args(kind))
