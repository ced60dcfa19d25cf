"""Why a file of articles is not read at all."""


class UnreadableFileError(Exception):
    """The file is not what it says, or more of it than is read; the message says which and what to
    do. Nothing of it was taken."""


class UnwritableFileError(Exception):
    """The file cannot be there, or would hold more than an import reads; the message says what to
    do. Nothing of it is left."""
