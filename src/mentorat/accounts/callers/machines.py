"""Recognising a machine by its API key, for the one operation that it asks for."""

import msgspec
import structlog

from mentorat.accounts.callers.presuming import Presumptions, Question
from mentorat.accounts.callers.rate import RateCheck
from mentorat.api_keys.actions import NOTE_USE_EVERY, hashed, note_use
from mentorat.api_keys.queries import ask_machine, find_machine
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


class KnownMachines:
    """Whose key a text is: asked, and presumed of one that asks again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._presumptions = Presumptions[Machine](database)

    async def find(self, request: AnyRequest, key: KeyText, rate: RateCheck) -> Machine | None:
        """The machine of a key in force; raises RateExceeded."""
        secret_hash, now = hashed(key.secret), rate.now

        def ask(db: Db) -> Question[Machine]:
            rate.count_key(db, key.id, secret_hash)
            found = ask_machine(db, key.id, secret_hash, now=now)

            async def said() -> Machine | None:
                if await rate.is_too_many():
                    return None
                return next(map(_lasting, await found.all()), None)

            return Question(found, said)

        known = self._presumptions.presume(request, (key.id, secret_hash), ask, now=now)
        return known or await self._prove(key.id, secret_hash, rate)

    async def _prove(self, key_id: str, secret_hash: bytes, rate: RateCheck) -> Machine | None:
        async with self._database.unit(writes=False) as unit:
            db, now = Db(unit), rate.now
            rate.count_key(db, key_id, secret_hash)
            machine = await find_machine(db, key_id, secret_hash, now=now)
            await rate.check()
            if machine is None:
                return None
            if machine.used_at is None or now - machine.used_at > NOTE_USE_EVERY:
                note_use(db, machine.id, now=now)
        until = (machine.used_at or now) + NOTE_USE_EVERY
        self._presumptions.note((key_id, secret_hash), _lasting(machine), until=until)
        return machine


async def recognise_machine(
    request: AnyRequest, known: KnownMachines, token: str, rate: RateCheck
) -> Visitor:
    """Nobody, with a machine whose key opens what is asked for. Raises Unauthenticated, the same
    for a key that is unknown, revoked or expired; RateExceeded; NotForKeys; ScopeMissing."""
    key = read_key(token)
    machine = await known.find(request, key, rate) if key else None
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


def _lasting(machine: Machine) -> Machine:
    return msgspec.structs.replace(machine, used_at=None)
