"""`python -m bench`: every measure against its limit, in one run of interleaved rounds;
`python -m bench bookings` or `blog`: only those, in a few minutes; `python -m bench growth`: the
directory's SQL with up to a hundred thousand mentors, which nothing else asks for;
`python -m bench cpu --beside <commit>`: what a request costs, beside another version."""

import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench import articles, directory, load, people, reading, report
from bench.accounts import Accounts
from bench.booked import fill_bookings
from bench.bookings import FEW as FEW_BOOKINGS
from bench.bookings import MANY as MANY_BOOKINGS
from bench.bookings import Bookings
from bench.cpu import asked_beside, measure_cpu
from bench.directory import FEW, MANY, Directory
from bench.filling import fill_directory
from bench.growth import measure_growth
from bench.mentors import USERS_PER_MENTOR
from bench.pages import measure_pages
from bench.site import running_site
from bench.slots import SlotTimes, measure_slots


def main() -> int:
    """Measure, print and keep; 1 when a message was not answered with 200."""
    started_at = time.monotonic()
    only = sys.argv[1] if len(sys.argv) > 1 else None
    found: dict[str, Any] = report.kept() if only else {"slots": report.slots_json(first_slots())}
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="mentorat-pgbench-") as folder,
        ProcessPoolExecutor(max_workers=1, mp_context=context) as loader,
    ):
        if only == "cpu":
            found["cpu"] = measure_cpu(loader, asked_beside(sys.argv[2:]))
        if only in {None, "bookings"}:
            found["bookings"] = measure_bookings(loader, Path(folder))
        if only in {None, "blog"}:
            found["blog"] = measure_blog(loader, Path(folder))
        if only == "growth":
            found["directory_growth"] = measure_growth()
        if only is None:
            accounts = measure_accounts(loader, Path(folder))
            directory = measure_directory(loader, Path(folder))
            compared = [*accounts["compared"], *directory["compared"]]
            found |= {**accounts, **directory, "compared": compared}
    found["machine"] = report.machine()
    report.show(found)
    print(f"{report.write(found).name} written; {time.monotonic() - started_at:.0f} s in all.")
    return 1 if any(found.get(name, {}).get("not_200") for name in ("burst", "latency")) else 0


def first_slots() -> SlotTimes:
    """Before anything else runs."""
    print("slots of one mentor", flush=True)
    return measure_slots()


def measure_accounts(loader: Executor, folder: Path) -> dict[str, Any]:
    """Webhooks, accounts and tokens, on a site of ten thousand people."""
    print("starting a private database with 10,000 people, and the server", flush=True)
    with running_site(people.fill) as site:
        accounts = Accounts(site, loader, folder)
        accounts.webhook()  # warm: connections open, statements prepared
        accounts.me()
        print(f"{load.PACED_PER_SECOND} messages a second, then a replay", flush=True)
        # First: the rounds leave the database work to catch up.
        steady = report.steady_json(*accounts.paced_then_burst())
        return {"compared": [entry.as_json() for entry in accounts.compared()], **steady}


def measure_directory(loader: Executor, folder: Path) -> dict[str, Any]:
    """Searches and slots, on two sites of which one has ten times as many people."""
    now = datetime.now(UTC)
    print(
        f"{FEW:,} and {MANY:,} mentors among {USERS_PER_MENTOR} times as many people:"
        " filling takes a minute or two",
        flush=True,
    )
    with (
        running_site(partial(fill_directory, count=FEW, now=now)) as few,
        running_site(partial(fill_directory, count=MANY, now=now)) as many,
    ):
        compared, growth = Directory(few, many, loader, folder).measured(
            directory.questions(now), directory.SOME_MENTOR
        )
        pages = measure_pages(many, loader)
    return {
        "compared": [*(entry.as_json() for entry in compared), *pages["compared"]],
        "growth": [entry.as_json() for entry in growth],
        "wire": pages["wire"],
    }


def measure_bookings(loader: Executor, folder: Path) -> dict[str, Any]:
    """Promises, lists and calendars, on two sites of which one holds a hundred times as many."""
    now = datetime.now(UTC)
    print(f"{FEW_BOOKINGS:,} and {MANY_BOOKINGS:,} bookings: filling takes a minute", flush=True)
    with (
        running_site(partial(fill_bookings, count=FEW_BOOKINGS, now=now)) as few,
        running_site(partial(fill_bookings, count=MANY_BOOKINGS, now=now)) as many,
    ):
        compared, growth = Bookings(few, many, loader, folder).measured()
    return {
        "compared": [entry.as_json() for entry in compared],
        "growth": [entry.as_json() for entry in growth],
    }


def measure_blog(loader: Executor, folder: Path) -> dict[str, Any]:
    """Lists, articles, searches and feeds, of a blog that is a hundred times as long."""
    now = datetime.now(UTC)
    few_articles, many_articles = articles.FEW, articles.MANY
    print(f"{few_articles:,} and {many_articles:,} articles: filling takes minutes", flush=True)
    with (
        running_site(partial(articles.fill_articles, count=few_articles, now=now)) as few,
        running_site(partial(articles.fill_articles, count=many_articles, now=now)) as many,
    ):
        compared, growth = Directory(few, many, loader, folder).measured(
            reading.questions(now), reading.SOME_ARTICLE
        )
    return {
        "compared": [entry.as_json() for entry in compared],
        "growth": [entry.as_json() for entry in growth],
    }


if __name__ == "__main__":
    sys.exit(main())
