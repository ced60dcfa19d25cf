"""Reading FILES_URL: the folder, or the bucket of an S3-compatible store, that keeps uploads.

As with every address, no sentence here repeats a value: keys are pasted into the wrong place.
"""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from mentorat.settings.addresses import UNSEEN, site_address

LOOKS_LIKE = "must be a whole path (/srv/mentorat/files), file:///srv/… or s3://bucket/prefix"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
REGION = re.compile(r"[a-z0-9-]{1,40}")
FIRST_REGION = "us-east-1"  # what stores that know no regions expect


class Folder(NamedTuple):
    """A folder of this machine."""

    path: Path


class Bucket(NamedTuple):
    """A bucket, the part of it that is ours, and where it is: Amazon's without an endpoint."""

    name: str
    prefix: str
    endpoint: str
    region: str


FilesPlace = Folder | Bucket


def files_place(text: str) -> FilesPlace:
    """Where files are kept; raises ValueError with the part that cannot be read."""
    address = text.strip()
    if UNSEEN.search(address):
        raise ValueError("holds a blank or an invisible character; a space is written %20")
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ValueError(LOOKS_LIKE) from None
    if parts.scheme == "s3":
        return _bucket(address)
    if parts.scheme not in {"", "file"} or parts.netloc or parts.query or parts.fragment:
        raise ValueError(LOOKS_LIKE)
    path = Path(unquote(parts.path) if parts.scheme else address)
    if not path.is_absolute() or len(path.parts) == 1 or "\0" in str(path) or ".." in path.parts:
        raise ValueError(LOOKS_LIKE)
    return Folder(path)


def _bucket(address: str) -> Bucket:
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise ValueError("holds keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead")
    if not BUCKET.fullmatch(parts.netloc) or parts.fragment:
        raise ValueError("names no bucket; it looks like s3://bucket/prefix?endpoint=…&region=…")
    prefix = parts.path.strip("/")
    if prefix and not PREFIX.fullmatch(prefix):
        raise ValueError("holds a prefix with something else than letters, digits, - _ . and /")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    options = dict(asked)
    if options.keys() - {"endpoint", "region"} or len(options) < len(asked):
        raise ValueError("takes endpoint= and region= after the question mark, and nothing else")
    region = options.get("region", FIRST_REGION)
    if not REGION.fullmatch(region):
        raise ValueError("holds a region that is none; it looks like eu-west-3, or auto")
    try:
        endpoint = site_address(options["endpoint"]) if "endpoint" in options else ""
    except ValueError:
        raise ValueError("holds an endpoint that is no https:// or http:// address") from None
    return Bucket(parts.netloc, prefix, endpoint, region)
