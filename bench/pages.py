"""The page of the directory beside its JSON, and how many bytes of pages travel to a browser."""

import http.client
from concurrent.futures import Executor
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import psycopg

from bench import load, people
from bench.report import Comparison
from bench.rounds import in_rounds
from bench.site import Site

SECONDS = 2
WIRE_BYTES_MAX = 12 * 1024
MENTOR = 0  # who looks at their own week


def measure_pages(site: Site, loader: Executor) -> dict[str, Any]:
    """How many pages a second for each answer of the API, and what a browser receives."""
    entry = Comparison("GET /mentors", "GET /api/mentors of the same site")

    def rate(path: str, answer: str) -> float:
        requests = [load.get(path, site.host)]
        tally = loader.submit(load.read, site.port, requests, SECONDS).result()
        return load.good_rate(tally, answer)

    def page() -> float:
        return rate("/mentors", "<!DOCTYPE")

    def api() -> float:
        return rate("/api/mentors", '{"items":[{')

    page()  # warm: statements prepared, parts kept
    in_rounds([[(page, entry.ours), (api, entry.limit)]])
    return {"compared": [entry.as_json()], "wire": _wire(site)}


def _wire(site: Site) -> dict[str, Any]:
    with psycopg.connect(site.database_url, autocommit=True) as connection:
        statement = "update users set onboarded_at = %s where id = %s"
        connection.execute(statement, [datetime.now(UTC), people.person_id(MENTOR)])
    own = {"authorization": f"Bearer {people.token(site.clerk_key, MENTOR)}"}
    asked = {"/mentors": {}, "/availability": own, f"/mentors/{people.person_id(MENTOR)}": {}}
    return {
        "bytes": {path: _received(site, path, headers) for path, headers in asked.items()},
        "bytes_max": WIRE_BYTES_MAX,
    }


def _received(site: Site, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request("GET", path, headers={"accept-encoding": "gzip", **headers})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK or answer.getheader("content-encoding") != "gzip":
        raise RuntimeError(f"{path} answered {answer.status} {answer.getheaders()}")
    return len(body)
