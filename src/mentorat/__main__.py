"""The door of the command line, `mentorat` and `python -m mentorat`: here Ctrl-C begins to count.

Importing the product takes a second, in which nothing has begun yet: it can be left at once.
"""

import os
import signal


def main() -> None:
    """Run the command that was asked for; see `mentorat.cli` for what its exit status says."""
    signal.signal(signal.SIGINT, _leave)
    from mentorat.cli import main as run_command  # noqa: PLC0415  Ctrl-C counts before it

    run_command()


def _leave(_number: int, _frame: object) -> None:
    os.write(2, b"stopped\n")
    os._exit(130)


if __name__ == "__main__":
    main()
