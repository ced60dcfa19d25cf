"""Recognising a machine by its API key, for the one operation that it asks for."""

import structlog

from mentorat.accounts.rate import RateCheck
from mentorat.api_keys.actions import NOTE_USE_EVERY, hashed, note_use
from mentorat.api_keys.queries import find_machine
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.errors import Forbidden, Unauthenticated, say
from mentorat.text.key_text import KeyText, read_key
from mentorat.viewer import Machine, Visitor
from mentorat.web.credentials import KEY_ID
from mentorat.web.provide import SAFE_METHODS, AnyRequest
from mentorat.web.reference.security import scope_of

log = structlog.get_logger("mentorat.accounts")


class NotForKeys(Forbidden):
    code = "not_for_keys"
    sentence = say("Aucune clé d'API n'ouvre cette adresse.")


class ScopeMissing(Forbidden):
    code = "scope_missing"
    sentence = say("Cette clé d'API n'a pas le droit « %(scope)s », nécessaire ici.")


async def recognise_machine(
    request: AnyRequest, database: Database, token: str, rate: RateCheck
) -> Visitor:
    """Nobody, with a machine whose key opens what is asked for. Raises Unauthenticated, the same
    for a key that is unknown, revoked or expired; RateExceeded; NotForKeys; ScopeMissing."""
    key = read_key(token)
    machine = await _proved(database, key, rate) if key else None
    if machine is None:
        log.info("key_refused", key=key.id if key else None)
        raise Unauthenticated
    request.scope["state"][KEY_ID] = machine.id
    scope = scope_of(request.route_handler)
    if scope is None or request.method not in SAFE_METHODS:
        raise NotForKeys
    if scope not in machine.scopes:
        raise ScopeMissing(scope=scope)
    return Visitor(credential="key", machine=machine)


async def _proved(database: Database, key: KeyText, rate: RateCheck) -> Machine | None:
    secret_hash, now = hashed(key.secret), rate.now
    async with database.unit(writes=False) as unit:
        db = Db(unit)
        rate.count_key(db, key.id, secret_hash)
        machine = await find_machine(db, key.id, secret_hash, now=now)
        await rate.check()
        if machine and (machine.used_at is None or now - machine.used_at > NOTE_USE_EVERY):
            note_use(db, machine.id, now=now)
    return machine
