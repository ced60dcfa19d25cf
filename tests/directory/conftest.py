"""The directory on a Monday morning that does not pass."""

from datetime import datetime

import pytest

from tests.builders import MONDAY
from tests.conftest import Clock


class StillClock(Clock):
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = MONDAY

    def __call__(self) -> datetime:
        return self.at + self.ahead


@pytest.fixture
def clock() -> StillClock:
    return StillClock()
