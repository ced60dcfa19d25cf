"""`mentorat mail`: what has not left, since when and why, and trying it again."""

from uuid import UUID

from mentorat.cli.connecting import run_in_unit
from mentorat.cli.output import complain, print_json, print_table, progress
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.notifications.actions import send_again, send_failed_again
from mentorat.notifications.queries import UnsentRow, list_unsent
from mentorat.settings import read_settings

COLUMNS = ("id", "to", "about", "state", "since", "next try", "why")


def list_mail(
    *, unsent: bool = False, failed: bool = False, limit: int = 100, json: bool = False
) -> None:
    """List the messages that have not left, the oldest first: what waits (`--unsent`), what was
    given up (`--failed`), or both. No text of a message is shown."""
    both = unsent == failed

    async def read(db: Db) -> list[UnsentRow]:
        return await list_unsent(db, waits=unsent or both, failed=failed or both, count=limit)

    found = run_in_unit(read_settings(), read, writes=False)
    if json:
        print_json(found)
        return
    print_table(COLUMNS, [_line(message) for message in found])


def resend_mail(message_id: UUID | None = None, *, failed: bool = False) -> int:
    """Have one message, or with `--failed` all that were given up, tried at once and for another
    four days. What left or became pointless is not sent again."""
    if (message_id is None) != failed:
        complain("Name one message, or --failed for all that were given up: mentorat mail list")
        return 2

    async def write(db: Db) -> int:
        if message_id is None:
            return await send_failed_again(db)
        if not await send_again(db, message_id):
            raise UsageError(f"No message {message_id} waits or was given up.")
        return 1

    count = run_in_unit(read_settings(), write, writes=True)
    progress.print(f"{count} {'message is' if count == 1 else 'messages are'} tried by the worker")
    return 0


def _line(message: UnsentRow) -> tuple[object, ...]:
    next_try = "never" if message.failed_at else "at once"
    if message.next_try_at and not message.failed_at:
        next_try = f"{message.next_try_at:%Y-%m-%d %H:%M}"
    since = f"{message.created_at:%Y-%m-%d %H:%M}"
    about = (message.recipient_id, message.topic, message.state)
    return message.id, *about, since, next_try, message.failure or "not tried yet"
