"""Running PostgreSQL as root without becoming another user.

PostgreSQL refuses uid 0. As root, the child enters a user namespace of its own in which uid 0
is called 65534: files stay owned by root, no account is created and no mode is opened.
The same trick serves containers whose uid has no account.
"""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable
from pathlib import Path

INSIDE_ID = 65534  # nobody, the conventional overflow id
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1

CANNOT_RUN_AS_ROOT = (
    "PostgreSQL cannot run as root here: user namespaces are refused, and the account nobody "
    "cannot reach {folder}.\n"
    "  Either run as an ordinary user,\n"
    "  or put the data where others may enter: MENTORAT_HOME=/var/lib/mentorat,\n"
    "  or set DATABASE_URL to a server of your own."
)


class CannotRunAsRootError(RuntimeError):
    """This machine offers no way to run PostgreSQL for the current user."""


def needs_namespace() -> bool:
    """Whether PostgreSQL would refuse to run as the current user."""
    if os.geteuid() == 0:
        return True
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return True  # PostgreSQL insists on knowing the user's name
    return False


def preparation(folder: Path, *, follow_parent: bool = False) -> Callable[[], None]:
    """What a child must do between fork and exec so that PostgreSQL accepts to run.

    `folder` holds the data. With `follow_parent` the child is asked to stop (SIGINT, a clean
    shutdown) as soon as its parent dies. Raises CannotRunAsRootError.
    """
    become = _become(folder) if needs_namespace() else None

    def prepare() -> None:
        if become:
            become()
        if follow_parent:
            _follow_parent()  # after the identity change, which would clear it

    return prepare


def _become(folder: Path) -> Callable[[], None]:
    if _namespaces_allowed():
        return _enter_namespace
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        nobody = None
    reachable = all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents)
    if os.geteuid() != 0 or nobody is None or not reachable:
        raise CannotRunAsRootError(CANNOT_RUN_AS_ROOT.format(folder=folder))
    uid, gid = nobody.pw_uid, nobody.pw_gid
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)

    def become_nobody() -> None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)

    return become_nobody


def _namespaces_allowed() -> bool:
    child = os.fork()
    if child == 0:
        try:
            _enter_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _enter_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    if not sys.platform.startswith("linux"):
        raise OSError("user namespaces are Linux's")
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {gid} 1", encoding="ascii")


def _follow_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
