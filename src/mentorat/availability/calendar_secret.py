"""Calendar addresses at rest: whoever reads the database alone does not learn them.

AES-256-GCM under a key that HKDF (RFC 5869) derives from SECRET_KEY for this purpose alone; the
owner's id is authenticated with it, so that a row copied to somebody else opens for nobody.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"mentorat busy calendar address, version 1"
NONCE_BYTES = 12


def sealed(address: str, *, owner_id: str, secret_key: bytes) -> bytes:
    """An address encrypted for one owner: 12 bytes of nonce, then the ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(secret_key).encrypt(nonce, address.encode(), owner_id.encode())


def opened(box: bytes, *, owner_id: str, secret_key: bytes) -> str | None:
    """What `sealed` was given; None when SECRET_KEY is another one, or the row somebody else's."""
    nonce, text = box[:NONCE_BYTES], box[NONCE_BYTES:]
    try:
        return _cipher(secret_key).decrypt(nonce, text, owner_id.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def _cipher(secret_key: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key)
    return AESGCM(derived)
