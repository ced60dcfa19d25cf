"""Why a file of articles is not read at all."""


class UnreadableFileError(Exception):
    """The file is not what it says, or more of it than is read; the message says which and what to
    do. Nothing of it was taken."""


class ExportTooLargeError(Exception):
    """More than one file holds; the message says what to do."""
