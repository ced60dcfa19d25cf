"""A stranger's server, the one that calendars are read from."""

from tests.external_calendars import conftest

site = conftest.site
