"""The access matrix: what every route answers to every kind of caller."""

from tests.web.access_machines import MACHINES
from tests.web.access_reading import READING
from tests.web.scenes import ANOTHER_HOUR, MENTOR

ACTORS = (
    *("anonymous", "newcomer", "mentor", "mentee", "stranger"),
    *("admin", "old_admin"),  # a fresh proof; a session of six days ago
    *("as_mentor", "as_admin"),  # accounts that somebody looks at through Clerk's impersonation
    *("banned", "deleted"),
)
# One status for each, in this order. A page leads to sign-in or to the choice with 303; a form or
# document without a token of ours is 403; of a booking that is not one's own, 404 is all there is.
TABLE = """
GET /                                           200 303 200 200 200 200 200 200 200 303 303
POST /auth/clerk/exchange                       403 204 204 204 204 204 403 204 204 401 401
POST /auth/sign-out                             403 303 303 303 303 303 303 303 303 401 401
GET /availability                               303 303 200 403 403 403 403 200 403 303 303
POST /availability                              403 403 422 403 403 403 403 403 403 401 401
GET /availability/calendar                      303 303 200 403 403 403 403 200 403 303 303
POST /availability/calendar                     403 403 422 403 403 403 403 403 403 401 401
GET /availability/why                           303 303 200 403 403 403 403 200 403 303 303
POST /locale                                    403 303 303 303 303 303 303 303 303 401 401
POST /theme                                     403 303 303 303 303 303 303 303 303 401 401
GET /api/me                                     401 200 200 200 200 200 200 200 200 401 401
PATCH /api/me                                   403 200 200 200 200 200 200 403 403 401 401
DELETE /api/me/busy-calendar                    403 403 204 403 403 403 403 403 403 401 401
GET /api/me/busy-calendar                       401 403 404 403 403 403 403 404 403 401 401
PUT /api/me/busy-calendar                       403 403 200 403 403 403 403 403 403 401 401
GET /api/me/mentor-profile                      401 403 200 403 403 403 403 200 403 401 401
PUT /api/me/mentor-profile                      403 403 200 403 403 403 403 403 403 401 401
POST /api/me/mentor-profile/publication         403 403 200 403 403 403 403 403 403 401 401
GET /api/me/role                                401 403 200 200 200 200 200 200 200 401 401
POST /api/me/role                               403 403 200 409 409 403 403 403 403 401 401
GET /onboarding                                 303 200 303 303 303 303 303 303 303 303 303
POST /onboarding                                403 303 409 409 409 409 409 403 403 401 401
POST /api/onboarding                            403 201 409 409 409 409 409 403 403 401 401
GET /profile                                    303 303 200 200 200 200 200 200 200 303 303
POST /profile                                   403 403 422 303 303 303 303 403 403 401 401
POST /profile/publication                       403 403 303 403 403 403 403 403 403 401 401
GET /profile/role                               303 303 200 200 200 200 200 200 200 303 303
POST /profile/role                              403 403 303 409 409 403 403 403 403 401 401
GET /sign-in                                    200 200 200 200 200 200 303 200 200 303 303
POST /time-zone                                 403 422 422 422 422 422 422 422 422 401 401
GET /time-zones                                 200 200 200 200 200 200 200 200 200 200 200

GET /mentors                                    200 200 200 200 200 200 200 200 200 303 303
GET /api/mentors                                200 200 200 200 200 200 200 200 200 401 401
GET /api/mentors/facets                         200 200 200 200 200 200 200 200 200 401 401
GET /mentors/{mentor}                           404 404 200 404 404 200 404 200 404 303 303
GET /mentors/{mentor}/card.png                  404 404 200 404 404 200 404 200 404 303 303
GET /mentors/{mentor}/embed                     404 404 404 404 404 404 404 404 404 404 404
GET /m/{slug}                                   404 404 404 404 404 404 404 404 404 303 303
GET /api/mentors/{mentor}                       404 404 200 404 404 200 404 200 404 401 401
GET /mentors/{mentor}/saved                     303 303 200 200 200 200 200 200 200 303 303
POST /mentors/{mentor}/saved                    403 403 303 303 303 303 303 403 403 401 401
GET /mentors/{mentor}/alert                     303 303 200 200 200 200 200 200 200 303 303
POST /mentors/{mentor}/alert                    403 403 303 303 303 303 303 403 403 401 401
GET /api/me/saved-mentors                       401 403 200 200 200 200 200 200 200 401 401
PUT /api/me/saved-mentors/{mentor}              403 403 204 204 204 204 204 403 403 401 401
DELETE /api/me/saved-mentors/{mentor}           403 403 204 204 204 204 204 403 403 401 401
GET /api/me/alerts                              401 403 200 200 200 200 200 200 200 401 401
PUT /api/me/alerts/{mentor}                     403 403 409 409 409 409 409 403 403 401 401
DELETE /api/me/alerts/{mentor}                  403 403 204 204 204 204 204 403 403 401 401
GET /api/me/search-alerts                       401 403 200 200 200 200 200 200 200 401 401
POST /api/me/search-alerts                      403 403 201 201 201 201 201 403 403 401 401
DELETE /api/me/search-alerts/{alert}            403 403 204 204 204 204 204 403 403 401 401
POST /search-alerts                             403 403 303 303 303 303 303 403 403 401 401
POST /search-alerts/{alert}/end                 403 403 303 303 303 303 303 403 403 401 401
GET /api/mentors/{mentor}/slots                 404 404 200 404 404 200 404 200 404 401 401

GET /bookings                                   303 303 200 200 200 200 200 200 200 303 303
POST /bookings                                  403 403 403 303 303 303 303 403 403 401 401
GET /api/bookings                               401 403 200 200 200 200 200 200 200 401 401
POST /api/bookings                              403 403 403 201 201 201 201 403 403 401 401
GET /bookings/calendar                          303 303 200 200 200 200 200 200 200 303 303
POST /bookings/calendar                         403 403 200 200 200 200 200 403 403 401 401
POST /bookings/cancellations                    403 403 303 303 303 303 303 403 403 401 401
GET /api/bookings/cancellations                 401 403 200 200 200 200 200 200 200 401 401
POST /api/bookings/cancellations                403 403 200 200 200 200 200 403 403 401 401
GET /bookings/new                               303 303 200 200 200 200 200 200 200 303 303
GET /calendar/{name}                            404 404 404 404 404 404 404 404 404 404 404
DELETE /api/me/calendar-feed                    403 403 204 204 204 204 204 403 403 401 401
POST /api/me/calendar-feed                      403 403 201 201 201 201 201 403 403 401 401

GET /bookings/{booking}                         303 303 200 200 404 404 404 200 404 303 303
GET /bookings/{booking}/calendar.ics            303 303 200 200 404 404 404 200 404 303 303
GET /api/bookings/{booking}                     401 403 200 200 404 404 404 200 404 401 401
POST /bookings/{booking}/absences               403 403 303 303 404 404 404 403 403 401 401
GET /api/bookings/{booking}/absences            401 403 200 200 404 404 404 200 404 401 401
POST /api/bookings/{booking}/absences           403 403 201 201 404 404 404 403 403 401 401
POST /bookings/{booking}/absences/objection     403 403 409 303 404 404 404 403 403 401 401
POST /api/bookings/{booking}/absences/objection 403 403 409 200 404 404 404 403 403 401 401
POST /bookings/{booking}/cancellation           403 403 303 303 404 404 404 403 403 401 401
GET /api/bookings/{booking}/cancellation        401 403 200 200 404 404 404 200 404 401 401
POST /api/bookings/{booking}/cancellation       403 403 200 200 404 404 404 403 403 401 401
POST /bookings/{booking}/confirmation           403 403 303 403 404 404 404 403 403 401 401
POST /api/bookings/{booking}/confirmation       403 403 200 403 404 404 404 403 403 401 401
POST /bookings/{booking}/join                   403 403 200 200 404 404 404 403 403 401 401
POST /bookings/{booking}/move                   403 403 303 303 404 404 404 403 403 401 401
POST /api/bookings/{booking}/move               403 403 200 200 404 404 404 403 403 401 401
POST /bookings/{booking}/notes                  403 403 303 303 404 404 404 403 403 401 401
GET /api/bookings/{booking}/notes               401 403 200 200 404 404 404 200 404 401 401
PUT /api/bookings/{booking}/notes/private       403 403 200 200 404 404 404 403 403 401 401
PUT /api/bookings/{booking}/notes/shared        403 403 200 200 404 404 404 403 403 401 401
POST /bookings/{booking}/proposals              403 403 303 303 404 404 404 403 403 401 401
GET /api/bookings/{booking}/proposals           401 403 200 200 404 404 404 200 404 401 401
POST /api/bookings/{booking}/proposals          403 403 201 201 404 404 404 403 403 401 401
POST /bookings/{booking}/proposals/answer       403 403 409 303 404 404 404 403 403 401 401
POST /api/bookings/{booking}/proposals/answer   403 403 409 200 404 404 404 403 403 401 401
POST /bookings/{booking}/refusal                403 403 303 403 404 404 404 403 403 401 401
POST /api/bookings/{booking}/refusal            403 403 200 403 404 404 404 403 403 401 401

GET /write                                      303 303 200 403 403 200 200 200 200 303 303
GET /write/new                                  303 303 200 403 403 200 200 200 200 303 303
POST /write/new                                 403 403 303 403 403 303 303 403 403 401 401
POST /write/new/autosave                        403 403 200 403 403 200 200 403 403 401 401
POST /write/preview                             403 403 200 403 403 200 200 403 403 401 401
GET /write/pictures                             303 303 200 403 403 200 200 200 200 303 303
POST /write/leaving                             403 403 303 403 403 303 303 403 403 401 401
GET /write/{post}                               303 303 200 404 404 404 404 200 404 303 303
POST /write/{post}                              403 403 303 404 404 404 404 403 403 401 401
POST /write/{post}/autosave                     403 403 200 404 404 404 404 403 403 401 401
POST /write/{post}/deletion                     403 403 303 404 404 404 404 403 403 401 401
POST /write/{post}/pictures                     403 403 422 404 404 404 404 403 403 401 401
POST /write/{post}/previews                     403 403 200 404 404 404 404 403 403 401 401
GET /write/{post}/revisions                     303 303 200 404 404 404 404 200 404 303 303
POST /write/{post}/revisions                    403 403 303 404 404 404 404 403 403 401 401
GET /write/{post}/revisions/{version}           303 303 200 404 404 404 404 200 404 303 303
POST /write/{post}/step                         403 403 303 404 404 404 404 403 403 401 401
GET /blog/preview/{secret}                      404 404 404 404 404 404 404 404 404 303 303
GET /api/me/posts                               401 403 200 403 403 200 200 200 200 401 401
POST /api/me/posts                              403 403 201 403 403 201 201 403 403 401 401
GET /api/me/posts/{post}                        401 403 200 404 404 404 404 200 404 401 401
PUT /api/me/posts/{post}                        403 403 200 404 404 404 404 403 403 401 401
DELETE /api/me/posts/{post}                     403 403 204 404 404 404 404 403 403 401 401
GET /api/me/posts/{post}/revisions              401 403 200 404 404 404 404 200 404 401 401
GET /api/me/posts/{post}/revisions/{version}    401 403 200 404 404 404 404 200 404 401 401
POST /api/me/posts/{post}/step                  403 403 200 404 404 404 404 403 403 401 401
GET /api/me/post-images                         401 403 200 403 403 200 200 200 200 401 401
POST /api/me/post-images                        403 403 422 403 403 422 422 403 403 401 401

GET /admin                                      303 403 403 403 403 200 303 403 403 303 303
GET /admin/bookings                             303 403 403 403 403 200 303 403 403 303 303
GET /admin/bookings/{booking}                   303 403 403 403 403 200 303 403 403 303 303
POST /admin/bookings/{booking}                  403 403 403 403 403 303 403 403 403 401 401
GET /admin/jobs                                 303 403 403 403 403 200 303 403 403 303 303
POST /admin/jobs                                403 403 403 403 403 409 403 403 403 401 401
GET /admin/mails                                303 403 403 403 403 200 303 403 403 303 303
POST /admin/mails                               403 403 403 403 403 409 403 403 403 401 401
GET /admin/mentors                              303 403 403 403 403 200 303 403 403 303 303
GET /admin/mentors/{mentor}                     303 403 403 403 403 200 303 403 403 303 303
POST /admin/mentors/{mentor}                    403 403 403 403 403 303 403 403 403 401 401
POST /admin/rules                               403 403 403 403 403 303 403 403 403 401 401
GET /admin/posts                                303 403 403 403 403 200 303 403 403 303 303
GET /admin/posts/{post}                         303 403 403 403 403 200 303 403 403 303 303
POST /admin/posts/{post}                        403 403 403 403 403 303 403 403 403 401 401
GET /admin/skills                               303 403 403 403 403 200 303 403 403 303 303
POST /admin/skills                              403 403 403 403 403 303 403 403 403 401 401
GET /admin/webhooks                             303 403 403 403 403 200 303 403 403 303 303
POST /admin/webhooks                            403 403 403 403 403 200 403 403 403 401 401
GET /admin/webhooks/{endpoint}                  303 403 403 403 403 200 303 403 403 303 303
POST /admin/webhooks/{endpoint}                 403 403 403 403 403 303 403 403 403 401 401

GET /api/docs                                   200 200 200 200 200 200 200 200 200 303 303
GET /about                                      200 200 200 200 200 200 200 200 200 303 303
GET /help                                       200 200 200 200 200 200 200 200 200 303 303
GET /legal                                      200 200 200 200 200 200 200 200 200 303 303
GET /contact                                    200 200 200 200 200 200 200 200 200 303 303
GET /status                                     200 200 200 200 200 200 200 200 200 303 303
GET /api/docs/{group}                           200 200 200 200 200 200 200 200 200 303 303
GET /sitemap.xml                                200 200 200 200 200 200 200 200 200 200 200
GET /robots.txt                                 200 200 200 200 200 200 200 200 200 200 200
GET /manifest.webmanifest                       200 200 200 200 200 200 200 200 200 200 200
GET /favicon.ico                                200 200 200 200 200 200 200 200 200 200 200
GET /apple-touch-icon.png                       200 200 200 200 200 200 200 200 200 200 200
GET /health/live                                200 200 200 200 200 200 200 200 200 200 200
GET /health/ready                               200 200 200 200 200 200 200 200 200 200 200
GET /health/worker                              503 503 503 503 503 503 503 503 503 503 503
GET /api/openapi.json                           200 200 200 200 200 200 200 200 200 200 200
GET /static/{name}                              200 200 200 200 200 200 200 200 200 200 200
GET /files/{key}                                404 404 404 404 404 404 404 404 404 404 404
GET /metrics                                    404 404 404 404 404 404 404 404 404 404 404
POST /api/webhooks/clerk                        400 400 400 400 400 400 400 400 400 400 400
"""
EXPECTED = {
    f"{method} {path}": tuple(map(int, statuses))
    for table in (TABLE, READING, MACHINES)
    for method, path, *statuses in map(str.split, filter(None, table.splitlines()))
}
# What stands when a route is asked, where it is not a confirmed session three days ahead.
SCENES = {
    "confirmation": "request",
    "refusal": "request",
    "answer": "proposed",
    "join": "open",
    "absences": "over",
    "objection": "missed",
    "publication": "published",
    "new": "published",
}
KEEPING = {
    *(
        f"{method} /mentors/{{mentor}}/{kind}"
        for method in ("GET", "POST")
        for kind in ("saved", "alert")
    ),
    *(f"PUT /api/me/{kind}/{{mentor}}" for kind in ("saved-mentors", "alerts")),
}
NOBODY_FITS = {"q": "clavecin"}
QUERIES = {
    "POST /search-alerts": NOBODY_FITS,
    "POST /api/me/search-alerts": NOBODY_FITS,
    "GET /bookings/new": {"mentor": MENTOR, "slot": ANOTHER_HOUR},
}


def scene_of(name: str) -> str:
    """What must stand for a route to be of use to those who may use it."""
    if name in {"POST /bookings", "POST /api/bookings"} or name in KEEPING:
        return "published"
    if name == "POST /admin/mentors/{mentor}":
        return "submitted"
    return SCENES.get(name.rpartition("/")[2], "")
