"""The directory on a Monday morning that does not pass."""

from tests import people

clock = people.clock
