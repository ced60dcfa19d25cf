"""A token that comes again: what was proved once is believed, what passes with time is not."""

import time
from unittest import mock

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.tokens import ProvedTokens, TokenPolicy, TokenRefusedError
from tests.fakes.clerk_tokens import ISSUER, claims_of, signed

pytestmark = pytest.mark.anyio
POLICY = TokenPolicy(issuer=ISSUER, parties=("https://mentorat.example",), requires_party=True)
OURS, THEIRS = (RSAKey.generate_key(2048, {"kid": "ins_key_1"}) for _ in range(2))


class KeySet:
    """The key that Clerk shows, which it may change."""

    def __init__(self) -> None:
        self.key: RSAKey | None = OURS

    async def find(self, _key_id: str | None) -> RSAKey | None:
        return self.key


async def test_a_signature_is_proved_once_for_many_requests() -> None:
    tokens, now = ProvedTokens(KeySet().find, POLICY), time.time()
    token = signed(OURS, claims_of())
    with mock.patch.object(jws, "deserialize_compact", wraps=jws.deserialize_compact) as proofs:
        seen = {(await tokens.verify(token, now=now)).user_id for _ in range(5)}
    assert (len(seen), proofs.call_count) == (1, 1)


async def test_a_proved_token_still_expires_and_goes_with_its_key() -> None:
    keys = KeySet()
    tokens, now = ProvedTokens(keys.find, POLICY), time.time()
    token = signed(OURS, claims_of())
    expires_at = (await tokens.verify(token, now=now)).expires_at
    with pytest.raises(TokenRefusedError, match="expired"):
        await tokens.verify(token, now=expires_at + 60)
    for gone in (None, THEIRS):
        keys.key = gone
        with pytest.raises(TokenRefusedError):
            await tokens.verify(token, now=now)
    keys.key = OURS
    assert (await tokens.verify(token, now=now)).expires_at == expires_at


async def test_what_was_refused_is_refused_again_and_nothing_but_the_whole_token_counts() -> None:
    tokens, now = ProvedTokens(KeySet().find, POLICY), time.time()
    good = signed(OURS, claims_of())
    await tokens.verify(good, now=now)
    head, payload, signature = good.split(".")
    forged = signed(THEIRS, claims_of())
    for bad in (forged, forged, f"{head}.{payload}.{signature[::-1]}", f"{head}.{payload}."):
        with pytest.raises(TokenRefusedError):
            await tokens.verify(bad, now=now)
