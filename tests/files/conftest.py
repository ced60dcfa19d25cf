"""The site with a form that takes a picture, built once a module."""

import pytest
from litestar import Litestar

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.conftest import Clock
from tests.files.upload_site import site_with_uploads


@pytest.fixture(scope="session")
def routes() -> Litestar:
    return site_with_uploads()


@pytest.fixture
def app(routes: Litestar, settings: Settings, database: Database, clock: Clock) -> Edge:
    return attach(routes, settings, database, clock=clock)
