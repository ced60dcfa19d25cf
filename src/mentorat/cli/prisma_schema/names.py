"""Prisma's names for ours: `first_name` is `firstName`, `booking_status` is `BookingStatus`."""

import json


def field_name(name: str) -> str:
    """A column's or a table's name as the seed writes it."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def type_name(name: str) -> str:
    """An enumeration's name as the seed writes it."""
    return "".join(word.capitalize() for word in name.split("_"))


def member_name(model: str) -> str:
    """A field that holds one row of that model."""
    return model[:1].lower() + model[1:]


def quoted(text: str) -> str:
    """A string of Prisma's language, which quotes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
