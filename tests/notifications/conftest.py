"""A message, a mail server, and a clock that stands still."""

from tests import people
from tests.notifications import posting

clock, mail = people.clock, posting.mail
