"""How choosing a role, and what a mentor does with their profile, are refused."""

from mentorat.accounts.actions.look_again import RoleMoved
from mentorat.errors import Invalid, NotFound
from mentorat.external_calendars.actions import put_calendar
from mentorat.mentors.actions.edit_profile import (
    CurrencyInUse,
    MentorsOnly,
    ProfileChanged,
    edit_profile,
)
from mentorat.mentors.actions.move_profile import ProfileMoved, SameProfileAgain, move_profile
from mentorat.mentors.actions.switch_role import become_student
from mentorat.onboarding.actions import AlreadyOnboarded, onboard, switch_to_mentor
from mentorat.terms import TermsChanged, check_terms
from tests.builders import become_eleve, move
from tests.onboarding.test_choice import MENTOR
from tests.onboarding.test_me import PROFILE, WEEK
from tests.onboarding.test_pages import FIELDS
from tests.web.refusing import Attempt, Cases, Scene

CASES = Cases()
BIO = "Vingt ans d'enseignement du dessin"


def switches(who: str, role: str) -> Attempt:
    return Attempt(who, "/profile/role", {"role": role}, api="/api/me/role")


def takes_step(scene: Scene, step: str) -> Attempt:
    api = "/api/me/mentor-profile/publication"
    return Attempt(scene.mentor, "/profile/publication", {"step": step}, api=api)


@CASES.add(onboard, AlreadyOnboarded)
async def choosing_a_second_time(scene: Scene) -> Attempt:
    return Attempt(scene.mentee, "/onboarding", {"role": "USER"})


@CASES.add(become_student, RoleMoved)
async def becoming_what_one_is(scene: Scene) -> Attempt:
    return switches(scene.mentee, "USER")


@CASES.add(check_terms, TermsChanged)
async def becoming_eleve_when_more_is_left_behind_than_was_shown(scene: Scene) -> Attempt:
    shown = await scene.read(scene.mentor, "/me/role")
    await scene.booked()
    leaves = switches(scene.mentor, "USER")
    leaves.body["terms"] = shown["id"]
    return leaves


@CASES.add(switch_to_mentor, RoleMoved)
async def a_mentor_becoming_mentor(scene: Scene) -> Attempt:
    again = switches(scene.mentor, "MENTOR")
    again.body, again.form = MENTOR, FIELDS
    return again


@CASES.add(switch_to_mentor, Invalid)
async def becoming_mentor_without_a_word(scene: Scene) -> Attempt:
    empty = switches(scene.mentee, "MENTOR")
    empty.says = "Ce champ est obligatoire."
    return empty


@CASES.add(edit_profile, ProfileChanged)
async def writing_a_profile_that_is_gone(scene: Scene) -> Attempt:
    scene.rows("delete from mentor_profiles")
    sent = {**PROFILE, "availability": WEEK}
    form = {**FIELDS, "bio": BIO}
    del form["role"]
    written = Attempt(scene.mentor, "/profile", sent, form, method="PUT", kept=BIO)
    written.api = "/api/me/mentor-profile"
    return written


@CASES.add(edit_profile, CurrencyInUse)
async def another_currency_while_a_session_is_promised(scene: Scene) -> Attempt:
    await scene.booked()
    sent = {**PROFILE, "availability": WEEK, "currency": "CHF"}
    form = {**FIELDS, "bio": BIO, "currency": "CHF"}
    del form["role"]
    written = Attempt(scene.mentor, "/profile", sent, form, method="PUT", kept=BIO)
    written.api = "/api/me/mentor-profile"
    return written


@CASES.add(switch_to_mentor, CurrencyInUse)
async def coming_back_with_another_currency_while_a_session_is_owed(scene: Scene) -> Attempt:
    await scene.booked()
    await become_eleve(scene.database, scene.mentor)
    scene.rows("update mentor_profiles set status_at = status_at - interval '91 days'")
    back = switches(scene.mentor, "MENTOR")
    back.body, back.form = {**MENTOR, "currency": "CHF"}, {**FIELDS, "currency": "CHF"}
    return back


@CASES.add(move_profile, NotFound)
async def pausing_a_profile_that_is_gone(scene: Scene) -> Attempt:
    scene.rows("delete from mentor_profiles")
    return takes_step(scene, "pause")


@CASES.add(move_profile, ProfileMoved)
async def resuming_what_is_not_paused(scene: Scene) -> Attempt:
    return takes_step(scene, "resume")


@CASES.add(move_profile, SameProfileAgain)
async def submitting_unchanged_what_was_refused(scene: Scene) -> Attempt:
    await move(scene.database, scene.mentor, "refuse", reason="Dites d'où vous savez cela.")
    return takes_step(scene, "submit")


@CASES.add(move_profile, Invalid)
async def submitting_without_a_presentation(scene: Scene) -> Attempt:
    scene.rows("update users set bio = null")
    scene.rows("update mentor_profiles set status = 'draft'")
    bare = takes_step(scene, "submit")
    bare.says = "Présentez-vous en quelques lignes."
    return bare


@CASES.add(put_calendar, MentorsOnly)
async def a_calendar_of_an_eleve(scene: Scene) -> Attempt:
    address = {"address": "https://calendar.google.com/secret/basic.ics"}
    given = Attempt(scene.mentee, "/availability/calendar", address, method="PUT")
    given.api = "/api/me/busy-calendar"
    return given
