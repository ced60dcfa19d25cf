"""What people write is theirs: that somebody was ill, or left, no longer stands in their words.

A departure is kept by the event of the step, as it was; illness gets a column of its own.
"""

from alembic import op

revision = "2026_11_26_2020_own_words"
down_revision = "2026_11_26_2010_one_currency"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        alter table reliability_marks add column is_illness boolean not null default false
    """)
    op.execute("""
        update reliability_marks set is_illness = true, objection = null
        where kind = 'cancelled' and objection = 'illness'
    """)
    op.execute("""
        update bookings set reason = null
        where reason = 'left' and exists (
            select from booking_events
            where booking_id = bookings.id and details ->> 'why' = 'left'
        )
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        update bookings set reason = 'left'
        where reason is null and exists (
            select from booking_events
            where booking_id = bookings.id and details ->> 'why' = 'left'
        )
    """)
    op.execute("update reliability_marks set objection = 'illness' where is_illness")
    op.execute("alter table reliability_marks drop column is_illness")
