"""Two thousand mentors, written straight into the tables: for plans, not for behaviour."""

from mentorat.schedules.document import Availability
from tests.builders import EVERY_DAY, Rows, open_on

SIZE = 2000
RUN_DAYS = 62

_PEOPLE = """
insert into users (id, first_name, last_name, bio, role, onboarded_at)
select 'user_crowd' || n, 'Prenom' || n % 400, 'Nom' || n, 'Bonjour, je parle de sujet' || n % 300,
       'MENTOR', now()
from generate_series(1, %s) n
"""
_PROFILES = """
insert into mentor_profiles (
    user_id, headline, expertise, hourly_rate_cents, currency, languages, availability, status,
    published_at, skills, search, search_words, notice_minutes, rank, rank_parts)
select 'user_crowd' || n, 'Apprendre avec ' || s.label_fr, array[s.label_fr], (n %% 9) * 1000,
       case n %% 10 when 0 then 'CAD' else 'EUR' end,
       case n %% 20 when 0 then array['fr', 'ar'] else array['fr'] end,
       %s::jsonb, 'published', now(), array[s.slug],
       setweight(to_tsvector('mentorat_fr', s.label_fr || ' ' || s.label_en), 'A')
       || setweight(to_tsvector('mentorat_fr', 'Prenom' || n %% 400 || ' Nom' || n), 'B')
       || setweight(to_tsvector('mentorat_fr', 'parle de sujet' || n %% 300), 'C'),
       lower(unaccent(s.label_fr || ' ' || s.label_en || ' Prenom' || n %% 400 || ' Nom' || n)),
       720, n * 7919 %% 101, '{"free_time": 1}'
from generate_series(1, %s) n
join (select *, row_number() over (order by slug) - 1 as place, count(*) over () as many
      from skills) s on s.place = n %% s.many
"""
# An hour or two on some days of each mentor, at an hour of their own.
_RUNS = """
insert into free_runs (mentor_number, first_minute, last_minute, step_minutes)
select number, start, start + 60, 30
from mentor_profiles, generate_series(0, %s) day,
     lateral (select (extract(epoch from %s::timestamptz)::bigint / 60
                      + day * 1440 + (number * 37 %% 48) * 30) as start) at
where (number + day) %% 3 = 0
"""
_BOOKINGS = """
insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until,
                      status)
select gen_random_uuid(), 'user_crowd' || n, 'user_crowd' || 1 + n %% %s, at, at + '1 hour', at,
       at + '1 hour', 'confirmed'
from generate_series(1, %s) n, generate_series(1, 1) day,
     lateral (select %s::timestamptz + make_interval(days => day, hours => n %% 20) as at) times
on conflict do nothing
"""

_CALENDARS = """
insert into busy_calendars (user_id, address_encrypted, masked, created_at, good_at)
select 'user_crowd' || n, 'x', 'x', %s::timestamptz, %s::timestamptz from generate_series(1, %s) n
"""
_BUSY_ELSEWHERE = """
insert into external_busy (mentor_id, starts_at, ends_at)
select user_id, at, at + '1 hour'
from busy_calendars, generate_series(0, 19) day,
     lateral (select created_at + make_interval(days => day * 20, hours => 12) as at) times
"""


def a_large_crowd(rows: Rows, today: str, size: int = SIZE) -> None:
    """`size` published mentors with bookings and free hours from `today` (a date) on."""
    rows(_PEOPLE.replace("n % ", "n %% "), size)
    week = open_on(EVERY_DAY, ("09:00", "12:00"), ("14:00", "17:30"))
    rows(_PROFILES, Availability.model_validate(week).as_json(), size)
    rows(_RUNS, RUN_DAYS, today)
    rows(_BOOKINGS, size, size, today)
    rows(_CALENDARS, today, today, size)
    rows(_BUSY_ELSEWHERE)
    tables = (
        "users",
        "mentor_profiles",
        "free_runs",
        "bookings",
        "busy_calendars",
        "external_busy",
    )
    for table in tables:
        rows(f"vacuum analyze {table}")
