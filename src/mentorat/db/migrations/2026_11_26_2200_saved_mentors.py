"""Mentors whom members keep for later."""

from alembic import op

revision = "2026_11_26_2200_saved_mentors"
down_revision = "2026_11_26_2110_erase_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table saved_mentors (
            member_id text not null,
            mentor_id text not null,
            saved_at timestamptz not null,
            constraint pk_saved_mentors primary key (member_id, mentor_id),
            constraint fk_saved_mentors_member_id
                foreign key (member_id) references users (id) on delete cascade,
            constraint fk_saved_mentors_mentor_id
                foreign key (mentor_id) references mentor_profiles (user_id) on delete cascade
        )
    """)
    op.execute("create index ix_saved_mentors_mentor_id on saved_mentors (mentor_id)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table saved_mentors")
