"""What passes by itself: the same request may be made again later."""

import psycopg
from psycopg_pool import PoolTimeout, TooManyRequests

# What the server says when it, not the request, is the trouble: worth asking again later.
PASSING_TROUBLE = (
    psycopg.errors.OperationalError,  # includes 57P01..03, 08xxx, 40001, 40P01, 55P03
    psycopg.InterfaceError,
    PoolTimeout,
    TooManyRequests,
    TimeoutError,
)
