"""Bookings: one hour each, many for few hours, long lists, and calendars; each beside its limit."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import calendars, load, people
from bench.bare_booking import Order, book_barely, record
from bench.booked import ELEVES, FIRST_ELEVE, FIRST_OPEN, HOT_MENTOR, OPEN_MENTORS, READERS
from bench.limit import Flights, Recorder, RunValues, Script, recorded, run_pgbench
from bench.report import Comparison, Growth
from bench.rounds import Step, in_rounds
from bench.site import Site
from mentorat.bookings.paging import PAST, START
from mentorat.bookings.queries.bookings import list_own
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.viewer import SignedIn

FEW, MANY = 10_000, 1_000_000
SECONDS = 1
BOOKED_A_SECOND = 1_500  # more than either way can take; a run ends early when they are used up
HOT_HOURS, CROWD, CROWD_CONNECTIONS = 10, 400, 32
PATIENCE = 60.0
SAMPLE = people.person_id(0)
SOME_READER = RunValues(
    f"\\set reader random({people.FIRST_PERSON}, {people.FIRST_PERSON + READERS - 1})\n",
    {SAMPLE: f"('{people.PERSON_PREFIX}' || :reader::text)"},
)
LISTS = (
    ("GET /bookings", "/bookings", "<!"),
    ("GET /api/bookings", "/api/bookings", '{"items":[{'),
)


class Bookings:
    """Two sites that differ in nothing but how many bookings they hold."""

    def __init__(self, few: Site, many: Site, loader: Executor, folder: Path) -> None:
        self.few = few
        self.many = many
        self.loader = loader
        self.folder = folder
        self.next_order = 0
        self.next_day = 0
        self.first_day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.tokens = [people.token(few.clerk_key, FIRST_ELEVE + n) for n in range(ELEVES)]
        (sample,) = self._orders(1)
        self.recording = record(few.database_url, sample)

    def measured(self) -> tuple[list[Comparison], list[Growth]]:
        """Every measure beside its limit, and every list with few bookings and with many."""
        compared, growth = list[Comparison](), list[Growth]()
        contests = [*self._promises(compared), *self._calendars(compared), *self._lists(growth)]
        for steps in contests:
            for measure, _ in steps:
                measure()  # warm: statements prepared, pages read
        in_rounds(contests)
        return compared, growth

    def _promises(self, compared: list[Comparison]) -> list[list[Step]]:
        flights = self.recording.flights
        same = f"psycopg, the same {sum(map(len, flights))} statements in {len(flights)} flights"
        distinct = Comparison("book, an hour each", same)
        crowd = Comparison(f"book, {CROWD} for {HOT_HOURS}", "psycopg, the same, losers refused")
        compared += [distinct, crowd]
        return [
            [(self.distinct, distinct.ours), (self.distinct_barely, distinct.limit)],
            [(self.crowd, crowd.ours), (self.crowd_barely, crowd.limit)],
        ]

    def _calendars(self, compared: list[Comparison]) -> list[list[Step]]:
        calendars.check_same()
        ours, theirs = calendars.ours_a_second, calendars.library_a_second
        file = Comparison(f"calendar, {calendars.EVENTS} events", "the icalendar library, one core")
        compared.append(file)
        contests: list[list[Step]] = [[(ours, file.ours), (theirs, file.limit)]]
        path = calendars.feed_path(self.few, people.token(self.few.clerk_key, 0))
        if path is None:
            print("no calendar feed on this site: left out", flush=True)
            return contests
        feed = Comparison("GET /calendar/….ics", "calendar_file alone, one core")
        compared.append(feed)
        requests = [load.get(path, self.few.host)]
        reading = self._reading(self.few, requests, "BEGIN:VCALENDAR")
        return [*contests, [(reading, feed.ours), (ours, feed.limit)]]

    def _lists(self, growth: list[Growth]) -> list[list[Step]]:
        scripts = {site.port: _lists_script(site.database_url) for site in (self.few, self.many)}
        contests: list[list[Step]] = []
        for name, path, answer in LISTS:
            grown = Growth(name)
            growth.append(grown)
            contests.append(
                [
                    (self._reading(self.many, _readers(self.many, path), answer), grown.many),
                    (self._limit(self.many, scripts[self.many.port]), grown.many_in_database),
                    (self._reading(self.few, _readers(self.few, path), answer), grown.few),
                    (self._limit(self.few, scripts[self.few.port]), grown.few_in_database),
                ]
            )
        return contests

    def distinct(self) -> float:
        """Bookings a second over HTTP, of hours that nobody else wants."""
        requests = self._requests(self._orders(SECONDS * BOOKED_A_SECOND))
        work = self.loader.submit(
            load.post_each, self.few.port, requests, SECONDS, load.CONNECTIONS
        )
        tally = work.result()
        _must_be(tally.statuses, {201})
        return tally.statuses[201] / tally.seconds

    def distinct_barely(self) -> float:
        url, orders = self.few.database_url, self._orders(SECONDS * BOOKED_A_SECOND)
        work = self.loader.submit(book_barely, url, self.recording, orders, SECONDS)
        tally, seconds = work.result()
        _must_be(tally, {"won"})
        return tally["won"] / seconds

    def crowd(self) -> float:
        """Answers a second when many want the same few hours; each hour is won once."""
        requests = self._requests(self._crowd())
        port = self.few.port
        work = self.loader.submit(load.post_each, port, requests, PATIENCE, CROWD_CONNECTIONS)
        tally = work.result()
        _must_be(tally.statuses, {201, 409})
        _must_be_won_once(tally.statuses[201])
        return CROWD / tally.seconds

    def crowd_barely(self) -> float:
        url = self.few.database_url
        work = self.loader.submit(book_barely, url, self.recording, self._crowd(), PATIENCE)
        tally, seconds = work.result()
        _must_be_won_once(tally["won"])
        return CROWD / seconds

    def _orders(self, count: int) -> list[Order]:
        """Hours that no order before has asked for, of mentors and élèves in turn; each mentor has
        one on a day until they have one on every day."""
        first, self.next_order = self.next_order, self.next_order + count
        found = []
        for n in range(first, first + count):
            turn, mentor = divmod(n, OPEN_MENTORS)
            hour, day = divmod(turn, 330)
            found.append(self._order(FIRST_OPEN + mentor, n % ELEVES, day, hour))
        return found

    def _crowd(self) -> list[Order]:
        """Everybody for the next day's hours of one mentor."""
        self.next_day += 1
        hours = [12 + n % HOT_HOURS for n in range(CROWD)]
        return [self._order(HOT_MENTOR, n % ELEVES, self.next_day, hours[n]) for n in range(CROWD)]

    def _order(self, mentor: int, eleve: int, day: int, hour: int) -> Order:
        starts_at = self.first_day + timedelta(days=10 + day, hours=hour)
        return Order(people.person_id(mentor), people.person_id(FIRST_ELEVE + eleve), starts_at)

    def _requests(self, orders: Sequence[Order]) -> list[bytes]:
        host, numbers = self.few.host, {people.person_id(FIRST_ELEVE + n): n for n in range(ELEVES)}
        return [
            load.post(
                "/api/bookings",
                host,
                self.tokens[numbers[order.mentee_id]],
                {"mentorId": order.mentor_id, "startsAt": order.starts_at.isoformat()},
            )
            for order in orders
        ]

    def _reading(self, site: Site, requests: list[bytes], answer: str) -> Callable[[], float]:
        def measure() -> float:
            tally = self.loader.submit(load.read, site.port, requests, SECONDS).result()
            return load.good_rate(tally, answer)

        return measure

    def _limit(self, site: Site, script: Script) -> Callable[[], float]:
        url, folder = site.database_url, self.folder
        return lambda: run_pgbench(script, url, folder, turn=0, seconds=SECONDS)


def _readers(site: Site, path: str) -> list[bytes]:
    tokens = [people.token(site.clerk_key, n) for n in range(READERS)]
    return [load.get(path, site.host, token) for token in tokens]


def _lists_script(url: str) -> Script:
    """What a person's list of bookings asks of the database."""

    async def work(database: Database, flights: Flights) -> None:
        unit = Recorder(database, writes=False, flights=flights)
        viewer, now = SignedIn(SAMPLE, "MENTOR", None, None, None, None, None), datetime.now(UTC)
        try:
            ahead, _ = await list_own(Db(unit), START, viewer=viewer, now=now, count=100)
            past, _ = await list_own(Db(unit), PAST, viewer=viewer, now=now, count=21)
            if not ahead or not past:
                raise RuntimeError("the recorded reader has no bookings")
        finally:
            await unit.release()

    return recorded(url, work, SOME_READER)


def _must_be(found: Counter[int] | Counter[str], good: set[int] | set[str]) -> None:
    if set(found) - good:
        raise RuntimeError(f"not every answer was good: {found}")


def _must_be_won_once(count: int) -> None:
    if count != HOT_HOURS:
        raise RuntimeError(f"{HOT_HOURS} hours were won by {count}")
