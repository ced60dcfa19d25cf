"""Two people and their booking, on a clock that stands still."""

from tests import people

clock, pair = people.clock, people.pair
