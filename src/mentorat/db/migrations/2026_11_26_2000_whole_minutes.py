"""Sessions and proposals begin on whole minutes.

What was kept with seconds before goes back to the minute that its two people have read all along.
Rounding down keeps the order of instants, so that what did not overlap does not now; one row after
the other, the earliest first, it never does on the way. A reminder that was planned for the odd
second says nothing.
"""

from alembic import op

revision = "2026_11_26_2000_whole_minutes"
down_revision = "2026_11_26_1900_count_requests"
branch_labels = None
depends_on = None

WHOLE = "mod(extract(epoch from starts_at), 60) = 0"
FILL = """
    do $body$
    declare odd uuid;
    begin
        for odd in select id from bookings
            where mod(extract(epoch from starts_at), 60) <> 0
                or mod(extract(epoch from ends_at), 60) <> 0
            order by starts_at
        loop
            update bookings set
                starts_at = date_trunc('minute', starts_at, 'UTC'),
                ends_at = date_trunc('minute', ends_at, 'UTC'),
                blocked_from = date_trunc('minute', blocked_from, 'UTC'),
                blocked_until = date_trunc('minute', blocked_until, 'UTC')
            where id = odd;
        end loop;
    end
    $body$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(FILL)
    op.execute("""
        update move_proposals set starts_at = date_trunc('minute', starts_at, 'UTC')
        where mod(extract(epoch from starts_at), 60) <> 0
    """)
    op.execute(f"""
        alter table bookings
        add constraint ck_bookings_whole_minutes check ({WHOLE}) not valid
    """)
    op.execute(f"""
        alter table move_proposals
        add constraint ck_move_proposals_whole_minutes check ({WHOLE}) not valid
    """)
    # A run of migrations is one transaction; bookings are read through in a moment.
    for table in ("bookings", "move_proposals"):
        op.execute(f"""
            -- squawk-ignore constraint-missing-not-valid
            alter table {table} validate constraint ck_{table}_whole_minutes
        """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table move_proposals drop constraint ck_move_proposals_whole_minutes")
    op.execute("alter table bookings drop constraint ck_bookings_whole_minutes")
