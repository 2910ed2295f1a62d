"""The rules of the house: layers, names, sizes, versions, translations, and no trace of any machine."""

import ast
import importlib.util
import itertools
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import grimp
import pytest
from importlinter.cli import lint_imports

import resources
from tests import ROOT

LAYERS = ("models", "reports", "resources", "ui")
LEFT_OUT = frozenset(
    {".git", ".venv", ".tools", "build", "dist", "test-output", "__pycache__", ".hypothesis", ".benchmarks"}
    | {"zhijie-demo", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", "zhijie.egg-info"}
)
TEXT = frozenset({".py", ".md", ".toml", ".yaml", ".yml", ".json", ".po", ".txt", ".spec", ".sh", ".nsi", ".ini", ""})
LONGEST_MODULE = 480


def module_from(path: Path) -> ModuleType:
    """Loads a file of `packaging/`, which is no package: it would hide the library of that name."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def files(*suffixes: str) -> Iterator[Path]:
    """Yields the project's files with one of the suffixes, without what tools leave behind."""
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(set(inside) - LEFT_OUT)
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in suffixes:
                yield path


def our_modules() -> list[Path]:
    """Returns the program's own modules."""
    return [path for path in files(".py") if path.relative_to(ROOT).parts[0] in LAYERS]


def test_each_layer_knows_only_what_is_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Every import keeps the contracts in pyproject.toml."""
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def in_a_circle(imported_by: Mapping[str, Collection[str]]) -> list[str]:
    """Returns what is left when everything is taken away, again and again, that imports nothing still there."""
    waiting = {name: set(imported) for name, imported in imported_by.items()}
    while free := {name for name, imported in waiting.items() if not imported & waiting.keys()}:
        waiting = {name: imported for name, imported in waiting.items() if name not in free}
    # What only leads to a circle, and is imported by nothing in it, is not part of one.
    return sorted(set[str]().union(*waiting.values()) & waiting.keys())


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Whoever reads a module never comes back to it by its imports, those for type checking counted."""
    graph = grimp.build_graph(*LAYERS, cache_dir=None)
    assert in_a_circle({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


def test_no_rooms_import_each_other_in_a_circle() -> None:
    """What lies side by side in a folder, rooms as a whole and modules, is in one order: no room knows one above it."""
    graph = grimp.build_graph(*LAYERS, cache_dir=None)
    arrows: dict[str, set[str]] = {}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            ours, theirs = module.split("."), imported.split(".")
            # Where one lies within the other, nothing lies side by side: a door and what is behind it.
            part = next((depth for depth, (a, b) in enumerate(zip(ours, theirs, strict=False), 1) if a != b), None)
            if part is not None:
                room, other = ".".join(ours[:part]), ".".join(theirs[:part])
                arrows.setdefault(room, set()).add(other)
                arrows.setdefault(other, set())
    assert len(arrows) > 500
    assert in_a_circle(arrows) == []


def test_only_one_place_opens_a_database() -> None:
    """Every connection comes from the factory of its engine, with the settings that keep the data safe."""
    opening = re.compile(r"\bsqlite3\.(?:connect|Connection)\(|\bcreate_engine\(|\bdbapi2\b")
    openers = {
        str(path.relative_to(ROOT)) for path in our_modules() if opening.search(path.read_text(encoding="utf-8"))
    }
    assert openers == {
        str(Path("models", "storage", "file", "connection.py")),
        # The driver of encrypted files, called there and nowhere else.
        str(Path("models", "storage", "file", "sqlcipher.py")),
        # SQLAlchemy's engine takes its connections from there.
        str(Path("models", "storage", "file", "database.py")),
        # PostgreSQL has a room of its own.
        str(Path("models", "storage", "server", "connection.py")),
    }


def test_nobody_imports_the_start() -> None:
    """`main` is the top of the house: no layer knows it."""
    starts = re.compile(r"^\s*(?:from|import) main\b", re.MULTILINE)
    assert [path for path in our_modules() if starts.search(path.read_text(encoding="utf-8"))] == []


def test_the_command_line_imports_no_qt() -> None:
    """Asking for help loads neither Qt nor any of the heavy libraries that only single commands need."""
    heavy = ("PySide6", "reportlab", "pikepdf", "pyhanko", "highspy", "numpy", "sqlalchemy", "openpyxl", "docx")
    program = (
        "import sys; import main\n"
        "try: main.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stderr.strip() == "[]"


def test_the_version_is_the_same_everywhere() -> None:
    """Program and project file name one version; the change log begins with it, or with what is not released yet."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert resources.version() == project
    released = re.fullmatch(r"(\d+\.\d+\.\d+)(\.dev\d+)?", project)
    assert released is not None
    assert newest[1] == ("Unreleased" if released[2] else project)


def test_every_sentence_has_a_chinese() -> None:
    """No message is untranslated, translated twice differently, left over, or has other facts in braces."""
    translate = module_from(ROOT / "packaging" / "translate.py")
    findings = translate.examine(ROOT)
    assert list(findings.lines()) == []


def test_nothing_that_is_built_is_committed() -> None:
    """Compiled translations, bytecode and packaging leftovers are made where they are needed."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [name for name in tracked.splitlines() if name.endswith((".mo", ".pyc")) or "egg-info" in name] == []


def test_every_library_that_runs_with_the_program_has_its_notice() -> None:
    """Whatever the lock file installs for users, on any system, is named in NOTICE.md."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    needs = {
        each["name"]: [dependency["name"] for dependency in each.get("dependencies", [])] for each in lock["package"]
    }
    wanted, reached = ["zhijie"], set[str]()
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted += needs[name]
    notice = re.sub(r"[._]", "-", (ROOT / "NOTICE.md").read_text(encoding="utf-8").lower())
    assert [name for name in sorted(reached) if not re.search(rf"\b{re.escape(name)}\b", notice)] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    """No text file holds a path of a developer's machine or the address of a package registry."""
    traces = re.compile("|".join(["/" + "work/", "/" + "root/", "/opt/" + "(?:wheels|pypi)", "pypi" + r"\.org"]))
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files(*TEXT)
        if path.name not in {"uv.lock", ".git"}  # a worktree has a file of that name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if traces.search(line)
    ]
    assert named == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    """Modules are named for their subject."""
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert [path for path in our_modules() if empty.intersection({path.stem, path.parent.name})] == []


def bound_names(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yields every name that functions and modules bind, with its line: assigned, looped over or taken as a parameter."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.lineno, part.id
        elif isinstance(part, ast.arg):
            yield part.lineno, part.arg
        fields = isinstance(node, ast.ClassDef) and isinstance(part, ast.Assign | ast.AnnAssign)
        yield from () if fields else bound_names(part)


def test_no_local_has_a_name_that_says_nothing() -> None:
    """`one`, `found`, `told` and `made` could hold anything: in program and tests a local says what it holds."""
    empty = {"one", "found", "told", "made", "it", "thing", "those"}
    program = [
        path for path in files(".py") if path.relative_to(ROOT).parts[0] in {*LAYERS, "packaging", "tests", "main.py"}
    ]
    assert [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in program
        for line, name in bound_names(ast.parse(path.read_text(encoding="utf-8")))
        if name in empty
    ] == []


def test_no_two_classes_have_one_name() -> None:
    """One word, one thing: whoever reads the name of a class knows which one it is."""
    homes: dict[str, list[str]] = {}
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] in {*LAYERS, "packaging"}:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_a_field_of_money_carries_its_unit() -> None:
    """Whose docstring speaks of yuan says so in the name: 万元, 25-yuan units or 分, never a bare number."""
    with_unit = re.compile(r"_wan|_units|_fen|yuan")
    assert [
        f"{path.relative_to(ROOT)}: {node.name}.{field.target.id}"
        for path in our_modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for field, below in itertools.pairwise(node.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and re.search("Decimal|int|float", ast.unparse(field.annotation))
        and isinstance(below, ast.Expr)
        and re.search("万元|yuan", ast.unparse(below))
        and not with_unit.search(field.target.id)
    ] == []


def test_whoever_holds_a_part_that_speaks_tells_it_of_a_new_language() -> None:
    """The window hears of a switch; from there `retranslate` of each holder calls that of each part it keeps."""
    classes = [
        node
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] == "ui"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    retranslating = {
        node.name: ast.unparse(part)
        for node in classes
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name == "retranslate"
    }
    parts = {
        (node.name, ast.unparse(target))
        for node in classes
        for statement in ast.walk(node)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(statement.value, ast.Call) and ast.unparse(statement.value.func) in retranslating
    }
    assert len(parts) > 20
    assert [(holder, part) for holder, part in sorted(parts) if part not in retranslating.get(holder, "")] == []


def test_no_module_outgrew_one_sitting() -> None:
    """A module that passes about 400 lines has become a package; a migration lists its tables, however many."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in our_modules()
        if path.parent.parent.name != "migrations"
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_packaging_is_no_package() -> None:
    """`packaging/` never hides the library of that name."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_every_package_says_what_it_is() -> None:
    """Every folder of code has an `__init__.py` with a docstring."""
    silent = {
        str(path.parent.relative_to(ROOT))
        for path in our_modules()
        if "migrations" not in path.parts
        and not (path.parent / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    }
    assert silent == set()


def test_tests_wait_for_what_happens_and_never_for_time() -> None:
    """No sleep, no limit that a busy machine breaks, and no count of widgets that Qt has yet to delete."""
    hasty = re.compile(
        r"\bsleep\(|qWait\(|qtbot\.wait\(|timeout=(?!PATIENCE_S\b|timeout\b)|\.findChild(?:ren)?\(|\bdeadline=\d"
    )
    allowed = {ROOT / "tests" / "ui" / "looking.py", Path(__file__)}
    assert [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files(".py")
        if path.is_relative_to(ROOT / "tests") and path not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if hasty.search(line)
    ] == []


CANNOT_HAPPEN = {"NotImplementedError", "AssertionError"}


def raised_by(function: ast.FunctionDef) -> set[str]:
    """Returns what a function itself raises and does not catch again; a variable or a call of ours by its name."""
    raised: set[str] = set()
    parts: list[tuple[ast.AST, frozenset[str]]] = [(part, frozenset()) for part in function.body]
    while parts:
        node, caught = parts.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = ast.unparse(error).split(".")[-1]
            # A variable that is raised where something is caught is taken for that.
            if not (isinstance(node.exc, ast.Name) and name[0].islower() and caught):
                raised |= {name} - caught - CANNOT_HAPPEN
        if isinstance(node, ast.Try):
            kinds = {
                name.id
                for handler in node.handlers
                if handler.type
                for name in ast.walk(handler.type)
                if isinstance(name, ast.Name)
            }
            parts += [(part, caught | kinds) for part in node.body]
            parts += [(part, caught) for part in (*node.handlers, *node.orelse, *node.finalbody)]
        else:
            parts += [(part, caught) for part in ast.iter_child_nodes(node)]
    return raised


def public_functions(node: ast.AST, name: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yields functions and methods that others may call, with their dotted names."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and not part.name.startswith("_"):
            if isinstance(part, ast.FunctionDef):
                yield f"{name}{part.name}", part
            else:
                yield from public_functions(part, f"{name}{part.name}.")


def test_a_public_function_names_what_it_raises() -> None:
    """Each error that stands behind a `raise` stands under `Raises` in the docstring too."""
    silent = []
    for path in our_modules():
        for name, function in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
            raises = (ast.get_docstring(function) or "").partition("Raises:")[2]
            # What a helper or a variable holds cannot be read here: then something must be told at least.
            silent += [
                f"{path.relative_to(ROOT)}: {name} raises {error}"
                for error in sorted(raised_by(function))
                if not raises or (error[0].isupper() and error not in raises)
            ]
    assert silent == []
