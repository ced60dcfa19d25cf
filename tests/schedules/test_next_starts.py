"""The first free start: what the whole sweep finds first, for as long as it is said to be."""

from datetime import UTC, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorat.cli.slot_question import SlotQuestion
from mentorat.schedules.next_starts import STRETCHES_DAYS, first_start, lasting_first_start
from mentorat.schedules.slots import starts
from mentorat.schedules.wall_time import DAY, seconds_after
from tests.examples import examples
from tests.schedules.minute_engine import Document
from tests.schedules.schedules import documents


def question_of(document: Document) -> SlotQuestion:
    return SlotQuestion.model_validate_json(msgspec.json.encode(document))


@given(documents(), st.none() | st.integers(0, 380), st.data())
@settings(max_examples=examples(400), deadline=None)
def test_a_first_start_is_the_first_until_it_is_too_soon_to_book_it(
    document: Document, horizon_days: int | None, data: st.DataObject
) -> None:
    question = question_of(document)
    plan = msgspec.structs.replace(question.plan(), horizon_days=horizon_days)
    busy, moment = question.busy(), seconds_after(question.now)
    known = lasting_first_start(plan, busy, now=question.now)
    end = moment + STRETCHES_DAYS[-1] * DAY
    whole = starts(plan, busy, since=moment, until=end, now=moment)
    assert known.start == (whole[0] if whole else None)
    assert known.since == moment < known.until
    later = data.draw(st.sampled_from([known.until - 1]) | st.integers(moment, known.until - 1))
    at = datetime.fromtimestamp(later, UTC)
    assert first_start(plan, busy, None, now=at) == known.start
    if known.start is not None:
        over = datetime.fromtimestamp(known.until, UTC)
        assert first_start(plan, busy, None, now=over) != known.start
