"""A directory that costs as much with a hundred thousand mentors as with a thousand: quarter hours
beside a profile, counts of all, the words that may be meant, and an index along the order.

Quarters are kept from the next refresh on; until then free runs are asked.
"""

from alembic import op

revision = "2026_11_27_0930_flat_directory"
down_revision = "2026_11_27_0900_create_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        alter table mentor_profiles
            add column free_from_quarter integer,
            add column free_quarters bit varying
    """)
    op.execute("""
        create table directory_counts (
            kind text not null,
            value text not null,
            count integer not null,
            constraint pk_directory_counts primary key (kind, value)
        )
    """)
    op.execute("""
        select procrastinate_defer_jobs_v1(array[row(
            'mentorat', 'refresh_mentors', 0, 'refresh_mentors', null, '{}'::jsonb, null
        )::procrastinate_job_to_defer_v1])
        where exists (select from mentor_profiles where status = 'published')
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table directory_counts")
    op.execute("""
        alter table mentor_profiles drop column free_from_quarter, drop column free_quarters
    """)
