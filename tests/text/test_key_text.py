"""A key is read as it was written, or not at all; of one in a text, its public id is all that stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.text.key_text import BASE62, ID_SIGNS, KeyText, is_like_a_key, new_key, read_key
from mentorat.text.redaction import for_logs

KEYS = st.builds(
    KeyText,
    st.text(ID_SIGNS, min_size=12, max_size=12),
    st.text(BASE62, min_size=43, max_size=43),
)
AROUND = st.text(st.characters(codec="utf-8", exclude_characters=BASE62 + "_@"))


@given(KEYS)
def test_a_key_is_read_as_it_was_written(key: KeyText) -> None:
    assert read_key(key.written) == key
    assert is_like_a_key(key.written)


@given(KEYS, st.data())
def test_one_wrong_letter_anywhere_makes_it_no_key(key: KeyText, data: st.DataObject) -> None:
    written = key.written
    at = data.draw(st.integers(0, len(written) - 1))
    wrong = data.draw(st.characters().filter(lambda sign: sign != written[at]))
    assert read_key(written[:at] + wrong + written[at + 1 :]) is None


@given(KEYS, st.integers(0, 74))
def test_a_key_that_was_cut_or_has_more_behind_it_is_no_key(key: KeyText, length: int) -> None:
    assert read_key(key.written[: min(length, len(key.written) - 1)]) is None
    for more in ("0", "\n", " "):
        assert read_key(key.written + more) is None


@given(st.text())
def test_any_other_text_is_no_key(text: str) -> None:
    assert read_key(text) is None
    assert read_key(f"mentorat_{text}") is None


@given(KEYS, AROUND, AROUND)
def test_a_log_keeps_the_public_id_alone(key: KeyText, before: str, after: str) -> None:
    kept = for_logs(f"{before}{key.written}{after}")
    assert key.id in kept
    assert key.secret not in kept


def test_every_key_is_another_and_carries_256_random_bits() -> None:
    keys = [new_key() for _ in range(200)]
    assert len({key.id for key in keys}) == len({key.secret for key in keys}) == 200
    assert all(read_key(key.written) == key for key in keys)
    assert {len(key.secret) for key in keys} == {43}


@pytest.mark.parametrize("text", ["", "mentorat_", "eyJhbGciOi.e30.x", "Mentorat_abc"])
def test_what_does_not_begin_like_a_key_is_left_to_others(text: str) -> None:
    assert is_like_a_key(text) == text.startswith("mentorat_")
