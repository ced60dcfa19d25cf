"""Routes for machines, and the desk of their keys: in the order of `access.ACTORS`, all of whom are
people. Machines have a test of their own."""

MACHINES = """
GET /api/platform/bookings                      401 403 403 403 403 403 403 403 403 401 401
GET /api/platform/bookings/{booking}            401 403 403 403 403 403 403 403 403 401 401
GET /api/platform/users                         401 403 403 403 403 403 403 403 403 401 401
GET /api/platform/users/{user}                  401 403 403 403 403 403 403 403 403 401 401
GET /admin/keys                                 303 403 403 403 403 200 303 403 403 303 303
POST /admin/keys                                403 403 403 403 403 409 403 403 403 401 401
"""
# What a key opens, by its scope, and what it answers in the scene: an unpublished mentor, and no
# article. Whatever is not here, no key opens.
OPENED = {
    "GET /api/mentors": ("mentors:read", 200),
    "GET /api/mentors/facets": ("mentors:read", 200),
    "GET /api/mentors/{mentor}": ("mentors:read", 404),
    "GET /api/mentors/{mentor}/slots": ("slots:read", 404),
    "GET /api/posts": ("posts:read", 200),
    "GET /api/posts/{slug}": ("posts:read", 404),
    "GET /api/platform/bookings": ("bookings:read", 200),
    "GET /api/platform/bookings/{booking}": ("bookings:read", 200),
    "GET /api/platform/users": ("users:read", 200),
    "GET /api/platform/users/{user}": ("users:read", 200),
}
