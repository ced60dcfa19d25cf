"""What must be done to a database before a site opens on it, in a process of its own: it needs the
whole product, which `mentorat run` does not hold."""

from mentorat.cli.connecting import refuse_demo_people
from mentorat.cli.database_url import database_url, migration_url
from mentorat.cli.db import load_demo
from mentorat.db.upgrade import upgrade
from mentorat.settings import read_settings


def prepare_database() -> None:
    """Apply every pending migration; with AUTH=dev load the demo people once, else refuse them."""
    settings = read_settings()
    with database_url(settings) as url:
        upgrade(migration_url(settings, url))
        if settings.auth == "dev":
            load_demo(url)
        refuse_demo_people(settings, url)
