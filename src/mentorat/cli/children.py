"""Commands of ours that other commands start, and end with them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1


def start(*words: str, files: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start `mentorat` with these words; it keeps these open files, under their numbers. It is
    asked to stop should this process be killed."""
    parent = os.getpid()

    def prepare() -> None:
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)  # it was killed before it could be followed

    # A session of its own: Ctrl-C reaches this process alone, which then stops the others.
    return subprocess.Popen(
        [sys.executable, "-m", "mentorat", *words],
        start_new_session=True,
        preexec_fn=prepare,
        pass_fds=files,
    )
