"""How what surrounds a session is refused: absences and notes."""

from datetime import timedelta

from mentorat.bookings.actions.absences import dispute, report_no_show
from mentorat.bookings.actions.notes import write_note
from mentorat.bookings.refusals import (
    BookingMoved,
    MarkedAlready,
    NoteChanged,
    NothingToContest,
    TooEarlyToMark,
)
from tests.web.refused_bookings import CANCELLED, moved, saying, stale
from tests.web.refused_moves import cancelled
from tests.web.refusing import START, Attempt, Cases, Scene

CASES = Cases()
HERE = {"objection": "J'attendais dans l'autre salle"}


async def missed(scene: Scene) -> str:
    """The mentor has said that the élève did not come."""
    path = await scene.booked()
    scene.clock.ahead = START + timedelta(minutes=15)
    await scene.done(scene.mentor, f"{path}/absences")
    return path


@CASES.add(report_no_show, BookingMoved)
async def an_absence_from_what_is_cancelled(scene: Scene) -> Attempt:
    return saying(CANCELLED, Attempt(scene.mentee, f"{await cancelled(scene)}/absences"))


@CASES.add(report_no_show, BookingMoved)
async def an_absence_from_another_state_than_the_one_that_stands(scene: Scene) -> Attempt:
    path = await moved(scene)
    scene.clock.ahead = START + timedelta(days=1, minutes=15)
    return stale(Attempt(scene.mentee, f"{path}/absences"))


@CASES.add(report_no_show, TooEarlyToMark)
async def an_absence_before_the_session(scene: Scene) -> Attempt:
    return Attempt(scene.mentee, f"{await scene.booked()}/absences")


@CASES.add(report_no_show, MarkedAlready)
async def an_absence_said_twice(scene: Scene) -> Attempt:
    return Attempt(scene.mentor, f"{await missed(scene)}/absences")


@CASES.add(dispute, BookingMoved)
async def an_objection_to_nothing(scene: Scene) -> Attempt:
    attempt = Attempt(scene.mentee, f"{await scene.booked()}/absences/objection", HERE)
    return saying("Cette séance est confirmée.", attempt)


@CASES.add(dispute, BookingMoved)
async def an_objection_on_another_state_than_the_one_that_stands(scene: Scene) -> Attempt:
    return stale(Attempt(scene.mentee, f"{await missed(scene)}/absences/objection", {**HERE}))


@CASES.add(dispute, NothingToContest)
async def an_objection_after_three_days(scene: Scene) -> Attempt:
    path = await missed(scene)
    scene.clock.ahead += timedelta(hours=72, seconds=1)
    return Attempt(scene.mentee, f"{path}/absences/objection", HERE)


@CASES.add(write_note, NoteChanged)
async def notes_over_those_of_the_other(scene: Scene) -> Attempt:
    path, mine = await scene.booked(), "Relire le chapitre 4"
    first = Attempt(scene.mentor, "", {"body": "Relire le chapitre 3", "version": 0}, method="PUT")
    first.api = f"/api{path}/notes/shared"
    assert (await scene.by_json(first)).status_code == 200
    late = Attempt(scene.mentee, f"{path}/notes", {"body": mine, "version": 0}, method="PUT")
    late.api, late.form = first.api, {"kind": "shared", "body": mine, "version": "0"}
    late.kept = mine
    return late
