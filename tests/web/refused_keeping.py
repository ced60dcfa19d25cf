"""How keeping a mentor for later, and waiting for their time, are refused."""

from mentorat.directory.actions.ask_alert import ask_alert
from mentorat.directory.actions.ask_search_alert import ask_search_alert
from mentorat.directory.actions.save_mentor import save_mentor
from mentorat.directory.refusals import (
    HasFreeTime,
    NoSuchHour,
    SomebodyFits,
    TooManyKept,
    TooManySearches,
)
from mentorat.errors import NotFound
from tests.builders import a_mentor, move, open_on
from tests.web.refusing import Attempt, Cases, Scene

CASES = Cases()
LAST_WEEK = open_on([], overrides={"2027-06-01": [["10:00", "12:00"]]})


def keeps(scene: Scene, kind: str, mentor: str = "") -> Attempt:
    mentor = mentor or scene.mentor
    api = {"saved": "saved-mentors", "alert": "alerts"}[kind]
    return Attempt(
        scene.mentee,
        f"/mentors/{mentor}/{kind}",
        form={"keep": "yes"},
        api=f"/api/me/{api}/{mentor}",
        method="PUT",
    )


def has_a_hundred(scene: Scene, table: str, column: str) -> None:
    """The élève keeps as many mentors as one may."""
    scene.rows(
        "insert into users (id, role, onboarded_at)"
        " select 'user_many' || n, 'MENTOR', now() from generate_series(1, 100) n"
    )
    scene.rows(
        "insert into mentor_profiles (user_id, headline, expertise, hourly_rate_cents, currency,"
        " languages, availability) select 'user_many' || n, '', '{}', 0, 'EUR', '{fr}', '{}'"
        " from generate_series(1, 100) n"
    )
    scene.rows(
        f"insert into {table} (member_id, mentor_id, {column}) select %s, user_id, now()"
        " from mentor_profiles where user_id like 'user_many%%'",
        scene.mentee,
    )


@CASES.add(save_mentor, NotFound)
async def keeping_who_is_not_in_the_directory(scene: Scene) -> Attempt:
    await move(scene.database, scene.mentor, "pause")
    return keeps(scene, "saved")


@CASES.add(save_mentor, TooManyKept)
async def keeping_one_more_than_a_hundred(scene: Scene) -> Attempt:
    has_a_hundred(scene, "saved_mentors", "saved_at")
    return keeps(scene, "saved")


@CASES.add(ask_alert, NotFound)
async def waiting_for_who_is_not_in_the_directory(scene: Scene) -> Attempt:
    await move(scene.database, scene.mentor, "pause")
    return keeps(scene, "alert")


@CASES.add(ask_alert, HasFreeTime)
async def waiting_for_who_has_time(scene: Scene) -> Attempt:
    return keeps(scene, "alert")


@CASES.add(ask_alert, TooManyKept)
async def waiting_for_one_more_than_a_hundred(scene: Scene) -> Attempt:
    has_a_hundred(scene, "free_time_alerts", "asked_at")
    return keeps(scene, "alert", await a_mentor(scene.database, availability=LAST_WEEK))


def waits(scene: Scene, criteria: str) -> Attempt:
    return Attempt(
        scene.mentee,
        f"/search-alerts?{criteria}",
        form={"next": "/mentors"},
        api=f"/api/me/search-alerts?{criteria}",
    )


@CASES.add(ask_search_alert, SomebodyFits)
async def waiting_for_somebody_who_is_there(scene: Scene) -> Attempt:
    return waits(scene, "language=fr")


@CASES.add(ask_search_alert, NoSuchHour)
async def waiting_for_a_day_that_is_over(scene: Scene) -> Attempt:
    return waits(scene, "day=2027-06-01")


@CASES.add(ask_search_alert, TooManySearches)
async def waiting_for_an_eleventh_search(scene: Scene) -> Attempt:
    scene.rows(
        "insert into search_alerts (id, member_id, criteria, asked_at, looked_at)"
        " select gen_random_uuid(), %s, 'search ' || n, now(), now() from generate_series(1, 10) n",
        scene.mentee,
    )
    return waits(scene, "q=clavecin")
