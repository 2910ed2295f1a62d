#!/usr/bin/env python3
"""Proves the packages on clean systems: installs, runs, photographs, upgrades and removes them.

    python3 packaging/prove.py linux PACKAGES [--suite bookworm] [--suite trixie] [--work DIR]
    python3 packaging/prove.py windows PACKAGES [--work DIR]

Needs Linux, root, debootstrap and a network for Debian's packages; the program itself runs with the network closed. Each
step is one line, with its seconds; photographs and the transcript go into `DIR/proof`. Windows is wine 10 in a Debian 13
root: two things that wine lacks and Windows has are added to the installed copy, never to the package
(`packaging/building/wine.py`).
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import bootstrap
from building import wine

ROOT = Path(__file__).resolve().parents[1]
USER = "worker"
TOOLS = ("xz-utils", "xvfb", "openbox", "xdotool", "imagemagick", "x11-utils")
SCREEN = "1366x768x24"
PATIENCE_S = 300
ROUNDS = 5
"""How often the start is timed; the median counts."""


class Failed(Exception):
    """A step did not give what it must; the text says what was seen."""


class Transcript:
    """A transcript of steps, each with its time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lines = (folder / "transcript.txt").open("a", encoding="utf-8")

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times a step, and says whether it held."""
        begun = time.monotonic()
        try:
            yield
        except (Failed, subprocess.CalledProcessError) as failure:
            self._say(f"FAILED  {name}: {failure}")
            raise
        self._say(f"ok {time.monotonic() - begun:6.1f} s  {name}")

    def note(self, line: str) -> None:
        """Writes what was measured."""
        self._say(f"            {line}")

    def _say(self, line: str) -> None:
        print(line, flush=True)
        self._lines.write(line + "\n")
        self._lines.flush()


class Room:
    """A Debian root folder in which commands run, as root or as an ordinary user without a network."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self, suite: str, packages: tuple[str, ...]) -> None:
        """Fills the folder unless it is there."""
        if not (self.path / "etc" / "debian_version").exists():
            subprocess.run(
                ["debootstrap", "--variant=minbase", suite, self.path], check=True, stdout=subprocess.DEVNULL
            )
        shutil.copy2("/etc/resolv.conf", self.path / "etc" / "resolv.conf")
        self.root(["apt-get", "-q", "update"])
        self.root(["apt-get", "-q", "install", "-y", "--no-install-recommends", *packages])
        if f"{USER}:" not in (self.path / "etc" / "passwd").read_text(encoding="utf-8"):
            self.root(["useradd", "-m", USER])

    def root(self, words: list[str]) -> str:
        """Runs a command as the room's administrator and returns what it printed."""
        return self._run(["chroot", str(self.path), *words], {"DEBIAN_FRONTEND": "noninteractive"})

    def user(self, command: str, surroundings: Mapping[str, str] | None = None, *, expected: int = 0) -> str:
        """Runs a shell command as an ordinary user, its network closed, and returns what it printed."""
        words = [
            "unshare",
            "--net",
            "--pid",
            "--fork",
            "chroot",
            f"--userspec={USER}:{USER}",
            str(self.path),
            "sh",
            "-c",
            command,
        ]
        return self._run(words, {"HOME": f"/home/{USER}", **(surroundings or {})}, expected)

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Gives the room `/proc`, `/dev` and shared memory while it is used."""
        mounted = []
        try:
            for kind, name in (("proc", "proc"), ("devtmpfs", "dev"), ("tmpfs", "dev/shm")):
                target = self.path / name
                target.mkdir(exist_ok=True)
                subprocess.run(["mount", "-t", kind, kind, target], check=True)
                mounted.append(target)
            yield
        finally:
            for target in reversed(mounted):
                subprocess.run(["umount", "-l", target], check=False)

    @staticmethod
    def _run(words: list[str], surroundings: Mapping[str, str], expected: int = 0) -> str:
        base = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run(
            words, check=False, capture_output=True, text=True, errors="replace", env={**base, **surroundings}
        )
        if done.returncode != expected:
            raise Failed(
                f"{words[-1][:200]!r} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
            )
        return done.stdout


def on_a_screen(command: str) -> str:
    """Returns a shell script that runs a command on a screen of its own with a window manager."""
    return f"""
set -e
export DISPLAY=:7
rm -f /tmp/.X7-lock /tmp/.X11-unix/X7
Xvfb :7 -screen 0 {SCREEN} -nolisten tcp >/dev/null 2>&1 & screen=$!
trap 'kill $screen 2>/dev/null || true' EXIT
until xdpyinfo >/dev/null 2>&1; do sleep 0.2; done
openbox >/dev/null 2>&1 &
{command}
"""


def window_script(start: str, picture: str, database: str) -> str:
    """Returns a shell script that opens the program on a screen of its own, photographs its window and closes it.

    Args:
        start: the command.
        picture: where the photograph goes.
        database: the pattern of the file that shows that the person's data are open.
    """
    return on_a_screen(f"""
{start} & program=$!
for i in $(seq {PATIENCE_S}); do
  xdotool search --onlyvisible --name 'Zhijie|智阶' >/dev/null 2>&1 && break
  kill -0 $program 2>/dev/null || exit 9
  sleep 1
done
window=$(xdotool search --onlyvisible --name 'Zhijie|智阶' | head -1)
xdotool windowactivate --sync $window 2>/dev/null || true
for i in $(seq {PATIENCE_S}); do
  ls {database} >/dev/null 2>&1 && break
  sleep 1
done
sleep 3
import -window root {picture}
xdotool windowclose $window 2>/dev/null || true
kill $program 2>/dev/null || true
""")


def prove_linux(packages: Path, suite: str, work: Path) -> None:
    """Holds the Debian package and the portable archive on one release of Debian."""
    proof = Transcript(work / "proof")
    room = Room(work / f"linux-{suite}")
    package = _one(packages, "zhijie_*_amd64.deb")
    archive = _one(packages, "Zhijie-*-linux.tar.xz")
    with proof.step(f"{suite}: a bare root"):
        shutil.rmtree(room.path, ignore_errors=True)
        room.make(suite, TOOLS)
    with room.mounted():
        shutil.copy2(package, room.path / "tmp" / "new.deb")
        with proof.step(f"{suite}: an older version is installed"):
            _older(package, room.path / "tmp" / "old.deb")
            room.root(["apt-get", "-q", "install", "-y", "--no-install-recommends", "/tmp/old.deb"])
        with proof.step(f"{suite}: an ordinary user without network makes a case"):
            room.user("zhijie --lang zh demo --out /tmp/first && zhijie --version")
            room.user("zhijie trust list")
        with proof.step(f"{suite}: upgrade over it"):
            room.root(["apt-get", "-q", "install", "-y", "--no-install-recommends", "/tmp/new.deb"])
        with proof.step(f"{suite}: self-test"):
            lines = room.user("zhijie self-test")
            print(lines, end="")
        with proof.step(f"{suite}: the report that the older version signed is valid"):
            room.user("cd /tmp/first && zhijie verify report.pdf --trust signer.pem --json")
        with proof.step(f"{suite}: the window"):
            picture = f"/tmp/{suite}.png"
            room.user(
                window_script("zhijie --lang zh", picture, f"/home/{USER}/.local/share/Zhijie/zhijie.db"),
                {"XDG_RUNTIME_DIR": "/tmp"},
            )
            shutil.copy2(room.path / picture.lstrip("/"), proof.folder / f"{suite}.png")
        with proof.step(f"{suite}: start-up beside a bare window of the same Python and Qt"):
            shutil.copy2(ROOT / "packaging" / "startup.py", room.path / "tmp" / "startup.py")
            measure = f"/opt/zhijie/python/bin/python3 -E -s /tmp/startup.py /opt/zhijie --rounds {ROUNDS}"
            proof.note(room.user(measure).strip())
            proof.note(room.user(on_a_screen(measure)).strip())
        with proof.step(f"{suite}: the portable archive, its data beside it"):
            shutil.copy2(archive, room.path / "tmp" / "portable.tar.xz")
            room.user("mkdir -p /tmp/stick && tar -xJf /tmp/portable.tar.xz -C /tmp/stick")
            room.user("/tmp/stick/Zhijie/zhijie self-test")
            room.user(window_script("/tmp/stick/Zhijie/zhijie", "/tmp/stick.png", "/tmp/stick/Zhijie/data/zhijie.db"))
            room.user("test -f /tmp/stick/Zhijie/data/zhijie.db")
            shutil.copy2(room.path / "tmp" / "stick.png", proof.folder / f"{suite}-stick.png")
        with proof.step(f"{suite}: removed, the person's data stay"):
            before = room.user("find /home -type f | sort")
            room.root(["apt-get", "-q", "remove", "-y", "zhijie"])
            room.user("test ! -e /opt/zhijie && test ! -e /usr/bin/zhijie")
            if room.user("find /home -type f | sort") != before or "zhijie.db" not in before:
                raise Failed("the data of the person changed")


def prove_windows(packages: Path, work: Path) -> None:
    """Holds the installer and the portable archive under wine 10."""
    proof = Transcript(work / "proof")
    room = Room(work / "windows")
    setup = _one(packages, "Zhijie-*-setup.exe")
    portable = _one(packages, "Zhijie-*-portable.zip")
    with proof.step("windows: Debian 13 with wine"):
        room.make("trixie", (*TOOLS, "wine", "wine64", "fonts-noto-cjk", "unzip"))
    home = f"/home/{USER}"
    surroundings = {"WINEPREFIX": f"{home}/wine", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
    shutil.rmtree(room.path / home.lstrip("/") / "wine", ignore_errors=True)
    local = f"{home}/wine/drive_c/users/{USER}/AppData/Local"
    installed = f"{local}/Programs/Zhijie"
    folder = room.path / installed.lstrip("/")
    python = rf"C:\users\{USER}\AppData\Local\Programs\Zhijie\python"
    main = rf"C:\users\{USER}\AppData\Local\Programs\Zhijie\main.py"

    def windows(command: str, *, expected: int = 0) -> str:
        return room.user(f"{command}; code=$?; wineserver -w; exit $code", surroundings, expected=expected)

    with room.mounted():
        shutil.copy2(setup, room.path / "tmp" / "setup.exe")
        with proof.step("windows: a fresh prefix"):
            windows("wineboot -i >/dev/null 2>&1")
        with proof.step("windows: installed silently"):
            windows("wine /tmp/setup.exe /S")
            if not (folder / "uninstall.exe").exists() or not (folder / "main.py").exists():
                raise Failed("nothing was installed")
        with proof.step("windows: what wine lacks is added to the installed copy"):
            wine.add_shims(folder, work / "shims")
        with proof.step("windows: self-test"):
            print(windows(rf'wine "{python}\python.exe" "{main}" self-test'), end="")
        with proof.step("windows: the main job"):
            print(windows(rf'cd {home} && wine "{python}\python.exe" "{main}" --lang zh demo --out job'), end="")
        with proof.step("windows: the window, without a console"):
            picture = "/tmp/windows.png"
            room.user(
                window_script(rf'wine "{python}\pythonw.exe" "{main}" --lang zh', picture, f"{local}/Zhijie/zhijie.db"),
                surroundings,
            )
            shutil.copy2(room.path / picture.lstrip("/"), proof.folder / "windows.png")
            windows("true")
        with proof.step("windows: start-up beside a bare window of the same Python and Qt"):
            shutil.copy2(ROOT / "packaging" / "startup.py", room.path / "tmp" / "startup.py")
            program = main.removesuffix(r"\main.py")
            measure = rf'wine "{python}\python.exe" "Z:\tmp\startup.py" "{program}" --rounds {ROUNDS}'
            proof.note(windows(measure).strip())
        with proof.step("windows: an upgrade over a running program is refused"):
            busy = rf'wine "{python}\python.exe" -c "import time; time.sleep(60)"'
            room.user(
                f"{busy} & sleep 20; wine /tmp/setup.exe /S; code=$?; wineserver -k; exit $code",
                surroundings,
                expected=3,
            )
            if not (folder / "main.py").exists():
                raise Failed("the installed program was touched")
        with proof.step("windows: an upgrade over an older version with data"):
            (folder / "resources" / "version.txt").write_text("0.8.0\n", encoding="utf-8")
            windows("wine /tmp/setup.exe /S")
            if (folder / "resources" / "version.txt").read_text(encoding="utf-8").strip() == "0.8.0":
                raise Failed("the older version is still there")
            if not list((room.path / local.lstrip("/")).glob("Zhijie/zhijie.db")):
                raise Failed("the data went with the old version")
        _prove_windows_stick(proof, room, portable, work, windows, surroundings)
        with proof.step("windows: uninstalled, the data stay"):
            windows(rf'wine "{installed}/uninstall.exe" /S; wineserver -w')
            if (folder / "main.py").exists() or not list((room.path / local.lstrip("/")).glob("Zhijie/zhijie.db")):
                raise Failed("the program is still there, or the data are not")


def _prove_windows_stick(
    proof: Transcript,
    room: Room,
    portable: Path,
    work: Path,
    windows: Callable[[str], str],
    surroundings: Mapping[str, str],
) -> None:
    """Holds the portable archive of Windows: it works, and keeps its data beside it."""
    with proof.step("windows: the portable archive"):
        shutil.copy2(portable, room.path / "tmp" / "portable.zip")
        room.user("rm -rf /tmp/stick && mkdir /tmp/stick && cd /tmp/stick && unzip -q /tmp/portable.zip")
        stick = room.path / "tmp/stick/Zhijie"
        wine.add_shims(stick, work / "shims")
        print(windows(r"wine 'Z:\tmp\stick\Zhijie\python\python.exe' 'Z:\tmp\stick\Zhijie\main.py' self-test"), end="")
        room.user(
            window_script(
                r"wine 'Z:\tmp\stick\Zhijie\Zhijie.exe'", "/tmp/stick.png", "/tmp/stick/Zhijie/data/zhijie.db"
            ),
            surroundings,
        )
        shutil.copy2(room.path / "tmp" / "stick.png", proof.folder / "windows-stick.png")
        windows("test -f /tmp/stick/Zhijie/data/zhijie.db")


def _older(package: Path, target: Path) -> None:
    """Packs the same files as an earlier version."""
    tree = target.with_suffix(".tree")
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    lines = control.read_text(encoding="utf-8").splitlines()
    control.write_text(
        "\n".join("Version: 0.8.0" if line.startswith("Version:") else line for line in lines) + "\n", encoding="utf-8"
    )
    subprocess.run(["dpkg-deb", "-b", "-Znone", tree, target], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)


def _one(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_mtime)


def main() -> int:
    """Does what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("system", choices=("linux", "windows"))
    parser.add_argument("packages", type=Path)
    parser.add_argument("--suite", action="append", choices=("bookworm", "trixie"))
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "proof")
    arguments = parser.parse_args()
    if os.geteuid() != 0 or bootstrap.on_path("debootstrap") is None:
        bootstrap.say("This needs root and debootstrap.")
        return 2
    jobs: list[Callable[[], None]] = (
        [lambda: prove_windows(arguments.packages, arguments.work)]
        if arguments.system == "windows"
        else [
            (lambda suite=suite: prove_linux(arguments.packages, suite, arguments.work))  # type: ignore[misc]
            for suite in arguments.suite or ("bookworm", "trixie")
        ]
    )
    try:
        for job in jobs:
            job()
    except (Failed, subprocess.CalledProcessError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
