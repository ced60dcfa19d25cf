"""What a request has begun is ended with it, however it ends and whoever ends it."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide

from mentorat.app.own_arguments import hand_over_own_arguments

pytestmark = pytest.mark.anyio

Transaction = NamedDependency[list[str]]
Reader = NamedDependency[str]


class RefusedError(Exception):
    pass


def site(*, refuses: str, told: list[str]) -> Litestar:
    """A site with one transaction, whose reader, route or commit refuses."""

    def may_refuse(who: str) -> None:
        if refuses == who:
            raise RefusedError(who)

    async def transaction() -> AsyncGenerator[list[str], None]:
        told.append("begun")
        try:
            yield told
            may_refuse("commit")
        except BaseException as error:
            told.append(f"rolled back: {type(error).__name__}")
            raise
        told.append("committed")

    async def reader(db: Transaction) -> str:
        db.append("read")
        if refuses == "nobody waits":
            raise asyncio.CancelledError
        may_refuse("reader")
        return "Amina"

    @get("/")
    async def page(reader: Reader, db: Transaction) -> dict[str, str]:
        db.append("answered")
        may_refuse("route")
        return {"name": reader}

    app = Litestar(
        [page],
        dependencies={"db": Provide(transaction), "reader": Provide(reader)},
        openapi_config=None,
        logging_config=None,
    )
    hand_over_own_arguments(app)
    return app


@pytest.mark.parametrize(
    ("refuses", "ending"),
    [
        ("nobody", ["read", "answered", "committed"]),
        ("reader", ["read", "rolled back: RefusedError"]),
        ("route", ["read", "answered", "rolled back: RefusedError"]),
        ("commit", ["read", "answered", "rolled back: RefusedError"]),
        ("nobody waits", ["read", "rolled back: CancelledError"]),
    ],
)
async def test_a_transaction_ends_once_before_the_answer_leaves(
    refuses: str, ending: list[str]
) -> None:
    told: list[str] = []
    app: Any = site(refuses=refuses, told=told)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://mentorat.example"
    ) as asking:
        if refuses == "nobody waits":
            with pytest.raises(asyncio.CancelledError):
                await asking.get("/")
        else:
            answer = await asking.get("/")
            assert answer.is_success == (refuses == "nobody")
    assert told == ["begun", *ending]


def test_a_site_with_two_transactions_does_not_start() -> None:
    async def another() -> AsyncGenerator[list[str], None]:
        yield []

    async def yet_another() -> AsyncGenerator[list[str], None]:
        yield []

    @get("/")
    async def page(db: Transaction, other: Transaction) -> None:
        del db, other

    app = Litestar(
        [page],
        dependencies={"db": Provide(another), "other": Provide(yet_another)},
        openapi_config=None,
    )
    with pytest.raises(TypeError, match="committed first"):
        hand_over_own_arguments(app)
