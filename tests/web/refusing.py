"""Provoking refusals: two people to do it with, what each of them sends, and what must not move."""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import FunctionType
from typing import Any

import httpx2
from joserfc.jwk import RSAKey
from litestar.handlers import HTTPRouteHandler

from mentorat.db.pool import Database
from mentorat.errors import Refusal
from tests.builders import a_person
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit
from tests.people import StillClock, book

Action = Callable[..., Any]
AT = "2027-06-10T08:00:00Z"  # 74 hours after the clock's Monday morning
NEXT_DAY = "2027-06-11T08:00:00Z"
START = timedelta(hours=74)
RAISES = re.compile(r"\bRaises (.+?)(?:\.|\Z)", re.DOTALL)
CLASS, OTHER = re.compile(r"\b[A-Z]\w+"), re.compile(r"what `(\w+)` raises")


@dataclass
class Attempt:
    """What somebody sends: `body` as JSON below /api, or `form`, which is the same unless said."""

    who: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] | None = None
    api: str = ""
    method: str = "POST"
    key: str = "k-2"  # of the request, as both doors take one
    kept: str = ""  # what was typed and is still in the page
    says: str = ""  # the sentence, where it is not the refusal's own

    def saying(self, sentence: str) -> "Attempt":
        """The same, told in these words."""
        return replace(self, says=sentence)


@dataclass
class Scene:
    """A mentor, an élève, and how they come to where somebody is refused."""

    client: httpx2.AsyncClient
    database: Database
    rows: Callable[..., list[dict[str, Any]]]
    clock: StillClock
    key: RSAKey
    mentor: str = ""
    mentee: str = ""

    async def booked(self, at: str = AT, *, by: str = "", **more: str) -> str:
        """A session of the mentor's, with the élève unless named; the path of its page."""
        headers = bearer(self.key, by or self.mentee) | more
        answer = await book(self.client, self.mentor, headers, at)
        assert answer.status_code == 201, answer.text
        return f"/bookings/{answer.json()['id']}"

    async def asked_for(self) -> str:
        """A request that waits for the mentor's answer."""
        self.rows("update mentor_profiles set booking_mode = 'request'")
        return await self.booked()

    async def done(self, who: str, path: str, **body: object) -> Any:
        """Somebody does something that is not refused; what they are told."""
        headers = bearer(self.key, who)
        answer = await self.client.post(f"/api{path}", json=body, headers=headers)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    async def read(self, who: str, path: str) -> Any:
        """What somebody reads."""
        answer = await self.client.get(f"/api{path}", headers=bearer(self.key, who))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def somebody(self) -> str:
        """One more élève."""
        person = await a_person(self.database)
        self.rows("update users set onboarded_at = now() where id = %s", person)
        return person

    def ban(self, person: str) -> None:
        """Clerk has banned somebody; the worker has not come yet."""
        self.rows("update users set banned = true, banned_at = now() where id = %s", person)

    async def by_json(self, attempt: Attempt) -> httpx2.Response:
        """The attempt of a program."""
        self.client.cookies.clear()
        headers = bearer(self.key, attempt.who) | {"Idempotency-Key": attempt.key}
        path = attempt.api or f"/api{attempt.path}"
        return await self.client.request(attempt.method, path, json=attempt.body, headers=headers)

    async def by_form(self, attempt: Attempt) -> httpx2.Response:
        """The attempt of somebody at their browser, who has signed in."""
        form = attempt.body if attempt.form is None else attempt.form
        form = {**form, "key": attempt.key} if attempt.path == "/bookings" else form
        return await submit(self.client, "/profile", form, to=attempt.path)

    async def signed_in(self, who: str) -> None:
        """Somebody sits down at their browser."""
        await sign_in(self.client, self.key, who)

    def digest(self) -> dict[str, str]:
        """Every table with what stands in it, jobs among them: who was told, and of what."""
        tables = self.rows(
            "select tablename as name from pg_tables where schemaname = 'public'"
            " and tablename <> 'auth_sessions'"
        )
        whole = "md5(coalesce(string_agg(r::text, chr(10) order by r::text), ''))"
        parts = [
            f"select '{t['name']}' as name, {whole} as digest from {t['name']} r" for t in tables
        ]
        return {row["name"]: row["digest"] for row in self.rows(" union all ".join(parts))}


@dataclass(frozen=True)
class Case:
    """An action, a refusal of it, and how somebody comes to it."""

    action: Action
    refusal: type[Refusal]
    provoke: Callable[[Scene], Awaitable[Attempt]]


class Cases(list[Case]):
    """A table of cases, written as one function each."""

    def add(self, action: Action, refusal: type[Refusal]) -> Callable[..., Any]:
        """Decorate what provokes a refusal of an action."""

        def added(provoke: Callable[[Scene], Awaitable[Attempt]]) -> Any:
            self.append(Case(action, refusal, provoke))
            return provoke

        return added


def actions_of(handlers: list[HTTPRouteHandler]) -> set[Action]:
    """What the modules of handlers that write may call of ours and names its refusals."""
    modules = [
        inspect.unwrap(handler.fn).__globals__
        for handler in handlers
        if handler.http_methods - {"GET", "HEAD", "OPTIONS"}
    ]
    found = {one for module in modules for one in module.values() if isinstance(one, FunctionType)}
    return {one for one in found if is_ours(one.__module__) and set(named(one))}


def is_ours(module: str) -> bool:
    """Whether a module is of a slice: what reads requests refuses what is no request at all."""
    return module.startswith("mentorat.") and not module.startswith("mentorat.web.")


def named(action: Action) -> Iterator[type[Refusal]]:
    """The refusals that a docstring names, and those of the other action it points to."""
    known = {kind.__name__: kind for kind in kinds(Refusal)}
    for sentence in RAISES.findall(action.__doc__ or ""):
        yield from (known[name] for name in CLASS.findall(sentence) if name in known)
        for other in OTHER.findall(sentence):
            yield from named(inspect.unwrap(action).__globals__[other])


def kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    """Every kind of a refusal below one."""
    yield kind
    for one in kind.__subclasses__():
        yield from kinds(one)


def later(at: timedelta) -> datetime:
    """A moment of the still clock's days, for rows that are written beside the product."""
    return StillClock().at + at
