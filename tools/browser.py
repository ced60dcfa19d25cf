"""Make sure that a Chromium is here for the browser tests, or say how to get one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in NAMES):
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("installing Debian's chromium for the browser tests", flush=True)
        quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            subprocess.run([*quiet, "update"], stdout=nowhere, check=False)
            subprocess.run(
                [*quiet, "install", "-y", "--no-install-recommends", "chromium"],
                stdout=nowhere,
                stderr=nowhere,
                check=False,
            )
    if not any(shutil.which(name) for name in NAMES):
        print(
            "No Chromium here: the browser tests will fail.\n"
            "  Debian: sudo apt install chromium    elsewhere: CHROMIUM=/path/to/chromium",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
