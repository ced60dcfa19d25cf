"""A mentor with a calendar elsewhere, and the server it is on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows, a_mentor
from tests.external_calendars.calendar_life import Life
from tests.external_calendars.calendar_server import Site, a_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A calendar's server that answers nothing yet."""
    async with a_site(tmp_path) as opened:
        yield opened


@pytest.fixture
async def life(database: Database, settings: Settings, site: Site, rows: Rows) -> Life:
    """A mentor who has given no address yet."""
    mentor = await a_mentor(database)
    rows("delete from procrastinate_jobs")
    return Life(mentor, database, settings, site, rows)
