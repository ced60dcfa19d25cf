"""Skills are looked up without apostrophes, dashes and spaces, as phones and keyboards vary them.

Who is already there is indexed anew by the worker's next job.
"""

from alembic import op

revision = "2026_11_26_1400_fold_skill_names"
down_revision = "2026_11_26_1020_read_events"
branch_labels = None
depends_on = None

# What mentorat's own folding makes of a name in Latin letters; `unaccent` knows œ and ł.
OPENED = "normalize(replace(said, '♯', '#'), nfkd)"
PLAIN = rf"lower(unaccent(normalize(regexp_replace({OPENED}, '[\u0300-\u036f]', '', 'g'), nfc)))"
SIGNS = rf"""
regexp_replace(regexp_replace(regexp_replace({PLAIN},
    '([[:alnum:]]) ?\+\+', '\1plusplus ', 'g'),
    '([[:alnum:]])\+(?![[:alnum:]+])', '\1plus ', 'g'),
    '(^|[^[:alnum:]])([a-z])(#| #(?![[:alnum:]_]))', '\1\2sharp ', 'g')
"""
NOW = f"regexp_replace({SIGNS}, '[^[:alnum:]]+', '', 'g')"
BEFORE = f"trim(regexp_replace({PLAIN}, '[^a-z0-9+#]+', ' ', 'g'))"
NAMES = """
    insert into skill_names (name, slug)
    select name, min(slug)
    from skills,
        unnest(array[label_fr, label_en] || synonyms) said,
        lateral (select folded_name as name) named
    where name <> ''
    group by name
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _name_again(NOW)
    op.execute("""
        select procrastinate_defer_jobs_v1(array[row(
            'mentorat', 'relink_skills', 0, 'relink_skills', null, '{}'::jsonb, null
        )::procrastinate_job_to_defer_v1])
        where exists (select from mentor_profiles where status = 'published')
    """)


def _name_again(folded: str) -> None:
    op.execute("delete from skill_names")
    op.execute(NAMES.replace("folded_name", folded))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _name_again(BEFORE)
