"""What the packages are made of, held on small made folders; the packages themselves are proven by `packaging/prove.py`."""

import importlib
import json
import zipfile
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

import resources
from tests import ROOT


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))


def room(name: str) -> ModuleType:
    """Returns a module of `packaging/building`."""
    return importlib.import_module(f"building.{name}")


def put(folder: Path, **files: str) -> None:
    """Writes small files; two underscores in a name stand for a folder."""
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def library(site: Path, name: str, *, licence: str = "MIT", text: bool = True) -> None:
    """Makes the metadata of an installed library."""
    folder = site / f"{name}-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\nLicense-Expression: {licence}\n", encoding="utf-8")
    if text:
        (folder / "LICENSE").write_text(f"licence of {name}", encoding="utf-8")


def test_of_qt_only_what_the_window_loads_stays(tmp_path: Path) -> None:
    """QML, SQL drivers, tools and foreign translations go; the platform, its pictures and our languages stay."""
    kept = [
        "PySide6/Qt6Core.dll", "PySide6/QtWidgets.pyd", "PySide6/pyside6.abi3.dll", "PySide6/__init__.py",
        "PySide6/plugins/platforms/qwindows.dll", "PySide6/plugins/imageformats/qjpeg.dll", "PySide6/translations/qtbase_zh_CN.qm",
        "Cryptodome/Cipher/AES.py",
    ]  # fmt: skip
    gone = [
        "PySide6/Qt6Quick.dll", "PySide6/QtQml.pyd", "PySide6/designer.exe", "PySide6/qml/QtQuick/a.dll", "PySide6/QtCore.pyi",
        "PySide6/plugins/sqldrivers/qsqlite.dll", "PySide6/plugins/imageformats/qpdf.dll", "PySide6/translations/qtbase_de.qm",
        "PySide6/opengl32sw.dll", "numpy/tests/test_a.py", "numpy/f2py/a.py", "Cryptodome/PublicKey/RSA.py",
    ]  # fmt: skip
    for name in kept + gone:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    room("trimming").trim(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)


def test_the_bill_names_every_library_and_is_the_same_each_time(tmp_path: Path) -> None:
    """Names, versions, licences and the interpreter, in CycloneDX; two runs write the same bytes."""
    library(tmp_path / "site", "Some_Lib")
    library(tmp_path / "site", "other", licence="BSD-3-Clause")
    bills = [tmp_path / "first.json", tmp_path / "second.json"]
    for bill in bills:
        room("program").write_bill(tmp_path / "site", "3.13.2", bill)
    assert bills[0].read_bytes() == bills[1].read_bytes()
    parts = json.loads(bills[0].read_text(encoding="utf-8"))["components"]
    assert [part["bom-ref"] for part in parts] == ["other@1.0", "Some_Lib@1.0", "CPython@3.13.2"]
    assert parts[1]["purl"] == "pkg:pypi/some-lib@1.0"


def test_what_a_build_misses_is_named_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before anything is fetched or copied: every program that is missing, and Debian's packages of them."""
    (tmp_path / "present").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "present").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    inputs = room("inputs")
    inputs.hold_tools({"present": "here"})
    with pytest.raises(
        inputs.BuildRefused, match=r"calls no-strip, no-nm; .* \(Debian: no-binutils\)\. Nothing was built"
    ):
        inputs.hold_tools({"no-strip": "no-binutils", "present": "here", "no-nm": "no-binutils"})


def test_a_library_that_says_nothing_of_its_licence_is_not_packed(tmp_path: Path) -> None:
    """Its name is said; a licence named in the metadata is enough, its text is carried where there is one."""
    library(tmp_path / "site", "fine")
    library(tmp_path / "site", "named", text=False)
    program = room("program")
    program.write_licences(tmp_path / "site", None, tmp_path / "licences")
    assert [path.name for path in (tmp_path / "licences").iterdir()] == ["fine.txt"]
    library(tmp_path / "site", "silent", licence="", text=False)
    with pytest.raises(room("inputs").BuildRefused, match="silent"):
        program.write_licences(tmp_path / "site", None, tmp_path / "others")


def test_the_digest_of_a_folder_knows_names_and_contents_not_times(tmp_path: Path) -> None:
    """The same files give the same digest wherever and whenever they were written; a moved byte another."""
    put(tmp_path / "a", main="1", sub__part="2")
    put(tmp_path / "b", sub__part="2", main="1")
    put(tmp_path / "c", main="12", sub__part="")
    digests = [room("program").settle(tmp_path / name) for name in "abc"]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_the_uninstaller_removes_what_was_put_there_and_nothing_else(tmp_path: Path) -> None:
    """Each file by its name, then the folders that are empty by then, the inner ones first; no pattern, no whole tree."""
    put(tmp_path, main="1", sub__inner__part="2")
    listing = room("windows")._listing(tmp_path).splitlines()
    assert listing[1:-1] == [
        r'Delete "$INSTDIR\main"',
        r'Delete "$INSTDIR\sub\inner\part"',
        r'RMDir "$INSTDIR\sub\inner"',
        r'RMDir "$INSTDIR\sub"',
    ]


def test_the_portable_archive_brings_a_folder_for_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies beside the program, where the program looks for it; two archives of the same files are the same bytes."""
    windows = room("windows")
    monkeypatch.setattr(windows, "_launcher", lambda: b"starter")
    put(tmp_path / "Zhijie", main="1")
    for name in ("first.zip", "second.zip"):
        windows.portable(tmp_path / "Zhijie", tmp_path / name)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as archive:
        assert archive.namelist() == ["Zhijie/data/", "Zhijie/Zhijie.exe", "Zhijie/main"]


def test_a_program_that_its_publisher_did_not_sign_is_refused(tmp_path: Path) -> None:
    """A file without a signature, whatever its name; without the tool that tells, nothing is built either."""
    put(tmp_path, python="not a program")
    inputs = room("inputs")
    with pytest.raises(inputs.BuildRefused):
        inputs.check_signer(tmp_path / "python")


def test_the_package_is_named_by_the_one_version() -> None:
    """`resources/version.txt` is where it comes from."""
    assert room("program").version() == resources.version()


def test_of_python_crypt_does_not_travel_to_linux() -> None:
    """Its library alone asks for glibc 2.36; what the program loads stays."""
    names = [
        "_crypt.cpython-311-x86_64-linux-gnu.so",
        "crypt.py",
        "_struct.cpython-311-x86_64-linux-gnu.so",
        "hashlib.py",
    ]
    assert room("linux")._LEFT_OUT("", names) == set(names[:2])


def test_the_icon_is_drawn_in_every_form() -> None:
    """The window's drawing is an SVG; the menus' picture is a PNG, the installer's an ICO with nine sizes."""
    assert ElementTree.fromstring(resources.text("icons/zhijie.svg")).tag.endswith("svg")
    assert (ROOT / "packaging/linux/zhijie.png").read_bytes().startswith(b"\x89PNG")
    ico = (ROOT / "packaging/windows/zhijie.ico").read_bytes()
    assert (ico[:4], ico[4]) == (b"\0\0\1\0", 9)


def icu_library(*names: str) -> bytes:
    """Returns a library that holds ICU data with tables of these names, each of its own length."""
    shrinking = room("shrinking")
    header = bytes([32, 0, 0xDA, 0x27, 20, 0, 0, 0, 0, 0, 2, 0]) + b"CmnD" + bytes(16)
    tables = [shrinking.Entry(f"icudt73l/{name}", name.encode() * 3) for name in names]
    library_of_icu: bytes = b"\x7fELF" + bytes(28) + shrinking.packed(header, tables) + b"other sections"
    return library_of_icu


def test_tables_of_icu_come_out_as_they_went_in() -> None:
    """Leaving tables out changes none of those that stay, and each begins where sixteen bytes begin."""
    shrinking = room("shrinking")
    names = ["coll/root.res", "coll/zh.res", "gb18030.cnv", "root.res"]
    header, tables = shrinking.entries(icu_library(*names))
    again = shrinking.packed(header, tables[1:])
    _, fewer = shrinking.entries(again)
    assert [entry.name for entry in fewer] == [f"icudt73l/{name}" for name in names[1:]]
    assert all(entry.data.startswith(name.encode() * 3) for entry, name in zip(fewer, names[1:], strict=True))
    assert all(again.index(name.encode() * 3) % 16 == 0 for name in names[1:])


@pytest.mark.parametrize("name", ["coll/zh.res", "coll/ucadata.icu", "root.res", "zh_Hant_HK.res", "likelySubtags.res", "gb18030.cnv", "nfkc.nrm", "zone/en.res"])  # fmt: skip
def test_what_qt_asks_icu_for_in_chinese_and_english_stays(name: str) -> None:
    """The order of words, letters' case and Chinese code pages."""
    assert room("shrinking").is_kept(name)


@pytest.mark.parametrize("name", ["brkitr/cjdict.dict", "lang/zh.res", "de.res", "coll/ja.res", "euc-tw-2014.cnv", "unames.icu", "curr/root.res", "rfc3491.spp"])  # fmt: skip
def test_what_nobody_asks_icu_for_goes(name: str) -> None:
    """Other languages, names of currencies, dictionaries of line breaks, code pages of mainframes."""
    assert not room("shrinking").is_kept(name)


def test_a_library_that_is_no_icu_data_refuses_the_build() -> None:
    """A new wheel that carries its data otherwise must not be packed unseen."""
    with pytest.raises(room("inputs").BuildRefused, match="ICU"):
        room("shrinking").entries(b"\x7fELF" + bytes(400))


def test_the_functions_of_our_blas_are_those_its_macros_define() -> None:
    """Four kinds of numbers with four functions each, and six inner products."""
    shrinking = room("shrinking")
    names = list(shrinking._functions(ROOT / "packaging" / "linux" / "blas.c"))
    assert len(names) == len(set(names)) == 4 * 4 + 6
    assert {"sdot", "zdotc_sub", "dgemm", "csyrk"} <= set(names)
