"""`mentorat openapi`: the API's description."""

from mentorat.app import create_app
from mentorat.cli.output import print_json
from mentorat.db.pool import Database
from mentorat.settings import read_settings


def print_openapi() -> None:
    """Print the OpenAPI document; docs/openapi.json is its committed copy."""
    app = create_app(read_settings(auth="dev"), Database("postgresql://nowhere/none"))
    print_json(app.application.state.openapi())
