"""An API key as it is written: `mentorat_<public id>_<secret><checksum>`.

Scanners of leaked secrets look for the prefix. The checksum (CRC-32 of everything before it) lets
them, and us, tell a key from a word that looks like one, without asking anybody.
"""

import re
import secrets
import string
import zlib
from typing import NamedTuple

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
ID_SIGNS = string.digits + string.ascii_lowercase
ID_LENGTH = 12
SECRET_BYTES = 32
SECRET_LENGTH = 43  # 62 ** 43 > 2 ** 256
CHECKSUM_LENGTH = 6
MARK = "mentorat_"
WRITTEN = re.compile(
    rf"({MARK}([0-9a-z]{{{ID_LENGTH}}})_([0-9A-Za-z]{{{SECRET_LENGTH}}}))"
    rf"([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)


class KeyText(NamedTuple):
    """The two parts of a key: by which it is known, and by which it is believed."""

    id: str
    secret: str

    @property
    def written(self) -> str:
        """The whole key, as its holder keeps it."""
        body = f"{MARK}{self.id}_{self.secret}"
        return body + _checksum(body)


def new_key() -> KeyText:
    """A key nobody has, with a secret of 256 random bits."""
    public_id = "".join(secrets.choice(ID_SIGNS) for _ in range(ID_LENGTH))
    secret = int.from_bytes(secrets.token_bytes(SECRET_BYTES), "big")
    return KeyText(public_id, _base62(secret, SECRET_LENGTH))


def is_like_a_key(text: str) -> bool:
    """Whether somebody means a key, well written or not."""
    return text.startswith(MARK)


def read_key(text: str) -> KeyText | None:
    """The parts of a key; None for any other text, such as a key with a slip of the pen."""
    found = WRITTEN.fullmatch(text)
    if found is None or _checksum(found[1]) != found[4]:
        return None
    return KeyText(found[2], found[3])


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(BASE62))
        digits.append(BASE62[digit])
    return "".join(reversed(digits))
