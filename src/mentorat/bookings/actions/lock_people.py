"""Both people of a booking, locked in one order, so that nobody waits in a circle."""

from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command

_LOCK = command(
    select(User.id)
    .where(User.id == any_(bindparam("people", type_=ARRAY(Text))))
    .order_by(User.id)
    .with_for_update(key_share=True)
)


def lock_people(db: Db, *people: str) -> None:
    """Every writer of bookings waits here for the others of the same two people.

    The exclusion constraints have the last word; without this queue in front of them, two hundred
    inserts into one hour end in a storm of deadlocks (docs/decisions/0016).
    """
    db.later(_LOCK, people=list(people))
