"""`python -m mentorat` is the command line."""

from mentorat.cli import main

main()
