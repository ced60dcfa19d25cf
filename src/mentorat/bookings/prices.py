"""What a session costs: computed once, when it is promised."""

HOUR_MINUTES = 60


def session_price(unit_rate_cents: int, minutes: int) -> int:
    """The price of a session in cents, half a cent rounded up."""
    return (unit_rate_cents * minutes + HOUR_MINUTES // 2) // HOUR_MINUTES
