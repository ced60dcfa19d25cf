"""A mentor's currency changes only when nothing live remains in the old one; and what an hour may
cost is bounded by its currency, so the table leaves room for those of large numbers."""

from alembic import op

revision = "2026_11_26_2010_one_currency"
down_revision = "2026_11_26_2000_whole_minutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create function refuse_second_currency() returns trigger language plpgsql as $body$
        begin
            if exists (
                select from bookings
                where mentor_id = new.user_id and currency <> new.currency
                    and status in ('requested', 'held', 'confirmed')
            ) then
                raise exception 'bookings in another currency live'
                using errcode = 'check_violation', constraint = 'one_currency_at_a_time';
            end if;
            return new;
        end
        $body$
    """)
    op.execute("""
        create trigger mentor_profiles_change_their_currency
        before update of currency on mentor_profiles
        for each row when (old.currency <> new.currency)
        execute function refuse_second_currency()
    """)
    op.execute("""
        create trigger mentor_profiles_open_in_their_currency
        before insert on mentor_profiles
        for each row execute function refuse_second_currency()
    """)
    _allow_rates_to(268435455)


def _allow_rates_to(most: int) -> None:
    # What takes its place stands in the same transaction.
    op.execute("""
        -- squawk-ignore ban-drop-constraint
        alter table mentor_profiles drop constraint ck_mentor_profiles_hourly_rate
    """)
    op.execute(f"""
        alter table mentor_profiles add constraint ck_mentor_profiles_hourly_rate
        check (hourly_rate_cents between 0 and {most}) not valid
    """)
    # A run of migrations is one transaction; profiles are read through in a moment.
    op.execute("""
        -- squawk-ignore constraint-missing-not-valid
        alter table mentor_profiles validate constraint ck_mentor_profiles_hourly_rate
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop trigger mentor_profiles_open_in_their_currency on mentor_profiles")
    op.execute("drop trigger mentor_profiles_change_their_currency on mentor_profiles")
    op.execute("drop function refuse_second_currency()")
    op.execute("update mentor_profiles set hourly_rate_cents = least(hourly_rate_cents, 10000000)")
    _allow_rates_to(10000000)
