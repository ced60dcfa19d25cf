"""A house in AUTH=dev, where receivers may stand on this machine."""

import pytest

from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows
from tests.webhooks.telling import House


@pytest.fixture
def house(database: Database, dev_settings: Settings, rows: Rows) -> House:
    rows("delete from procrastinate_jobs")
    return House(database, dev_settings, rows)
