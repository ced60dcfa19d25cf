"""What every table shares: names of constraints and the PostgreSQL type of each Python type."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import TIMESTAMP, BigInteger, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


TYPES: dict[Any, Any] = {
    int: BigInteger,  # Clerk counts milliseconds, which overflow 32 bits
    str: Text,
    datetime: TIMESTAMP(timezone=True),
}


class Base(DeclarativeBase):
    """The tables of the product. They are declared here and read as plain structs."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES
