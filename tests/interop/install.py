"""Other people's programs, for the tests beside this file: put where the tests look for them.

    python tests/interop/install.py

They lie in BIHUAN_INTEROP (default: .venv/interop). aics-tlog needs Python 3.12 or newer and gets an environment of
its own; @sigstore/verify needs Node. What cannot be had is named, and the exit code is 1; its tests are then skipped by
name.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("BIHUAN_INTEROP") or ROOT / ".venv" / "interop")
AICS, SIGSTORE = "aics-tlog==0.2.1", "@sigstore/verify@4.1.3"
AICS_PYTHON = FOLDER / AICS / "bin" / "python"
NODE_FOLDER = FOLDER / SIGSTORE.replace("/", "-")
# Where pyenv and uv keep the versions that are not on the path.
KEPT = (Path(os.environ.get("PYENV_ROOT") or "~/.pyenv") / "versions", Path("~/.local/share/uv/python"))
RECENT = "import sys, ensurepip; sys.exit(sys.version_info < (3, 12))"


class Unavailable(Exception):
    """A program cannot be had here; the message says why."""


def pythons() -> Iterator[str]:
    """Every Python that may be recent enough."""
    for name in ("python3.12", "python3.13", "python3.14", "python3"):
        if found := shutil.which(name):
            yield found
    for folder in KEPT:
        yield from (str(path) for path in sorted(folder.expanduser().glob("*/bin/python3")))


def recent_python() -> str:
    """One that is, and that can make an environment."""
    for python in pythons():
        if subprocess.run([python, "-c", RECENT], capture_output=True, check=False).returncode == 0:
            return python
    raise Unavailable("aics-tlog needs Python 3.12 or newer, and none was found")


def install_aics() -> None:
    """aics-tlog in its own environment."""
    if AICS_PYTHON.exists():
        return
    environment = AICS_PYTHON.parents[1]
    run(recent_python(), "-m", "venv", "--clear", str(environment))
    try:
        run(str(AICS_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", AICS)
    except Unavailable:
        shutil.rmtree(environment)
        raise


def install_sigstore() -> None:
    """@sigstore/verify in its own folder."""
    if (NODE_FOLDER / "node_modules").exists():
        return
    if not (shutil.which("node") and shutil.which("npm")):
        raise Unavailable("@sigstore/verify needs Node and npm, and they were not found")
    NODE_FOLDER.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error"]
    run("npm", "install", *quiet, "--prefix", str(NODE_FOLDER), SIGSTORE)


def run(*command: str) -> None:
    """Run, and say what failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def main() -> int:
    """0 when both are there."""
    absent = 0
    for install in (install_aics, install_sigstore):
        try:
            install()
        except Unavailable as problem:
            absent = 1
            print(problem, file=sys.stderr)
    return absent


if __name__ == "__main__":
    sys.exit(main())
