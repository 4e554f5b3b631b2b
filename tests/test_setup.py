"""The set-up: which Python it takes, when it has nothing to do, and what the lock and the wheel hold."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
BARE_PYTHON = Path("/usr/bin/python3")


@pytest.fixture
def setup(tmp_path, monkeypatch) -> ModuleType:
    """The bootstrap as a module, working on an empty folder with the inputs of the real one."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / ".setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in module.INPUTS:
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / ".kg-setup")
    return module


def _interpreter(path: Path, version: str) -> Path:
    """A stand-in for Python that answers with a version; an empty one is broken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\n" if version else "#!/bin/sh\nexit 3\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose only Python is 3.11, with nothing else on PATH and no pyenv."""
    monkeypatch.setattr(sys, "executable", str(_interpreter(tmp_path / "debian" / "python3", "3.11")))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_the_python_that_runs_it_is_taken_if_it_will_do(setup, machine, monkeypatch):
    own = _interpreter(machine / "own" / "python3", "3.13")
    _interpreter(machine / "path" / "python3.12", "3.12")
    monkeypatch.setattr(sys, "executable", str(own))
    assert setup.find_python() == own


def test_a_python_on_path_is_found(setup, machine):
    _interpreter(machine / "path" / "python3", "3.11")
    wanted = _interpreter(machine / "path" / "python3.12", "3.12")
    assert setup.find_python() == wanted


def test_pyenvs_python_is_found_though_its_shim_is_broken(setup, machine):
    _interpreter(machine / "path" / "python3.12", "")
    _interpreter(machine / "pyenv" / "versions" / "3.11.7" / "bin" / "python", "3.11")
    wanted = _interpreter(machine / "pyenv" / "versions" / "3.12.1" / "bin" / "python", "3.12")
    assert setup.find_python() == wanted


def test_without_a_python_the_error_says_what_was_tried(setup, machine):
    _interpreter(machine / "path" / "python3", "3.9")
    with pytest.raises(setup.SetupError, match=r"needs Python 3\.12 or 3\.13.*debian/python3.*path/python3"):
        setup.find_python()


def test_a_second_run_does_nothing(setup, monkeypatch):
    runs: list[str] = []
    monkeypatch.setattr(sys, "argv", [".setup.py"])
    monkeypatch.setattr(setup, "find_python", lambda: Path(sys.executable))
    monkeypatch.setattr(setup, "run", lambda command, purpose: runs.append(purpose))
    _interpreter(setup.venv_python(), "3.12")
    assert setup.main() == 0
    assert runs == ["install requirements.lock", "install kg"]
    assert setup.main() == 0
    assert len(runs) == 2


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", ".setup.py"])
def test_a_changed_input_is_installed(setup, name):
    before = setup.fingerprint()
    with (setup.ROOT / name).open("a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")
    assert setup.fingerprint() != before


def test_a_failed_step_leaves_no_stamp(setup, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [".setup.py"])
    python = _interpreter(setup.venv_python(), "3.12")
    python.write_text('#!/bin/sh\n[ "$1" = -m ] && exit 1\necho 3.12\n', encoding="utf-8")
    assert setup.main() == 1
    assert "set-up failed: could not install requirements.lock" in capsys.readouterr().err
    assert not setup.STAMP.exists()


def test_it_is_written_for_old_pythons():
    ast.parse((ROOT / ".setup.py").read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.skipif(not BARE_PYTHON.exists(), reason="no system Python")
def test_a_bare_system_python_runs_it():
    done = subprocess.run(
        [BARE_PYTHON, "-I", "-S", ROOT / ".setup.py", "--help"], capture_output=True, text=True, check=True, env={}
    )
    assert "--force" in done.stdout


# The lock


def _locked() -> dict[str, str]:
    """What the lock says of each package, by name."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    return {re.split(r"[=\[]", block, maxsplit=1)[0]: block for block in blocks}


def test_every_locked_package_has_hashes():
    for name, block in _locked().items():
        assert re.search(r"==\S+", block), name
        assert "--hash=sha256:" in block, name


def test_the_lock_names_no_registry():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_everything_that_the_project_needs_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[<>=!~\[ ;]", requirement, maxsplit=1)[0].lower() for requirement in wanted}
    assert names <= _locked().keys()


# The wheel


def test_the_wheel_carries_ontology_and_samples(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ontology = {path.relative_to(ROOT / "ontology") for path in (ROOT / "ontology").rglob("*") if path.is_file()}
    assert {f"kg/ontology_data/{path.as_posix()}" for path in ontology} <= names
    samples = [path.name for path in (ROOT / "kg" / "samples").iterdir() if path.is_file()]
    assert {f"kg/samples/{name}" for name in samples} <= names
    assert "kg/py.typed" in names
    assert not [name for name in names if name.startswith("tests")]
