"""Reading the keys that Clerk's dashboard gives: what each one must look like.

Sources: Clerk's documentation of publishable keys; the Standard Webhooks specification 1.0
(symmetric secrets) and the vectors of the Svix suites.
"""

import base64
import binascii
import re

SECRET_BYTES = range(23, 76)  # the shortest and the longest the Svix suites accept


def signing_key(secret: str) -> bytes:
    """The bytes of one webhook signing secret, `whsec_` and base64, padding optional.

    Raises ValueError with what is wrong; the secret itself is never repeated.
    """
    if secret.startswith("whpk_"):
        raise ValueError("is a public key (whpk_…); the signing secret starts with whsec_")
    text = secret.removeprefix("whsec_").rstrip("=")
    if not re.fullmatch(r"[A-Za-z0-9+/]+", text):
        raise ValueError("must be whsec_ followed by base64, as the endpoint's page shows it")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("is cut: its base64 is incomplete") from None
    if len(key) not in SECRET_BYTES:
        raise ValueError(f"holds {len(key)} bytes; at least {SECRET_BYTES.start} are needed")
    return key


def frontend_host(publishable_key: str) -> str:
    """The instance's Frontend API host, which a publishable key carries in base64.

    Raises ValueError when the key is not `pk_test_` or `pk_live_` + base64 of `host$`.
    """
    found = re.fullmatch(r"pk_(?:test|live)_([A-Za-z0-9+/_-]+)={0,2}", publishable_key)
    problem = ValueError("must be the pk_test_… or pk_live_… key of the dashboard's API keys page")
    if not found:
        raise problem
    text = found.group(1).replace("-", "+").replace("_", "/")
    try:
        host = base64.b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise problem from None
    if not re.fullmatch(r"[a-zA-Z0-9.-]+\.[a-zA-Z0-9.-]+(:\d+)?\$", host):
        raise problem
    return host[:-1]


def account_page(publishable_key: str) -> str | None:
    """Where people change their photo, name and e-mail: the Account Portal of the instance, at
    `accounts.` of its domain, or `<slug>.accounts.dev` in development (Clerk's documentation of the
    Account Portal). None without a key, and for a host that is neither."""
    if not publishable_key:
        return None
    host = frontend_host(publishable_key)
    if host.endswith(".clerk.accounts.dev"):
        return f"https://{host.removesuffix('.clerk.accounts.dev')}.accounts.dev/user"
    if host.startswith("clerk."):
        return f"https://accounts.{host.removeprefix('clerk.')}/user"
    return None


def public_key_pem(text: str) -> str:
    """A PEM public key with its line breaks restored: environments often carry them as \\n.

    Raises ValueError when it is not a PEM public key.
    """
    body = text.replace("\\n", "\n").strip()
    if "PRIVATE" in body:
        raise ValueError("is a private key; paste the JWT public key instead")
    found = re.fullmatch(
        r"(?:-----BEGIN PUBLIC KEY-----)?([A-Za-z0-9+/=\s]+)(?:-----END PUBLIC KEY-----)?", body
    )
    if not found:
        raise ValueError("must be the PEM public key (-----BEGIN PUBLIC KEY-----)")
    letters = re.sub(r"\s", "", found.group(1))
    lines = [letters[at : at + 64] for at in range(0, len(letters), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])
