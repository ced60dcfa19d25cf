"""The application: the only place that knows every part."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache, partial
from typing import Any, Literal

from litestar import Litestar, Router
from litestar.exceptions import HTTPException

from mentorat.about.routes.sitemap import SitemapCache
from mentorat.accounts.callers.dev_identity import ISSUER, dev_identity
from mentorat.accounts.callers.handshake import Handshake
from mentorat.accounts.callers.recognition import Recognition
from mentorat.accounts.callers.visitors import provide_visitor
from mentorat.accounts.clerk.cookies import suffix
from mentorat.accounts.clerk.signing_keys import FetchedKeys, PastedKey, SigningKeys, fetcher
from mentorat.accounts.clerk.tokens import TokenPolicy
from mentorat.accounts.gates import (
    provide_machine,
    provide_member,
    provide_operator,
    provide_signed_in,
)
from mentorat.app.own_answers import answer_data_as_it_is
from mentorat.app.own_arguments import hand_over_own_arguments, provided
from mentorat.app.readings import READINGS
from mentorat.app.routes import API, DEVELOPMENT, PAGES
from mentorat.blog.routes.writing.own import provide_own_post
from mentorat.blog.routes.written import provide_articles
from mentorat.bookings.routes.own import provide_booking, provide_leaving
from mentorat.db.known_migrations import known_migrations
from mentorat.db.pool import Database
from mentorat.db.replica import Replica
from mentorat.directory.facets.cache import FacetCache
from mentorat.errors import Refusal
from mentorat.files.opening import open_store
from mentorat.settings import Settings
from mentorat.settings.clerk_keys import frontend_host
from mentorat.settings.kept_file import secret_keys
from mentorat.web import problems
from mentorat.web.credentials import NotWhoWasPresumed
from mentorat.web.edge import Edge
from mentorat.web.openapi import build_openapi
from mentorat.web.provide import (
    MAY_LAG,
    provide_db,
    provide_files,
    provide_now,
    provide_settings,
    wall_clock,
)
from mentorat.web.rates import ReadBudget
from mentorat.web.scoreboard import Scoreboard
from mentorat.web.siblings import Siblings, WebFigures

# What a route may ask for, by the name of its parameter.
DEPENDENCIES: dict[str, Callable[..., Any]] = {
    "db": provide_db,
    "now": provide_now,
    "settings": provide_settings,
    "files": provide_files,
    "visitor": provide_visitor,
    "signed_in": provide_signed_in,
    "member": provide_member,
    "operator": provide_operator,
    "machine": provide_machine,
    "booking": provide_booking,
    "leaving": provide_leaving,
    "own_post": provide_own_post,
    "articles": provide_articles,
}


def create_app(
    settings: Settings, database: Database, *, clock: Callable[[], datetime] | None = None
) -> Edge:
    """The whole site as one ASGI application, on an open or yet to be opened database.

    `clock` replaces the time of requests, for tests.
    """
    return attach(build_routes(settings.auth), settings, database, clock=clock)


def build_routes(auth: Literal["dev", "clerk"]) -> Litestar:
    """The routes with everything that holds for any settings; costly, and as good as new however
    often it is attached."""
    app = Litestar(
        route_handlers=[
            *API,
            Router("/", route_handlers=READINGS, opt={MAY_LAG: True}),
            *PAGES,
            *(DEVELOPMENT if auth == "dev" else []),
        ],
        dependencies={name: provided(make) for name, make in DEPENDENCIES.items()},
        exception_handlers={
            Refusal: problems.answer_refusal,
            NotWhoWasPresumed: problems.answer_nobody,
            HTTPException: problems.answer_http_exception,
            Exception: problems.answer_mistake,
        },
        lifespan=[_open_database],
        openapi_config=None,
        logging_config=None,  # ours, with its explicit fields
        request_max_body_size=None,  # the edge counts the bytes
        debug=False,
    )
    app.state.openapi = cache(partial(build_openapi, app))  # by who asks first
    hand_over_own_arguments(app)
    answer_data_as_it_is(app)
    return app


def attach(
    app: Litestar,
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime] | None = None,
) -> Edge:
    """Give what was built its settings and its database; what it had before is gone."""
    edge = Edge(app, settings)
    app.state.update(_state(settings, database, clock))
    app.state.traffic = edge.traffic
    app.state.web_figures = lambda: WebFigures(1, edge.traffic, Counter(database.stats()))
    app.state.edge = edge  # the development identity delivers to ourselves
    return edge


def join_siblings(edge: Edge, board: Scoreboard, place: int) -> Siblings:
    """Let an application speak for all the processes behind its port."""
    state = edge.application.state
    siblings = Siblings(board, place, edge.traffic, state.database.stats)
    state.web_figures = siblings.figures
    return siblings


@asynccontextmanager
async def _open_database(app: Litestar) -> AsyncIterator[None]:
    database: Database = app.state.database
    replica: Replica | None = app.state.replica
    await database.open()
    if replica:
        await replica.open()
    try:
        yield
    finally:
        if replica:
            await replica.close()
        await database.close()


def _state(
    settings: Settings, database: Database, clock: Callable[[], datetime] | None
) -> dict[str, Any]:
    identity = dev_identity(settings.mentorat_home) if settings.auth == "dev" else None
    own_key = settings.clerk_publishable_key
    policy = TokenPolicy(
        issuer=ISSUER if identity else settings.issuer or "",
        parties=settings.authorized_parties,
        requires_party=bool(settings.clerk_authorized_parties),
    )
    handshake = None
    if own_key and not identity:
        is_test = own_key.startswith("pk_test_")
        handshake = Handshake(frontend_host(own_key), suffix(own_key), is_development=is_test)
    copy = settings.database_url_replica
    keys = PastedKey(identity.public_pem) if identity else _clerk_keys(settings)
    return {
        "settings": settings,
        "database": database,
        "replica": Replica(copy.get_secret_value(), database) if copy else None,
        "clock": clock or wall_clock,
        "dev_identity": identity,
        "secret_keys": secret_keys(settings),
        "webhook_keys": (*settings.signing_keys, *([identity.webhook_key] if identity else [])),
        "migrations": known_migrations(),
        "files": open_store(settings),
        "facets": FacetCache(),
        "sitemap": SitemapCache(),
        "read_budget": ReadBudget(),
        "recognition": Recognition(
            database,
            keys.find,
            policy,
            asks_clerk=settings.clerk_secret_key is not None,
            handshake=handshake,
        ),
        "recover_sign_in": handshake.departure if handshake else lambda _request: None,
    }


def _clerk_keys(settings: Settings) -> SigningKeys:
    if settings.clerk_jwt_key:
        return PastedKey(settings.clerk_jwt_key)
    if settings.clerk_secret_key:
        secret = settings.clerk_secret_key.get_secret_value()
        return FetchedKeys(fetcher(f"{settings.clerk_api_url}/v1/jwks", secret_key=secret))
    return FetchedKeys(fetcher(f"{settings.issuer}/.well-known/jwks.json"))
