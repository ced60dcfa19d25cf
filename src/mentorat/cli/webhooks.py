"""`mentorat webhooks`: programs that are told what happens here."""

from datetime import UTC, datetime
from uuid import UUID

from mentorat.cli.connecting import run_in_unit
from mentorat.cli.output import complain, print_json, print_table, progress
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.events.record import Authority
from mentorat.outbound.address import AddressRefusedError
from mentorat.outbound.post import destination_of
from mentorat.settings import read_settings
from mentorat.settings.kept_file import secret_keys
from mentorat.webhooks.actions.add_endpoint import AddedEndpoint, NewEndpoint, add_endpoint
from mentorat.webhooks.actions.change_endpoint import rotate_secret
from mentorat.webhooks.actions.replay import EndpointMessage, replay_failed, replay_message
from mentorat.webhooks.actions.write_messages import send_test
from mentorat.webhooks.payloads import SUBSCRIPTIONS
from mentorat.webhooks.queries import EndpointRow, list_endpoints

COLUMNS = ("id", "address", "types", "state", "waiting", "failed")
BY = Authority("cli")


def add_webhook(address: str, *types: str) -> None:
    """Have a program told of some types of events, of all without any; prints its id and, this
    once, its secret as JSON. Types: user.onboarded, booking.* and those of docs/webhooks.md."""
    settings, now = read_settings(), datetime.now(UTC)
    wish = NewEndpoint(address, types or SUBSCRIPTIONS, allows_loopback=settings.auth == "dev")

    async def write(db: Db) -> AddedEndpoint:
        return await add_endpoint(db, wish, secret_keys=secret_keys(settings), by=BY, now=now)

    _check(wish)
    added = run_in_unit(settings, write, writes=True)
    print_json({"id": added.id, "secret": added.secret})


def list_webhooks(*, json: bool = False) -> None:
    """List the programs that are told, with what waits for each and what was given up."""
    found = run_in_unit(read_settings(), list_endpoints, writes=False)
    if json:
        print_json(found)
        return
    print_table(COLUMNS, [_line(endpoint) for endpoint in found])


def test_webhook(endpoint_id: UUID) -> None:
    """Send a program an event that says nothing."""

    async def write(db: Db) -> None:
        await send_test(db, endpoint_id, by=BY, now=datetime.now(UTC))

    run_in_unit(read_settings(), write, writes=True)
    progress.print("a test event is sent by the worker")


def replay_webhooks(
    endpoint_id: UUID, *, message: int | None = None, since: datetime | None = None
) -> int:
    """Send one message of a program's again, or with `--since` all that were given up since an
    instant (UTC)."""
    if (message is None) == (since is None):
        complain("Name one message with --message, or an instant with --since.")
        return 2
    now = datetime.now(UTC)

    async def write(db: Db) -> int:
        if message is not None:
            await replay_message(db, EndpointMessage(endpoint_id, message), by=BY, now=now)
            return 1
        return await replay_failed(db, endpoint_id, since=_utc(since or now), by=BY, now=now)

    count = run_in_unit(read_settings(), write, writes=True)
    progress.print(f"{count} {'message is' if count == 1 else 'messages are'} sent by the worker")
    return 0


def rotate_webhook(endpoint_id: UUID) -> None:
    """Give a program a new secret, printed this once; for 24 hours the former one signs too."""
    settings = read_settings()

    async def write(db: Db) -> str:
        keys, now = secret_keys(settings), datetime.now(UTC)
        return await rotate_secret(db, endpoint_id, secret_keys=keys, by=BY, now=now)

    print(run_in_unit(settings, write, writes=True))


def _check(wish: NewEndpoint) -> None:
    try:
        destination_of(wish.address, allows_loopback=wish.allows_loopback)
    except AddressRefusedError as refusal:
        raise UsageError(str(refusal)) from None
    if not {*wish.types} <= {*SUBSCRIPTIONS}:
        raise UsageError(f"Types are: {' '.join(SUBSCRIPTIONS)}")


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _line(endpoint: EndpointRow) -> tuple[object, ...]:
    state = "disabled" if endpoint.disabled_at else "paused" if endpoint.paused_at else "active"
    types = " ".join(endpoint.types)
    return endpoint.id, endpoint.address, types, state, endpoint.waiting, endpoint.failed
