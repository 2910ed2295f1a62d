"""What of the libraries is left out of a package, and why it is not missed.

The window imports four modules of PySide6; of the rest only what those load stays. What a library needs at run time but
nobody imports by name (plugins, data) is kept by name here, so that a new version brings nothing in unseen.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

_QT_MODULES = ("Core", "Gui", "Widgets", "Svg", "PrintSupport", "Network", "DBus")
"""Network and DBus are what Gui, the printing and the input methods load themselves."""
_QT_LIBRARIES = (*_QT_MODULES, "OpenGL", "XcbQpa", "WaylandClient", "WlShellIntegration")
_PLUGINS = {
    "platforms": ("qwindows", "qoffscreen", "qxcb", "qwayland", "qcocoa"),
    "styles": ("*",),
    "iconengines": ("qsvgicon",),
    "imageformats": ("qjpeg", "qsvg", "qico", "qgif", "qwebp"),
    "platforminputcontexts": ("compose*", "ibus*"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("*",),
    "xcbglintegrations": ("qxcb-glx*",),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("bradient",),
}
"""Of each kind of plugin those that stay; kinds that are not named go whole (QML, SQL drivers, Designer, eglfs …)."""
_FOLDERS = ("tests", "test", "testing", "__pycache__")
_METADATA = ("METADATA", "entry_points.txt")
"""What libraries ask of their own metadata. Their licences are gathered in one folder beforehand."""
_ENDINGS = (".pyi", ".pyx", ".pxd", ".c", ".h", ".cpp", ".hpp", ".lib", ".a", ".cmake", ".pc", ".pxi", ".rng")
_WHOLE = (
    "numpy/f2py", "numpy/_core/include", "numpy/_core/lib", "numpy/random/lib", "numpy/typing", "bin", "Scripts", "share", "include",
    "highspy/include", "sqlalchemy/dialects/oracle", "sqlalchemy/dialects/mssql", "sqlalchemy/dialects/mysql",
    "alembic/templates", "olefile/olefile2.py", "numpy/distutils", "Cryptodome/SelfTest", "Cryptodome/PublicKey",
    "Cryptodome/Protocol", "Cryptodome/Signature", "Cryptodome/Math", "lxml/html", "lxml/isoschematron",
    "numpy/fft", "numpy/polynomial", "reportlab/fonts",
)  # fmt: skip
"""Build tools, headers, the dialects of databases that are never opened, a module in the language of Python 2, tests under
another name, keys and signatures of a library of which only AES is used (7z), what lxml and numpy do beside reading XML and
drawing prices, and fonts that no report uses."""

_FILES = (
    "PIL/_avif*", "pillow.libs/libavif*", "numpy/_core/_simd*", "numpy/_core/_multiarray_tests*", "numpy/_core/_umath_tests*",
    "numpy/_core/_operand_flag_tests*", "numpy/_core/_rational_tests*", "numpy/_core/_struct_ufunc_tests*",
    "highspy/libhighs.so.1.*", "lxml/objectify*", "PIL/_imagingft*", "PIL/_imagingcms*", "pillow.libs/libharfbuzz*",
    "pillow.libs/libfreetype*", "pillow.libs/liblcms2*", "pillow.libs/libbrotli*",
)  # fmt: skip
"""A picture format that nobody sends, letters and colour profiles in pictures, numpy's own tests, and the second copy of a
library that is loaded by its short name."""


def trim(site: Path) -> None:
    """Leaves out of a folder of installed libraries what the program never loads."""
    _trim_qt(site / "PySide6")
    for path in [*(site / name for name in _WHOLE), *(path for pattern in _FILES for path in site.glob(pattern))]:
        _remove(path)
    for folder in sorted(site.rglob("*"), reverse=True):
        if folder.is_dir() and folder.name in _FOLDERS:
            _remove(folder)
        elif folder.is_file() and folder.suffix in _ENDINGS:
            folder.unlink()
    for metadata in site.glob("*.dist-info"):
        for path in metadata.iterdir():
            if path.name not in _METADATA:
                _remove(path)


def _trim_qt(package: Path) -> None:
    # On Windows plugins and DLLs lie beside the modules, elsewhere below `Qt`.
    root = package / "Qt" if (package / "Qt").is_dir() else package
    for name in (
        "qml",
        "metatypes",
        "libexec",
        "resources",
        "modules",
        "typesystems",
        "glue",
        "include",
        "doc",
        "scripts",
        "support/generate_pyi",
    ):
        _remove(root / name)
        _remove(package / name)
    _keep_plugins(root / "plugins")
    for path in (root / "translations").glob("*"):
        if not (path.name.startswith("qtbase_") and path.stem.endswith(("zh_CN", "_en"))):
            _remove(path)
    for path in [*package.glob("*"), *(root / "lib").glob("*")]:
        if path.is_file() and not _kept_of_qt(path.name):
            path.unlink()
        elif path.is_dir() and path.suffix == ".app":
            _remove(path)
    for tool in ("assistant", "designer", "linguist", "lrelease", "lupdate", "qmlformat", "qmllint"):
        _remove(package / tool)


def _keep_plugins(plugins: Path) -> None:
    for kind in plugins.glob("*"):
        patterns = _PLUGINS.get(kind.name, ())
        for plugin in kind.glob("*"):
            name = plugin.stem.removeprefix("lib")
            if not any(Path(name).match(pattern) for pattern in patterns):
                _remove(plugin)
        if not any(kind.iterdir()):
            kind.rmdir()


def _kept_of_qt(name: str) -> bool:
    """Returns whether a file beside PySide6's modules, or among Qt's libraries, stays."""
    stem = name.split(".", maxsplit=1)[0]
    if stem.startswith(("Qt6", "libQt6")):
        return stem.removeprefix("lib").removeprefix("Qt6") in _QT_LIBRARIES
    if stem.startswith("Qt") and name.endswith((".pyd", ".so")):
        return stem.removeprefix("Qt") in _QT_MODULES
    if "qml" in stem or stem.startswith(("opengl32sw", "d3dcompiler", "av", "sw")):
        return False
    return name.endswith((".py", ".dll", ".dylib")) or ".so" in name


def sizes(folder: Path, most: int = 25) -> list[tuple[str, int]]:
    """Returns the largest entries of the folder and of its libraries, with their bytes, largest first."""
    parts = [path for path in folder.iterdir() if path.name not in ("python", "site-packages", "lib")]
    site = next(iter(folder.rglob("site-packages")), None)
    parts += list(site.iterdir()) if site else []
    weighed = [(path.relative_to(folder).as_posix(), bytes_of(path)) for path in parts]
    return sorted(weighed, key=lambda part: -part[1])[:most]


def bytes_of(path: Path) -> int:
    """Returns how many bytes a file, or all files of a folder, hold."""
    if path.is_file():
        return path.stat().st_size
    return sum(_sizes(path.rglob("*")))


def _sizes(paths: Iterable[Path]) -> Iterable[int]:
    return (path.stat().st_size for path in paths if path.is_file() and not path.is_symlink())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
