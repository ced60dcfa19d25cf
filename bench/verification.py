"""Checking a token, against nothing but the arithmetic of its signature."""

import asyncio
import base64
import time

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.jwk import RSAKey

from bench import people
from bench.site import ORIGIN
from mentorat.accounts.clerk.signing_keys import PastedKey
from mentorat.accounts.clerk.tokens import TokenPolicy, verify_token
from tests.fakes.clerk_tokens import ISSUER, public_pem

BETWEEN_LOOKS_AT_THE_CLOCK = 50


def verified_a_second(key: RSAKey, seconds: float) -> float:
    """How many tokens one core verifies as the site does."""
    token = people.token(key, 0)
    policy = TokenPolicy(issuer=ISSUER, parties=(ORIGIN,), requires_party=True)
    pasted = PastedKey(public_pem(key))

    async def main() -> float:
        count, started_at = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - started_at) < seconds:
            for _ in range(BETWEEN_LOOKS_AT_THE_CLOCK):
                await verify_token(token, pasted.find, policy, now=time.time())
            count += BETWEEN_LOOKS_AT_THE_CLOCK
        return count / elapsed

    return asyncio.run(main())


def signatures_a_second(key: RSAKey, seconds: float) -> float:
    """How many RS256 signatures of the same token `cryptography` checks on one core."""
    signed, _, last = people.token(key, 0).rpartition(".")
    message, signature = signed.encode(), base64.urlsafe_b64decode(last + "=" * (-len(last) % 4))
    public = load_pem_public_key(public_pem(key).encode())
    if not isinstance(public, RSAPublicKey):
        raise TypeError("an RSA key was expected")
    padding, digest = PKCS1v15(), SHA256()
    count, started_at = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started_at) < seconds:
        for _ in range(BETWEEN_LOOKS_AT_THE_CLOCK):
            public.verify(signature, message, padding, digest)
        count += BETWEEN_LOOKS_AT_THE_CLOCK
    return count / elapsed
