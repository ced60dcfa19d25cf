"""The names of stored files: random, never somebody's, and never made of what was sent."""

import re
import secrets
from typing import NewType

Folder = NewType("Folder", str)  # `images/<26 random letters>`: one picture in its widths

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # of base32: 26 of them are 130 bits
KEY_LETTERS = 26
FOLDER = re.compile(r"images/[a-z2-7]{26}")
KEY = re.compile(r"images/[a-z2-7]{26}/[0-9]{1,5}\.webp")
WEBP = "image/webp"


class OddKeyError(ValueError):
    """This is no name of a stored file."""


def new_folder() -> Folder:
    """A place for one picture that nobody can guess."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(KEY_LETTERS))
    return Folder(f"images/{letters}")


def key_of(folder: Folder, width: int) -> str:
    """The name of one width of a picture."""
    return checked(f"{folder}/{width}.webp")


def checked(key: str) -> str:
    """`key`, if it is the name of a stored file; raises OddKeyError."""
    if not KEY.fullmatch(key):
        raise OddKeyError
    return key


def content_type(key: str) -> str:
    """What a file holds, said by its name: it was made by us, nothing is guessed from its bytes."""
    checked(key)
    return WEBP
