"""Commands in processes of their own."""

from tests.cli import test_commands

run = test_commands.run
