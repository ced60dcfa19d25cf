"""Which mentors are shown and booked: one condition, wherever somebody asks."""

from sqlalchemy import and_, text

from mentorat.accounts.standing import is_mentor

# As the partial index says it, so that it serves.
PUBLISHED = text("mentor_profiles.status = 'published'")
# A published profile alone is none: whoever is booked must be able to answer for it.
BOOKABLE = and_(PUBLISHED, is_mentor())
