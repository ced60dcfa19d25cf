"""`python -m mentorat.db.embedded FOLDER` is the keeper process."""

from mentorat.db.embedded.keeper import main

main()
