"""Secrets at rest: whoever reads the database alone does not learn them.

AES-256-GCM under a key that HKDF (RFC 5869) derives from SECRET_KEY for one purpose alone; the
owner's id is authenticated with it, so that a row copied to somebody else opens for nobody. While
SECRET_KEY changes, the newest key seals and each of them opens.
"""

import secrets
from contextlib import suppress
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Seal(NamedTuple):
    """Whose secret it is and what it is for; one sealed for another purpose does not open."""

    owner_id: str
    purpose: bytes
    secret_keys: tuple[bytes, ...]  # the newest first


def sealed(text: str, seal: Seal) -> bytes:
    """A text encrypted for one owner: 12 bytes of nonce, then the ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(seal, seal.secret_keys[0]).encrypt(
        nonce, text.encode(), seal.owner_id.encode()
    )


def opened(ciphertext: bytes, seal: Seal) -> str | None:
    """What `sealed` was given; None when no key of ours did, or for somebody else."""
    nonce, rest = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
    for key in seal.secret_keys:
        with suppress(InvalidTag, ValueError):
            return _cipher(seal, key).decrypt(nonce, rest, seal.owner_id.encode()).decode()
    return None


def _cipher(seal: Seal, key: bytes) -> AESGCM:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=seal.purpose)
    derived = derivation.derive(key)
    return AESGCM(derived)
