"""The application: the only place that knows every part."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from mentorat.accounts import api as accounts_api
from mentorat.accounts.clerk_cookies import suffix
from mentorat.accounts.dev_identity import ISSUER, dev_identity
from mentorat.accounts.handshake import Handshake
from mentorat.accounts.pages import development, sign_in
from mentorat.accounts.recognition import (
    Recognition,
    provide_member,
    provide_operator,
    provide_signed_in,
    provide_visitor,
)
from mentorat.accounts.signing_keys import FetchedKeys, PastedKey, SigningKeys, fetcher
from mentorat.accounts.tokens import TokenPolicy
from mentorat.admin.pages import mentors as admin_mentors
from mentorat.admin.pages import skills as admin_skills
from mentorat.availability import api as availability_api
from mentorat.availability import pages as availability_pages
from mentorat.availability.taken import FindTaken
from mentorat.bookings import api as bookings_api
from mentorat.bookings.pages import booking as booking_pages
from mentorat.bookings.pages import bookings as bookings_pages
from mentorat.bookings.queries.taken import find_taken
from mentorat.db.pool import Database
from mentorat.db.upgrade import known_migrations
from mentorat.directory import api as directory_api
from mentorat.directory import pages as directory_pages
from mentorat.directory.facet_cache import FacetCache
from mentorat.errors import Refusal
from mentorat.mentors.pages import profile as profile_pages
from mentorat.notifications import pages as notifications_pages
from mentorat.onboarding import api as onboarding_api
from mentorat.onboarding.pages import first_steps, roles
from mentorat.settings import Settings
from mentorat.settings.clerk_keys import frontend_host
from mentorat.settings.kept_file import secret_key
from mentorat.web import docs, health, problems
from mentorat.web.edge import Edge
from mentorat.web.openapi import build_openapi
from mentorat.web.provide import provide_db, provide_now, provide_settings
from mentorat.web.static_files import serve_static

API = [
    accounts_api.clerk_webhook,
    accounts_api.exchange_token,
    accounts_api.read_me,
    accounts_api.change_me,
    onboarding_api.choose_role,
    onboarding_api.switch_role,
    availability_api.read_own_profile,
    availability_api.replace_own_profile,
    availability_api.move_own_profile,
    bookings_api.book,
    bookings_api.list_bookings,
    bookings_api.read_booking,
    bookings_api.quote_cancellation,
    bookings_api.confirm,
    bookings_api.refuse,
    bookings_api.cancel_booking,
    bookings_api.move_booking,
    directory_api.list_mentors,
    directory_api.count_mentors,
    directory_api.read_mentor,
    directory_api.list_slots,
    health.live,
    health.ready,
    docs.openapi_document,
]
PAGES = [
    first_steps.home,
    first_steps.show_choice,
    first_steps.take_choice,
    profile_pages.show_profile,
    profile_pages.save_profile,
    profile_pages.move_own_profile,
    roles.show_switch,
    roles.switch_role,
    availability_pages.show_week,
    availability_pages.edit_week,
    availability_pages.explain_time,
    booking_pages.show_choice,
    booking_pages.book,
    bookings_pages.show_bookings,
    bookings_pages.show_booking,
    bookings_pages.confirm,
    bookings_pages.refuse,
    bookings_pages.cancel_booking,
    bookings_pages.move_booking,
    directory_pages.show_mentors,
    directory_pages.show_mentor,
    sign_in.show_sign_in,
    sign_in.sign_out,
    sign_in.choose_locale,
    sign_in.choose_time_zone,
    admin_mentors.show_desk,
    admin_mentors.change_rules,
    admin_mentors.show_queue,
    admin_mentors.show_profile,
    admin_mentors.decide,
    admin_skills.show_skills,
    admin_skills.edit_skills,
    docs.api_reference,
    serve_static,
]
DEVELOPMENT = [
    development.show_people,
    development.become_somebody,
    notifications_pages.show_outbox,
]


async def provide_taken() -> FindTaken:
    """What takes a mentor's time: their bookings."""
    return find_taken


# What a route may ask for, by the name of its parameter.
DEPENDENCIES: dict[str, Callable[..., Any]] = {
    "db": provide_db,
    "now": provide_now,
    "settings": provide_settings,
    "visitor": provide_visitor,
    "signed_in": provide_signed_in,
    "member": provide_member,
    "operator": provide_operator,
    "taken": provide_taken,
}


def create_app(
    settings: Settings, database: Database, *, clock: Callable[[], datetime] | None = None
) -> Edge:
    """The whole site as one ASGI application, on an open or yet to be opened database.

    `clock` replaces the time of requests, for tests.
    """

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await database.close()

    app = Litestar(
        route_handlers=[*API, *PAGES, *(DEVELOPMENT if settings.auth == "dev" else [])],
        dependencies={name: Provide(provider) for name, provider in DEPENDENCIES.items()},
        exception_handlers={
            Refusal: problems.answer_refusal,
            HTTPException: problems.answer_http_exception,
            Exception: problems.answer_mistake,
        },
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,  # ours, with its explicit fields
        state=State(_state(settings, database, clock)),
        request_max_body_size=None,  # the edge counts the bytes
        debug=False,
    )
    edge = Edge(app, settings)
    app.state.openapi = build_openapi(app)
    app.state.edge = edge  # the development identity delivers to ourselves
    return edge


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
    keys = PastedKey(identity.public_pem) if identity else _clerk_keys(settings)
    return {
        "settings": settings,
        "database": database,
        "clock": clock,
        "dev_identity": identity,
        "secret_key": secret_key(settings.secret_key, settings.mentorat_home),
        "webhook_keys": (*settings.signing_keys, *([identity.webhook_key] if identity else [])),
        "migrations": known_migrations(),
        "facets": FacetCache(),
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
