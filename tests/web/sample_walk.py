"""In which order the samples are run, by whom, and what is laid ready before."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from mentorat.web.reference.example_requests import MENTOR
from mentorat.web.reference.example_values import MENTEE
from tests.web.sample_site import MACHINE, NEWCOMER, SampleSite

NOBODY = ""
Prepare = Callable[[SampleSite], Awaitable[None]]


class Step(NamedTuple):
    """One sample, as somebody runs it."""

    operation: str
    who: str = NOBODY
    prepare: Prepare = SampleSite.nothing


def by(who: str, *operations: str, prepare: Prepare = SampleSite.nothing) -> list[Step]:
    """Samples that one person runs; what they need is laid ready before each."""
    return [Step(operation, who, prepare) for operation in operations]


WALK: list[Step] = [
    *by(NOBODY, "getOpenApi", "getLiveness", "getReadiness", "getWorkerHealth"),
    *by(NOBODY, "listMentors", "getMentorFacets", "getMentor", "listSlots"),
    *by(NOBODY, "listPosts", "getPost"),
    *by(NEWCOMER, "chooseRole"),
    *by(MENTEE, "exchangeClerkToken", "getMe", "updateMe"),
    *by(MENTEE, "createBooking", prepare=SampleSite.free),
    *by(MENTEE, "listBookings", "getBooking", "listAbsences", prepare=SampleSite.ahead),
    *by(MACHINE, "listPlatformBookings", "getPlatformBooking", prepare=SampleSite.with_a_key),
    *by(MACHINE, "listPlatformUsers", "getPlatformUser"),
    *by(MENTEE, "quoteCancellation", "getNotes", "listProposals", prepare=SampleSite.ahead),
    *by(MENTEE, "replaceSharedNotes", "replacePrivateNotes", prepare=SampleSite.ahead),
    *by(MENTEE, "proposeTime", "moveBooking", "cancelBooking", prepare=SampleSite.ahead),
    *by(MENTEE, "answerProposal", prepare=SampleSite.proposed),
    *by(MENTOR, "confirmBooking", "refuseBooking", prepare=SampleSite.requested),
    *by(MENTOR, "reportAbsence", prepare=SampleSite.over),
    *by(MENTEE, "disputeAbsence", prepare=SampleSite.missed),
    *by(MENTOR, "quoteAllCancellations", "cancelAllBookings", prepare=SampleSite.ahead),
    *by(MENTEE, "createMyCalendarFeed", "deleteMyCalendarFeed"),
    *by(MENTEE, "saveMentor", "listSavedMentors", "deleteSavedMentor"),
    *by(MENTEE, "createAlert", prepare=SampleSite.full),
    *by(MENTEE, "listAlerts", "deleteAlert"),
    *by(MENTEE, "createSearchAlert", "listSearchAlerts", "deleteSearchAlert"),
    *by(MENTOR, "replaceMyBusyCalendar", "getMyBusyCalendar", "deleteMyBusyCalendar"),
    *by(MENTOR, "getMyMentorProfile", "replaceMyMentorProfile"),
    *by(MENTOR, "changeMyMentorProfileStatus", prepare=SampleSite.published),
    *by(MENTOR, "createMyPost", "listMyPosts", "createMyPostImage", "listMyPostImages"),
    *by(MENTOR, "getMyPost", "replaceMyPost", "listMyPostRevisions", prepare=SampleSite.draft),
    *by(MENTOR, "getMyPostRevision", "changeMyPostStatus", prepare=SampleSite.draft),
    *by(MENTOR, "deleteMyPost", prepare=SampleSite.draft),
    *by(MENTOR, "quoteRoleSwitch", "switchRole", prepare=SampleSite.published),
]
