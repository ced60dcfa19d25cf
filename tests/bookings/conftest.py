"""Two people and their booking, on a clock that stands still."""

from tests import people
from tests.notifications import posting

clock, mail, pair = people.clock, posting.mail, people.pair
