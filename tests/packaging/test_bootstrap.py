"""The two commands for a fresh machine, as far as a prepared machine can show it."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.loading import FOLDER, packaging_module

SCRIPT = FOLDER / "bootstrap.py"


@pytest.fixture(name="bootstrap")
def fixture_bootstrap() -> ModuleType:
    """The script, loaded from its file."""
    return packaging_module("bootstrap")


@pytest.fixture(name="project")
def fixture_project(tmp_path: Path) -> Path:
    """A project whose environment and translations stand ready: the stamp names its lock file."""
    (tmp_path / "packaging").mkdir()
    shutil.copy(SCRIPT, tmp_path / "packaging")
    (tmp_path / "uv.lock").write_text("locked", encoding="utf-8")
    (tmp_path / "main.py").write_text("import sys; print(sys.argv[1:])\nsys.exit(7)\n", encoding="utf-8")
    chinese = tmp_path / "resources" / "locale" / "zh"
    (chinese / "LC_MESSAGES").mkdir(parents=True)
    (chinese / "window.po").touch()
    (chinese / "LC_MESSAGES" / "zhijie.mo").touch()
    folder = tmp_path / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / ".venv")], check=True)
    assert folder.is_dir()
    return tmp_path


def run(project: Path, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Calls the project's own copy of the script."""
    return subprocess.run(
        [sys.executable, str(project / "packaging/bootstrap.py"), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **variables},
    )


def stamped(project: Path, bootstrap: ModuleType, groups: list[str]) -> None:
    """Writes the stamp of a finished installation."""
    vars(bootstrap)["ROOT"] = str(project)
    stamp = {"digest": bootstrap.digest(), "groups": groups}
    (project / ".venv" / "zhijie-stamp.json").write_text(json.dumps(stamp), encoding="utf-8")


def test_an_old_python_can_read_it() -> None:
    """The file is grammar of Python 3.6, so that an old Python gets as far as the sentence."""
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_uses_the_standard_library_only() -> None:
    """Every import is one of Python's own modules."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


def test_an_old_python_is_refused_with_a_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no fitting Python is installed, it says which one is needed and that nothing was installed."""
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.Refused, match=r"needs Python 3\.11 up to 3\.14 and this is 3\.9"):
        bootstrap.suitable_python()


@pytest.mark.skipif(sys.platform == "win32", reason="stand-ins that are shell scripts")
def test_a_stand_in_that_starts_no_python_is_passed_over(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A version manager's name for a Python that is not chosen ends with an error; the next older one that starts is taken."""
    for minor, ends in ((14, 127), (13, 127), (12, 0)):
        stand_in = tmp_path / f"python3.{minor}"
        stand_in.write_text(f"#!/bin/sh\nexit {ends}\n", encoding="ascii")
        stand_in.chmod(0o755)
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.suitable_python() == str(tmp_path / "python3.12")
    assert bootstrap.python_on_path("3.13") is None


def test_a_ready_environment_is_used_as_it_is(project: Path, bootstrap: ModuleType) -> None:
    """With a current stamp nothing is installed; words and exit code pass through."""
    stamped(project, bootstrap, ["build", "office"])
    done = run(project, "run", "evaluate", "案卷.json")
    assert done.stdout.strip() == str(["evaluate", "案卷.json"])
    assert done.returncode == 7
    assert done.stderr == ""


def test_a_changed_lock_file_makes_the_stamp_old(project: Path, bootstrap: ModuleType) -> None:
    """The stamp holds the digest of the lock file."""
    stamped(project, bootstrap, ["dev"])
    before = bootstrap.digest()
    (project / "uv.lock").write_text("locked anew", encoding="utf-8")
    assert bootstrap.digest() != before


def test_a_missing_library_names_its_debian_package(bootstrap: ModuleType) -> None:
    """Only what the system cannot load is installed."""
    libraries = {"libc.so.6": "libc6", "libdoesnotexist.so.9": "libdoesnotexist9"}
    expected = ["libdoesnotexist9"] if sys.platform.startswith("linux") else []
    assert bootstrap.system_packages(libraries, {}, False) == expected


def test_without_the_rights_the_one_command_is_printed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An ordinary user gets one line to run; nothing is tried."""
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 9\n", encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(bootstrap.Refused, match=r"sudo sh -c 'apt-get update && apt-get install -y .* libxcb-cursor0'"):
        bootstrap.install_on_system(["libxcb-cursor0"], "For the window")


def test_what_an_administrator_must_install_is_said_at_once(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bare system lacks libraries and the means to make environments: one sentence names both."""
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 9\n", encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    bare = tmp_path / "python3"
    bare.write_text(
        f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n', encoding="utf-8"
    )
    bare.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(bootstrap.sys, "executable", str(bare))
    monkeypatch.setattr(bootstrap, "QT_LIBRARIES", {"libnowhere.so.1": "libnowhere1"})
    for name in ("TOOLS", "ENVIRONMENT", "STAMP"):
        monkeypatch.setattr(bootstrap, name, str(tmp_path / name))
    with pytest.raises(bootstrap.Refused, match=r"-venv .*libnowhere1|libnowhere1 .*-venv"):
        bootstrap.ready([], True)


def test_a_folder_that_is_not_ones_own_is_refused_with_a_sentence(
    project: Path, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy on a locked stick or of an administrator: it says where to put it, before anything is fetched."""
    monkeypatch.setattr(bootstrap, "ROOT", str(project))
    monkeypatch.setattr(bootstrap, "STAMP", str(project / "none.json"))
    monkeypatch.setattr(bootstrap.os, "access", lambda path, mode: (path, mode) != (str(project), os.W_OK))
    with pytest.raises(bootstrap.Refused, match=r"You may not write in .* copy the folder"):
        bootstrap.ready([], False)
    assert not (project / "none.json").exists()


def test_an_environment_that_cannot_be_made_is_told(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where Python makes no environment, what it said stands above the sentence, and no traceback follows."""
    (tmp_path / "uv").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "TOOLS", str(tmp_path / "uv"))
    with pytest.raises(bootstrap.Refused, match="No environment could be made"):
        bootstrap.private_uv(sys.executable)


def test_a_wheelhouse_needs_a_folder(project: Path) -> None:
    """Without a name nothing is fetched."""
    done = run(project, "wheelhouse")
    assert done.returncode == 1
    assert "needs one folder" in done.stderr


def test_the_check_ends_with_the_tests(project: Path, bootstrap: ModuleType) -> None:
    """What else is not clean is said before, so that the last word is pytest's; one failure is enough for exit code 1."""
    stamped(project, bootstrap, ["build", "dev", "office"])
    done = run(project, "check")
    lines = done.stderr.splitlines()
    assert lines.index("bootstrap: not clean: style, format, types, translations") == len(lines) - 2
    assert lines[-1].endswith("No module named pytest")
    assert done.returncode == 1


def test_the_quick_check_leaves_the_tests_out(project: Path, bootstrap: ModuleType) -> None:
    """For a hook before each commit."""
    stamped(project, bootstrap, ["build", "dev", "office"])
    done = run(project, "check", "--quick")
    assert "No module named pytest" not in done.stderr
    assert done.returncode == 1


def test_words_that_it_does_not_know_get_its_help(project: Path) -> None:
    """A wrong call shows the commands and exits with 2; asking for help exits with 0."""
    wrong, asked = run(project, "start"), run(project, "--help")
    assert (wrong.returncode, asked.returncode) == (2, 0)
    assert "bootstrap.py test" in wrong.stderr
