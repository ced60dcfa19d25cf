"""When SECRET_KEY changes: what the old key sealed is sealed again with the new one."""

from sqlalchemy import bindparam, select, update

from mentorat.db.executor import Db, command, rows
from mentorat.external_calendars.models import ADDRESS_SEAL, BusyCalendar
from mentorat.outbound.sealed import Seal, opened, sealed

PAGE = 200

_SEALED = rows(
    select(BusyCalendar.user_id, BusyCalendar.address_encrypted)
    .where(BusyCalendar.address_encrypted.is_not(None), BusyCalendar.user_id > bindparam("after"))
    .order_by(BusyCalendar.user_id)
    .limit(PAGE),
    lambda owner_id, box: (str(owner_id), bytes(box)),
)
_RESEAL = command(
    update(BusyCalendar)
    .where(
        BusyCalendar.user_id == bindparam("owner_id"),
        BusyCalendar.address_encrypted == bindparam("known"),
    )
    .values(address_encrypted=bindparam("box"))
)


async def reseal_addresses(db: Db, secret_keys: tuple[bytes, ...]) -> tuple[int, int]:
    """Seal every calendar's address with the newest key alone: how many were sealed again, and
    how many no key of these opens. An address that its owner changes meanwhile stays theirs."""
    resealed = lost = 0
    after = ""
    while page := await db.all(_SEALED, after=after):
        for owner_id, box in page:
            if opened(box, Seal(owner_id, ADDRESS_SEAL, secret_keys[:1])) is not None:
                continue
            seal = Seal(owner_id, ADDRESS_SEAL, secret_keys)
            address = opened(box, seal)
            if address is None:
                lost += 1
                continue
            resealed += await db.run(
                _RESEAL, owner_id=owner_id, known=box, box=sealed(address, seal)
            )
        after = page[-1][0]
    return resealed, lost
