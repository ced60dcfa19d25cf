"""A calendar's server on this machine, with a certificate of a test's own authority.

What is injected is the edge: how names become addresses, and where a connection really goes. The
addresses that the product asks to connect to are written down.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mentorat.outbound.fetch import Streams

PUBLIC = "93.184.216.34"
HOST = "agenda.example"
Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


def authority(folder: Path, names: Sequence[str]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server with these names speaks, and what a client that trusts its authority does."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = _certificate("an authority", ca_key, "an authority", ca_key, [])
    own = _certificate(names[0], key, "an authority", ca_key, names)
    pem = own.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "server.pem").write_bytes(pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    client = ssl.create_default_context()
    client.load_verify_locations(cadata=ca.public_bytes(serialization.Encoding.PEM).decode("ascii"))
    return server, client


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
) -> x509.Certificate:
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if names:
        known = x509.SubjectAlternativeName([x509.DNSName(host) for host in names])
        made = made.add_extension(known, critical=False)
    else:
        usage = dict.fromkeys(
            (
                "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                "key_agreement", "encipher_only", "decipher_only",
            ), False,
        )  # fmt: skip
        signs = x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage)
        made = made.add_extension(signs, critical=True)
    return made.sign(issuer_key, hashes.SHA256())


class Site:
    """What the server answers to each path, what it was asked, and what it pretends to be."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.questions: list[str] = []
        self.resolutions: Iterator[Sequence[str]] | None = None
        self.connections: list[tuple[str, str]] = []
        self.port = 0
        self.client_tls: ssl.SSLContext | None = None
        self.before_connecting: Callable[[], Awaitable[None]] | None = None

    async def resolve(self, host: str) -> Sequence[str]:
        """As the test scripted it; usually one public address."""
        del host
        return [PUBLIC] if self.resolutions is None else next(self.resolutions)

    async def connect(self, address: str, host: str) -> Streams:
        """Note where the product wanted to go; go to this machine instead."""
        self.connections.append((address, host))
        if self.before_connecting:
            await self.before_connecting()
        return await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=self.client_tls, server_hostname=host
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question, one reply."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.questions.append(head)
            await self.replies[head.split(" ")[1]](writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the product had seen enough
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    def holds(self, path: str, text: bytes, *headers: str) -> None:
        """This path answers with a calendar."""
        self.replies[path] = reply(200, text, *headers)

    def redirects(self, path: str, location: str, status: int = 302) -> None:
        """This path sends on."""
        self.replies[path] = reply(status, b"", f"Location: {location}")


def reply(status: int, body: bytes, *headers: str, length: bool = True) -> Reply:
    """An answer in one piece; without a length it ends with the connection."""
    lines = [f"HTTP/1.1 {status} Whatever", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return raw("".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1") + body)


def raw(text: bytes) -> Reply:
    """These bytes, and nothing else."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()

    return write


@asynccontextmanager
async def a_site(folder: Path, names: Sequence[str] = (HOST,)) -> AsyncIterator[Site]:
    """A server that is up, and the network that leads to it."""
    site = Site()
    tls, site.client_tls = authority(folder, names)
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        await server.wait_closed()
