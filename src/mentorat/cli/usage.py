"""What a command was asked and cannot do; light, for commands that only start others."""


class UsageError(Exception):
    """What was asked cannot be done here; the message says what can."""
