"""When SECRET_KEY changes: what the old key sealed is sealed again with the new one."""

from sqlalchemy import LargeBinary, bindparam, select, update

from mentorat.db.executor import Db, command, rows
from mentorat.outbound.sealed import Seal, opened, sealed
from mentorat.webhooks.models import SECRET_SEAL, WebhookEndpoint

_SEALED = rows(
    select(
        WebhookEndpoint.id,
        WebhookEndpoint.secret_encrypted,
        WebhookEndpoint.former_secret_encrypted,
    ).with_for_update(),
    lambda endpoint_id, box, former: (endpoint_id, bytes(box), former and bytes(former)),
)
_RESEAL = command(
    update(WebhookEndpoint)
    .where(WebhookEndpoint.id == bindparam("endpoint_id"))
    .values(
        secret_encrypted=bindparam("box", type_=LargeBinary),
        former_secret_encrypted=bindparam("former", type_=LargeBinary, required=True),
    )
)


async def reseal_secrets(db: Db, secret_keys: tuple[bytes, ...]) -> tuple[int, int]:
    """Seal every endpoint's secrets with the newest key alone: of how many endpoints, and of how
    many no key of these opens the newest secret."""
    resealed = lost = 0
    for endpoint_id, box, former in await db.all(_SEALED):
        newest = Seal(str(endpoint_id), SECRET_SEAL, secret_keys[:1])
        seal = Seal(str(endpoint_id), SECRET_SEAL, secret_keys)
        if opened(box, newest) is not None and (former is None or opened(former, newest)):
            continue
        secret = opened(box, seal)
        if secret is None:
            lost += 1
            continue
        former_secret = opened(former, seal) if former else None
        resealed += await db.run(
            _RESEAL,
            endpoint_id=endpoint_id,
            box=sealed(secret, seal),
            former=sealed(former_secret, seal) if former_secret else former,
        )
    return resealed, lost
