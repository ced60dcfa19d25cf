"""The port that people come to."""

import socket

from mentorat.cli.usage import UsageError


def check_port(host: str, port: int) -> None:
    """Refuse early, in words, when the port is taken."""
    open_door(host, port).close()


def open_door(host: str, port: int) -> socket.socket:
    """A socket at this address, where nobody listens yet; raises UsageError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError:
        door.close()
        raise UsageError(f"Port {port} is taken. Choose another: PORT={port + 1}") from None
    return door
