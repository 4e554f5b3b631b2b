"""Makes `.venv` with everything in requirements.lock and `kg` itself. Runs on any Python 3.8+, with nothing installed.

The machine's `python3` may be too old for kg; a newer one beside it (on PATH, or among pyenv's) is found and used.
A second run does nothing, until the lock, the project file or this file change.
"""

# ruff: noqa: S603, T201 (it talks to a person, and runs interpreters that it has found)

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / ".kg-setup"
INPUTS = ("requirements.lock", "pyproject.toml", ".setup.py")
VERSIONS = ((3, 12), (3, 13))
PROBE = "import ensurepip, ssl, sys, venv; print('%d.%d' % sys.version_info[:2])"


class SetupError(Exception):
    """What went wrong, and how to mend it."""


def main():
    parser = argparse.ArgumentParser(description="Make .venv with kg and everything it needs.")
    parser.add_argument("--force", action="store_true", help="install again although nothing changed")
    arguments = parser.parse_args()
    if not arguments.force and is_done():
        return 0
    try:
        make_venv()
        install()
    except SetupError as error:
        print(f"set-up failed: {error}", file=sys.stderr)
        return 1
    STAMP.write_text(fingerprint(), encoding="utf-8")
    print(f"set-up done: {venv_python()}", file=sys.stderr)
    return 0


def is_done():
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint() and version(venv_python()) in VERSIONS


def fingerprint():
    """Changes when an input of the set-up does, or when the checkout is moved (scripts in .venv hold its path)."""
    digest = hashlib.sha256(str(ROOT).encode("utf-8"))
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def venv_python():
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def version(python):
    """(major, minor) of an interpreter that can make a venv; None for what is missing, broken or stripped down."""
    try:
        done = subprocess.run([str(python), "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        return tuple(int(part) for part in done.stdout.decode("ascii").split("."))
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def candidates():
    """Interpreters in order of preference: this one, those on PATH, pyenv's."""
    yield Path(sys.executable)
    names = [f"python{major}.{minor}" for major, minor in VERSIONS] + ["python3", "python"]
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for name in names:
        for folder in folders:
            found = shutil.which(name, path=str(folder))
            if found:
                yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for major, minor in VERSIONS:
        for folder in sorted(pyenv.glob(f"versions/{major}.{minor}*"), reverse=True):
            yield folder / "bin" / "python"


def find_python():
    """The first candidate whose version kg runs on."""
    seen = []
    for python in candidates():
        if python not in seen:
            seen.append(python)
            if version(python) in VERSIONS:
                return python
    tried = ", ".join(map(str, seen)) or "no Python at all"
    raise SetupError(
        f"kg needs Python 3.12 or 3.13, and none of these is: {tried}. Install one (with pyenv: pyenv install 3.12), "
        "then run this again."
    )


def make_venv():
    """A venv with pip; one that is there is kept if its Python will do."""
    if version(venv_python()) not in VERSIONS:
        run([find_python(), "-m", "venv", "--clear", VENV], "make .venv")
    elif not has_pip():
        run([venv_python(), "-m", "ensurepip", "--default-pip"], "put pip into .venv")


def has_pip():
    return subprocess.run([str(venv_python()), "-c", "import pip"], stderr=subprocess.DEVNULL).returncode == 0


def install():
    """The lock by its hashes, then kg itself from this folder; what builds kg comes from the lock too."""
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    print(f"installing into {VENV} (about 800 MB, once) ...", file=sys.stderr)
    run([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], "install requirements.lock")
    run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], "install kg")


def run(command, purpose):
    done = subprocess.run([str(part) for part in command])
    if done.returncode != 0:
        raise SetupError(f"could not {purpose}; the lines above say why. Mend that and run this again.")


if __name__ == "__main__":
    sys.exit(main())
