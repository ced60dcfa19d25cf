"""Every address of the product: JSON, pages, and what exists in development only."""

from mentorat.accounts import api as accounts_api
from mentorat.accounts.pages import development, sign_in
from mentorat.admin.pages import bookings as admin_bookings
from mentorat.admin.pages import mentors as admin_mentors
from mentorat.admin.pages import skills as admin_skills
from mentorat.bookings.api import around as around_api
from mentorat.bookings.api import bookings as bookings_api
from mentorat.bookings.api import feed as feed_api
from mentorat.bookings.pages import around as around_pages
from mentorat.bookings.pages import booking as booking_pages
from mentorat.bookings.pages import bookings as bookings_pages
from mentorat.bookings.pages import calendar as feed_pages
from mentorat.directory import api as directory_api
from mentorat.directory import pages as directory_pages
from mentorat.mentors.routes import profile as profile_pages
from mentorat.mentors.routes import profile_json as availability_api
from mentorat.notifications import pages as notifications_pages
from mentorat.onboarding import api as onboarding_api
from mentorat.onboarding.pages import first_steps, roles
from mentorat.web import docs, health
from mentorat.web.static_files import serve_static
from mentorat.week.routes import external_calendar as calendar_pages
from mentorat.week.routes import external_calendar_json as calendar_api
from mentorat.week.routes import week as availability_pages

API = [
    accounts_api.clerk_webhook,
    accounts_api.exchange_token,
    accounts_api.read_me,
    accounts_api.change_me,
    onboarding_api.choose_role,
    onboarding_api.switch_role,
    availability_api.read_own_profile,
    availability_api.replace_own_profile,
    availability_api.move_own_profile,
    calendar_api.read_calendar,
    calendar_api.replace_calendar,
    calendar_api.remove_calendar,
    bookings_api.book,
    bookings_api.list_bookings,
    bookings_api.read_booking,
    bookings_api.quote_cancellation,
    bookings_api.confirm,
    bookings_api.refuse,
    bookings_api.cancel_booking,
    bookings_api.move_booking,
    around_api.read_proposals,
    around_api.propose_hour,
    around_api.answer_hour,
    around_api.read_absences,
    around_api.mark_absence,
    around_api.contest_absence,
    around_api.read_notes,
    around_api.write_shared,
    around_api.write_private,
    feed_api.make_feed,
    feed_api.revoke_feed,
    directory_api.list_mentors,
    directory_api.count_mentors,
    directory_api.read_mentor,
    directory_api.list_slots,
    health.live,
    health.ready,
    docs.openapi_document,
]
PAGES = [
    first_steps.home,
    first_steps.show_choice,
    first_steps.take_choice,
    profile_pages.show_profile,
    profile_pages.save_profile,
    profile_pages.move_own_profile,
    roles.show_switch,
    roles.switch_role,
    availability_pages.show_week,
    availability_pages.edit_week,
    availability_pages.explain_time,
    calendar_pages.show_calendar,
    calendar_pages.edit_calendar,
    booking_pages.show_choice,
    booking_pages.book,
    bookings_pages.show_bookings,
    bookings_pages.show_booking,
    bookings_pages.confirm,
    bookings_pages.refuse,
    bookings_pages.cancel_booking,
    bookings_pages.move_booking,
    bookings_pages.cancel_all,
    around_pages.propose_hour,
    around_pages.answer_hour,
    around_pages.mark_absence,
    around_pages.contest_absence,
    around_pages.write_notes,
    around_pages.join_session,
    feed_pages.show_feed,
    feed_pages.change_feed,
    feed_api.read_feed,
    directory_pages.show_mentors,
    directory_pages.show_mentor,
    sign_in.show_sign_in,
    sign_in.sign_out,
    sign_in.choose_locale,
    sign_in.choose_time_zone,
    admin_mentors.show_desk,
    admin_mentors.change_rules,
    admin_mentors.show_queue,
    admin_mentors.show_profile,
    admin_mentors.decide,
    admin_bookings.show_list,
    admin_bookings.show_booking,
    admin_bookings.decide,
    admin_skills.show_skills,
    admin_skills.edit_skills,
    docs.api_reference,
    serve_static,
]
DEVELOPMENT = [
    development.show_people,
    development.become_somebody,
    notifications_pages.show_outbox,
]
