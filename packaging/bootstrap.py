#!/usr/bin/env python3
"""Makes Zhijie ready on a fresh machine and starts it, its tests or its checks.

    python3 packaging/bootstrap.py run [ARGUMENTS]    the program; the window without arguments
    python3 packaging/bootstrap.py test [ARGUMENTS]   the tests; arguments go to pytest
    python3 packaging/bootstrap.py check [ARGUMENTS]  style, types, translations, then the tests; --quick leaves these out
    python3 packaging/bootstrap.py sync               only the environment, with everything for development
    python3 packaging/bootstrap.py wheelhouse DIR     all packages into a folder, for a PC without a network

Needs nothing but Python 3.11 or newer, on Linux, Windows and macOS. The environment is `.venv` at the project's
root, made from `uv.lock`. Packages come from wherever pip and uv are configured to find them; no address stands
here. Without a network they come from a wheelhouse, made on a PC of the same system with the same Python:
`PIP_NO_INDEX=1 PIP_FIND_LINKS=DIR python3 packaging/bootstrap.py test`. A stamp remembers what was installed, so that a second call starts at once. The file keeps to words that old
Pythons understand, so that it can say itself that they are too old.
"""

import ctypes
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import Any, Dict, List, Optional, Tuple

OLDEST, TOO_NEW = (3, 11), (3, 15)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
TOOLS = os.path.join(ROOT, ".tools")
STAMP = os.path.join(ENVIRONMENT, "zhijie-stamp.json")
WINDOWS = sys.platform == "win32"
SCRIPTS = "Scripts" if WINDOWS else "bin"
SUFFIX = ".exe" if WINDOWS else ""
SOURCES = ("main.py", "models", "reports", "resources", "ui")

# What Qt's window needs from the system: the file that is opened, and Debian's package of it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}

# Programs that tests compare us with, and Debian's package of each.
TEST_PROGRAMS = {
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "strace": "strace",
}
# Tests start a server of their own from it; Debian keeps it off the path. Without it they are left out, with a line.
SERVER_PROGRAM, SERVER_PACKAGE = "/usr/lib/postgresql/*/bin/initdb", "postgresql"
# The system's own store knows a company's certificates as well; pip and uv bring their own and do not.
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
# What has to be clean beside the tests: the only list of it; CI and the hooks call `check`.
CHECKS = (
    ("style", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "mypy")),
    ("translations", (os.path.join("packaging", "translate.py"), "--check")),
)
CHINESE_FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


class Refused(Exception):
    """Something only the person can do; the text says what."""


def say(text: str) -> None:
    """Tells the person what happens, apart from what the program itself prints."""
    sys.stderr.write("bootstrap: " + text + "\n")
    sys.stderr.flush()


def on_path(program: str) -> Optional[str]:
    """Returns the full path of a program, or None; Debian keeps some where ordinary users do not look."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin:/sbin")


def python_on_path(minor: str) -> Optional[str]:
    """Returns the full path of a Python such as `3.13` that starts, or None: of a version manager's stand-ins not all do."""
    python = shutil.which("python" + minor)
    if python and subprocess.call([python, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return python
    return None


def suitable_python() -> str:
    """Returns a Python that can run the program: this one, or a newer one that is installed beside it."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return sys.executable
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        python = python_on_path("3.%d" % minor)
        if python:
            return python
    raise Refused(
        "Zhijie needs Python %d.%d up to %d.%d and this is %d.%d. Nothing was installed; please install a fitting "
        "Python and call this again with it." % (OLDEST + (TOO_NEW[0], TOO_NEW[1] - 1) + tuple(sys.version_info[:2]))
    )


def environment_python() -> str:
    """Returns the path of the Python inside the environment."""
    return os.path.join(ENVIRONMENT, SCRIPTS, "python" + SUFFIX)


# --- the system -----------------------------------------------------------------------------------------------


def opens(library: str) -> bool:
    """Returns whether the system can load a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def system_packages(libraries: Dict[str, str], programs: Dict[str, str], fonts: bool) -> List[str]:
    """Returns Debian's packages of what is missing here; nothing on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = [package for library, package in sorted(libraries.items()) if not opens(library)]
    wanted += [package for program, package in sorted(programs.items()) if not on_path(program)]
    if fonts and not os.path.exists(CHINESE_FONTS):
        wanted.append("fonts-noto-cjk")
    return wanted


def install_on_system(packages: List[str], purpose: str) -> None:
    """Installs Debian packages as root; without the rights raises with the one command that does."""
    if not packages:
        return
    names = " ".join(packages)
    if not on_path("apt-get"):
        raise Refused(
            "%s: this system lacks what Debian calls %s. Please install the same from your system's packages and call "
            "this again." % (purpose, names)
        )
    command = "apt-get update && apt-get install -y --no-install-recommends " + names
    if os.geteuid() != 0:
        raise Refused("%s: please run this once and call this again:\n    sudo sh -c '%s'" % (purpose, command))
    say("%s: installing %s" % (purpose, names))
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for words in (
        ["apt-get", "-q", "update"],
        ["apt-get", "-q", "install", "-y", "--no-install-recommends"] + packages,
    ):
        if subprocess.call(words, env=quietly, stdout=sys.stderr) != 0:
            raise Refused("%s: apt-get failed; when this is cured, call this again." % purpose)


# --- the environment ------------------------------------------------------------------------------------------


def surroundings() -> Dict[str, str]:
    """Returns the variables for pip and uv: the person's own, and the system's certificates unless they named others."""
    variables = dict(os.environ, UV_PROJECT_ENVIRONMENT=ENVIRONMENT, UV_PYTHON_DOWNLOADS="never")
    variables.pop("VIRTUAL_ENV", None)
    for bundle in CERTIFICATES:
        if os.path.exists(bundle):
            variables.setdefault("SSL_CERT_FILE", bundle)
            variables.setdefault("PIP_CERT", variables["SSL_CERT_FILE"])
            break
    return variables


def can_make_environments(python: str) -> bool:
    """Returns whether this Python can make environments by itself; a bare Debian's cannot."""
    return subprocess.call([python, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL) == 0


def environment_packages(python: str) -> List[str]:
    """Returns Debian's package of what this Python lacks for making environments; nothing when it lacks nothing."""
    if installed_uv() or os.path.exists(uv_of_our_own()) or can_make_environments(python):
        return []
    version = subprocess.check_output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    return ["python%s-venv" % version.decode().strip() if python != "/usr/bin/python3" else "python3-venv"]


def uv_of_our_own() -> str:
    """Returns where the uv in `.tools` is, or will be."""
    return os.path.join(TOOLS, "uv", SCRIPTS, "uv" + SUFFIX)


def installed_uv() -> Optional[str]:
    """Returns the uv on the path when it answers; None where there is none or only a shim of one."""
    uv = shutil.which("uv")
    works = uv and subprocess.call([uv, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    return uv if works else None


def private_uv(python: str) -> str:
    """Returns a uv of our own in `.tools`, fetched with pip from wherever pip is configured to look."""
    home = os.path.join(TOOLS, "uv")
    program = uv_of_our_own()
    if os.path.exists(program):
        return program
    install_on_system(environment_packages(python), "To make environments")
    say("fetching uv into .tools")
    shutil.rmtree(home, ignore_errors=True)
    if subprocess.call([python, "-m", "venv", home], stdout=sys.stderr) != 0:
        raise Refused("No environment could be made in %s. What is above says why." % home)
    inside = os.path.join(home, SCRIPTS, "python" + SUFFIX)
    fetch = [inside, "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv>=0.9"]
    if subprocess.call(fetch, env=surroundings()) != 0:
        raise Refused("pip could not fetch uv. Please check the network or pip's configuration and call this again.")
    return program


def digest() -> str:
    """Returns what the environment depends on, as one digest."""
    with open(os.path.join(ROOT, "uv.lock"), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp() -> Dict[str, Any]:
    """Returns what was installed last: `digest` and `groups`; empty when that is not known."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            settings = json.load(file)
    except (OSError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}


def uses_own_index() -> bool:
    """Returns whether pip is told to fetch from another place than usual, which a lock file's addresses would pass by."""
    if any(os.environ.get(name) for name in ("PIP_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS")):
        return True
    pip = shutil.which("pip3") or shutil.which("pip")
    if not pip:
        return False
    answer = subprocess.run(
        [pip, "config", "list"], check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True
    )
    return any(line.split("=")[0].strip().endswith(".index-url") for line in answer.stdout.splitlines())


def sync(python: str, groups: List[str]) -> None:
    """Fills the environment with exactly the locked versions, each checked against the digest in the lock file."""
    uv = installed_uv() or private_uv(python)
    chosen = [word for group in groups for word in ("--group", group)]
    if os.path.exists(environment_python()):
        python = environment_python()
    say("filling .venv from uv.lock (%s)" % ", ".join(["program"] + list(groups)))
    direct = [uv, "sync", "-q", "--frozen", "--inexact", "--compile-bytecode", "--python", python] + chosen
    if uses_own_index() or subprocess.call(direct, cwd=ROOT, env=surroundings()) != 0:
        through_pip(uv, python, chosen)
    subprocess.call(
        [environment_python(), "-m", "compileall", "-q"] + [os.path.join(ROOT, name) for name in SOURCES],
        stdout=subprocess.DEVNULL,
    )


def through_pip(uv: str, python: str, chosen: List[str]) -> None:
    """Fills the environment with pip and its configuration: mirrors, certificates, folders of wheels."""
    say("using pip's own configuration")
    listing, export = exported(uv, chosen)
    make = [uv, "venv", "-q", "--allow-existing", "--seed", "--python", python, ENVIRONMENT]
    if os.environ.get("PIP_NO_INDEX"):
        make.append("--no-index")
    for folder in os.environ.get("PIP_FIND_LINKS", "").split():
        make += ["--find-links", folder]
    install = [environment_python(), "-m", "pip", "install", "-q", "--require-hashes", "-r", listing]
    for words in (export, make, install):
        if subprocess.call(words, cwd=ROOT, env=surroundings(), stdout=sys.stderr) != 0:
            raise Refused(
                "The packages could not be fetched. Nothing outside .venv and .tools was changed; please check the "
                "network or the configuration of pip and call this again."
            )


def exported(uv: str, chosen: List[str]) -> Tuple[str, List[str]]:
    """Returns where pip's list of the locked packages will be, and the command that writes it."""
    listing = os.path.join(TOOLS, "requirements.txt")
    os.makedirs(TOOLS, exist_ok=True)
    words = [uv, "export", "-q", "--frozen", "--no-emit-project", "--format", "requirements-txt", "-o", listing]
    return listing, words + chosen


def wheelhouse(arguments: List[str]) -> int:
    """Fetches every package that the program and its tests need on a PC like this one, and uv, into a folder."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise Refused("wheelhouse needs one folder, such as: wheelhouse wheels")
    folder = os.path.abspath(arguments[0])
    python = suitable_python()
    uv = private_uv(python)
    inside = os.path.join(TOOLS, "uv", SCRIPTS, "python" + SUFFIX)
    listing, export = exported(uv, ["--group", "build", "--group", "office", "--group", "dev"])
    fetch = [inside, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--only-binary=:all:", "-d", folder]
    for words in (
        export,
        fetch + ["--require-hashes", "-r", listing],
        fetch + ["uv>=0.9", "pip", "setuptools", "wheel"],
    ):
        if subprocess.call(words, cwd=ROOT, env=surroundings(), stdout=sys.stderr) != 0:
            raise Refused("The packages could not be fetched. Nothing else was changed; please check the network.")
    say(
        "%d packages in %s; on the other PC: PIP_NO_INDEX=1 PIP_FIND_LINKS=that folder"
        % (len(os.listdir(folder)), folder)
    )
    return 0


def translations() -> None:
    """Compiles the translations where a fragment is newer than what was compiled from it."""
    fragments = glob.glob(os.path.join(ROOT, "resources", "locale", "*", "*.po"))
    compiled = os.path.join(ROOT, "resources", "locale", "zh", "LC_MESSAGES", "zhijie.mo")
    newest = max(os.path.getmtime(path) for path in fragments)
    if not os.path.exists(compiled) or os.path.getmtime(compiled) < newest:
        say("compiling the translations")
        if call(os.path.join("packaging", "translate.py"), "--compile") != 0:
            raise Refused(
                "The translations could not be compiled. Nothing else was changed; what is above says which file to mend."
            )


def prepare(groups: List[str], for_tests: bool) -> None:
    """Makes environment, system and translations ready unless they are."""
    ready(["build", "office"] + groups, for_tests)
    translations()


def ready(groups: List[str], for_tests: bool) -> None:
    """Makes environment and system ready unless the stamp says that they are."""
    known = stamp()
    have = set(known.get("groups", ()))
    current = known.get("digest") == digest() and os.path.exists(environment_python())
    if current and set(groups) <= have:
        return
    if not os.access(ROOT, os.W_OK):
        raise Refused(
            "You may not write in %s, and .venv belongs there. Nothing was installed; please copy the folder to a "
            "place of your own and call this again there." % ROOT
        )
    # Everything that an administrator must install is said at once.
    python = suitable_python()
    lacking = environment_packages(python) + system_packages(
        QT_LIBRARIES, TEST_PROGRAMS if for_tests else {}, for_tests
    )
    if for_tests or has_screen():
        install_on_system(lacking, "For the tests" if for_tests else "For the window")
    elif lacking and sys.platform.startswith("linux") and on_path("apt-get") and os.geteuid() == 0:
        install_on_system(lacking, "For the window")
    elif lacking:
        say("the window would also need: " + " ".join(lacking))
    wanted = sorted(set(groups) | have)
    sync(python, wanted)
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump({"digest": digest(), "groups": wanted}, file)


# --- what can be asked ----------------------------------------------------------------------------------------


def has_screen() -> bool:
    """Returns whether a window could be shown, as far as the surroundings say."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


def call(*words: str) -> int:
    """Runs a program of the environment in the project's folder and returns its exit code."""
    try:
        return subprocess.call([environment_python()] + list(words), cwd=ROOT)
    except KeyboardInterrupt:
        return 130


def run(arguments: List[str]) -> int:
    """Starts the program where the person stands, so that files are found by the names they know."""
    prepare([], False)
    words = [environment_python(), os.path.join(ROOT, "main.py")] + arguments
    try:
        return subprocess.call(words)
    except KeyboardInterrupt:
        return 130


def tests(arguments: List[str]) -> int:
    """Runs pytest: all tests on all cores, or whatever the arguments choose."""
    return call("-m", "pytest", *(arguments or ["-n", "auto", "--dist", "loadfile"]))


def test(arguments: List[str]) -> int:
    """Runs the tests."""
    prepare(["dev"], True)
    return tests(arguments)


def with_server() -> None:
    """Installs PostgreSQL for the tests where root can; elsewhere the tests on it are left out, and say so."""
    here = glob.glob(SERVER_PROGRAM) or on_path("initdb")
    if here or not sys.platform.startswith("linux") or not on_path("apt-get") or os.geteuid() != 0:
        return
    try:
        install_on_system([SERVER_PACKAGE], "For the tests on a server")
    except Refused as refusal:
        say("%s The tests on a server are left out." % refusal)


def check(arguments: List[str]) -> int:
    """Runs everything that has to be clean before a change is handed in; the tests come last, so that theirs is the last word."""
    quick = arguments == ["--quick"]
    prepare(["dev"], not quick)
    if not quick:
        with_server()
    failed = []
    for name, words in CHECKS:
        say(name)
        if call(*words) != 0:
            failed.append(name)
    if failed:
        say("not clean: " + ", ".join(failed))
    tested = 0 if quick else tests(arguments)
    return 1 if failed or tested else 0


def prepare_only(_arguments: List[str]) -> int:
    """Makes the environment ready for development."""
    prepare(["dev"], True)
    return 0


def main(arguments: List[str]) -> int:
    """Does what the first word says."""
    tasks = {"run": run, "test": test, "check": check, "sync": prepare_only, "wheelhouse": wheelhouse}
    if not arguments or arguments[0] not in tasks:
        sys.stderr.write(__doc__ or "")
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return tasks[arguments[0]](arguments[1:])
    except Refused as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
