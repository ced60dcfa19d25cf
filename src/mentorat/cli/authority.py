"""Under whose name the audit keeps what a command decided."""

import getpass

from mentorat.events.record import Authority


def command_line(reason: str | None = None) -> Authority:
    """Whoever runs this command, and why as far as they said."""
    try:
        return Authority(f"command line ({getpass.getuser()})", reason)
    except (KeyError, OSError):
        return Authority("command line", reason)
