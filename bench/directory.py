"""The directory and one mentor's slots: against the database's limit, and with more people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench import load, mentors, people
from bench.limit import Flights, Recorder, RunValues, Script, recorded, run_pgbench
from bench.report import Comparison, Growth
from bench.rounds import Step, in_rounds
from bench.site import Site
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.facets.counts import count_facets
from mentorat.directory.free_time.free_times import wanted_times
from mentorat.directory.queries.mentor import find_offer
from mentorat.directory.queries.mentors import find_mentors
from mentorat.directory.search.parameters import Search
from mentorat.mentors.queries import list_skills
from mentorat.schedules.slots import Range
from mentorat.viewer import Visitor

FEW, MANY = 1_000, 10_000  # mentors; ten times as many people in all
SECONDS, LIMIT_SECONDS = 1, 2  # pgbench needs longer: its connections are new each time
ZONE = "Europe/Paris"
SLOT_DAYS = 60
LOOKED_AT = 400  # mentors whose slots are asked for in turn
SAMPLE = people.person_id(0)  # the mentor who is recorded
SOME_MENTOR = RunValues(
    f"\\set mentor random({people.FIRST_PERSON}, {people.FIRST_PERSON + LOOKED_AT - 1})\n",
    {SAMPLE: f"('{people.PERSON_PREFIX}' || :mentor::text)"},
)


@dataclass(frozen=True)
class Question:
    """One kind of request: its addresses, what a good answer begins with, and what it reads."""

    name: str
    paths: Sequence[str]
    answer: str
    read: Callable[[Db], Awaitable[object]]  # falsy when nothing is found


class Directory:
    """Two sites that differ in nothing but how many mentors, or articles, they have."""

    def __init__(self, few: Site, many: Site, loader: Executor, folder: Path) -> None:
        self.few = few
        self.many = many
        self.loader = loader
        self.folder = folder

    def measured(
        self, asked_for: Sequence[Question], values: RunValues
    ) -> tuple[list[Comparison], list[Growth]]:
        """Every question beside its limit, with many of what is looked for and with few."""
        compared, growth = list[Comparison](), list[Growth]()
        contests: list[list[Step]] = []
        for asked in asked_for:
            scripts = [_script(site.database_url, asked, values) for site in (self.many, self.few)]
            same = f"pgbench, the same SQL in {scripts[0].flights} flight(s)"
            entry, grown = Comparison(asked.name, same), Growth(asked.name)
            contests.append(
                [
                    (self._requests(self.many, asked), entry.ours),
                    (self._limit(self.many, scripts[0]), entry.limit),
                    (self._requests(self.few, asked), grown.few),
                    (self._limit(self.few, scripts[1]), grown.few_in_database),
                ]
            )
            compared.append(entry)
            growth.append(grown)
        for steps in contests:
            for measure, _ in steps:
                measure()  # warm: statements prepared, pages read
        in_rounds(contests)
        for entry, grown in zip(compared, growth, strict=True):
            grown.many, grown.many_in_database = entry.ours, entry.limit
        return compared, growth

    def _requests(self, site: Site, asked: Question) -> Callable[[], float]:
        built = [load.get(path, site.host) for path in asked.paths]

        def measure() -> float:
            tally = self.loader.submit(load.read, site.port, built, SECONDS).result()
            return load.good_rate(tally, asked.answer)

        return measure

    def _limit(self, site: Site, script: Script) -> Callable[[], float]:
        def measure() -> float:
            return run_pgbench(
                script, site.database_url, self.folder, turn=0, seconds=LIMIT_SECONDS
            )

        return measure


def questions(now: datetime) -> list[Question]:
    """What people ask, with the queries that the site answers it with."""
    evening = {"day": _a_tuesday(now), "part": "evening", "timezone": ZONE}
    return [
        _page("page of mentors", {}, now),
        _page("q, 1 mentor in 9", {"q": "mathematiques"}, now),
        _page(f"q, {mentors.RARE_MENTORS} mentors", {"q": mentors.RARE_WORD}, now),
        _page("free on an evening", evening, now),
        _slots(now),
        _facets(now),
    ]


def _page(name: str, fields: Mapping[str, str], now: datetime) -> Question:
    search, times = search_for(fields, now)
    path = f"/api/mentors?{urlencode(fields)}"
    return Question(
        name, [path], '{"items":[{', lambda db: find_mentors(db, search, times, now=now)
    )


def _slots(now: datetime) -> Question:
    until = now + timedelta(days=SLOT_DAYS)
    query = urlencode({"from": now.isoformat(), "to": until.isoformat()})
    paths = [f"/api/mentors/{people.person_id(at)}/slots?{query}" for at in range(LOOKED_AT)]
    return Question(
        f"slots of {SLOT_DAYS} days",
        paths,
        '{"items":[',
        lambda db: find_offer(db, SAMPLE, (now, until), viewer=Visitor(), now=now),
    )


def _facets(now: datetime) -> Question:
    search, times = search_for({"timezone": ZONE}, now)

    async def read(db: Db) -> object:
        return await count_facets(db, search, times, ZONE, now=now) and await list_skills(db)

    return Question("facets", [f"/api/mentors/facets?timezone={ZONE}"], '{"total":', read)


def search_for(fields: Mapping[str, str], now: datetime) -> tuple[Search, list[Range]]:
    """A search as a reader in Paris asks it, with the stretches of time it wants."""
    search = Search.model_validate(dict(fields))
    return search, wanted_times(search, ZONE, now=now) if search.wants_time else []


def _a_tuesday(now: datetime) -> str:
    """The first one that is a week away: far enough for everybody's notice."""
    ahead = now + timedelta(days=7)
    return (ahead + timedelta(days=(1 - ahead.weekday()) % 7)).date().isoformat()


def _script(url: str, asked: Question, values: RunValues) -> Script:
    async def work(database: Database, flights: Flights) -> None:
        unit = Recorder(database, writes=False, flights=flights)
        try:
            if not await asked.read(Db(unit)):
                raise RuntimeError(f"nothing was found for {asked.name}")
        finally:
            await unit.release()

    return recorded(url, work, values)
