"""The house keeps its order: floors, homes of libraries, small functions, a light entrance."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

PROJECT = Path(__file__).parent.parent
HOUSE = PROJECT / "heijastus_records"

FLOORS = {
    "errors": 0,
    "messages": 0,
    "law": 1,
    "register": 2,
    "letters": 3,
    "exchange": 4,
    "rights": 5,
    "cli": 6,
    "__main__": 7,
}
"""A module imports from its own floor and from those above it in this list."""

HOMES = {
    "pyrage": ["register/vault.py"],
    "git": ["register/git.py"],
    "yaml": ["register/document.py"],
    "ruamel": ["register/document.py"],
    "jsonschema": ["register/schema.py"],
    "referencing": ["register/schema.py"],
    "stdnum": ["register/identifiers.py"],
    "email_validator": ["register/identifiers.py"],
    "phonenumbers": ["register/identifiers.py"],
    "filelock": ["register/platform.py"],
    "platformdirs": ["register/platform.py"],
    "jmespath": ["rights/queries.py"],
    "rich": ["cli/show.py"],
    "typst": ["letters/pdf.py"],
    "segno": ["letters/squares.py"],
    "authres": ["exchange/vouching.py"],
    "icalendar": ["exchange/calendar.py"],
}
"""The one module that may import a library; click lives in cli/ and nowhere else."""

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "shared"}
LONGEST_FUNCTION = 40
LONGEST_COMMAND = 12
HEAVY = ("git", "jsonschema", "pyrage", "rich", "yaml", "ruamel", "referencing", "phonenumbers")

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


every_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and full name of everything a module imports, wherever it does so."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def floor_of(module: str) -> int:
    """Return the floor of a module of the house; the package itself is the roof over all."""
    parts = module.split(".")
    return FLOORS[parts[1]] if len(parts) > 1 and parts[1] in FLOORS else 0


def functions_of(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function):
            yield node


def is_command(function: Function) -> bool:
    """Tell whether a decorator makes a click command or group of it."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in ("command", "group"):
            return True
    return False


def body_lines(function: Function) -> int:
    """Return how many lines a function's body has without its docstring."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_part_of_the_house_has_a_floor() -> None:
    parts = {name_of(path).partition("/")[0].removesuffix(".py") for path in MODULES}
    assert parts - {"__init__"} == set(FLOORS)


@every_module
def test_a_module_imports_from_its_own_floor_and_those_above_only(path: Path) -> None:
    own = FLOORS.get(name_of(path).partition("/")[0].removesuffix(".py"), len(FLOORS))
    below = [
        f"{name_of(path)}:{line}: {name}"
        for line, name in imports_of(path)
        if name.startswith("heijastus_records.") and floor_of(name) > own
    ]
    assert below == []


@every_module
def test_each_library_is_imported_in_its_home_only(path: Path) -> None:
    strangers = []
    for line, name in imports_of(path):
        library = name.partition(".")[0]
        homes = HOMES.get(library, [name_of(path)])
        if name_of(path) not in homes or (
            library == "click" and not name_of(path).startswith("cli/")
        ):
            strangers.append(f"{name_of(path)}:{line}: {library}")
    assert strangers == []


def test_every_library_in_use_has_a_home() -> None:
    used = {name.partition(".")[0] for path in MODULES for _line, name in imports_of(path)}
    known = {*sys.stdlib_module_names, *HOMES, "click", "heijastus_records"}
    assert used - known == set()


@every_module
def test_a_file_is_a_noun_or_a_duty_and_never_a_drawer(path: Path) -> None:
    assert path.stem not in DRAWERS
    assert path.parent.name not in DRAWERS


@every_module
def test_no_function_is_longer_than_forty_lines(path: Path) -> None:
    long = [
        f"{name_of(path)}:{function.lineno}: {function.name}: {length}"
        for function in functions_of(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


@every_module
def test_no_command_is_longer_than_twelve_lines(path: Path) -> None:
    long = [
        f"{name_of(path)}:{function.lineno}: {function.name}: {body_lines(function)}"
        for function in functions_of(path)
        if is_command(function) and body_lines(function) > LONGEST_COMMAND
    ]
    assert long == []


def test_the_measure_of_commands_sees_the_commands() -> None:
    commands = [f.name for path in MODULES for f in functions_of(path) if is_command(f)]
    assert len(commands) >= 15


@every_module
def test_only_the_command_line_prints_asks_and_leaves(path: Path) -> None:
    if name_of(path).startswith("cli/"):
        return
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("print", "input", "exit", "quit", "sys.exit", "breakpoint"):
                found.append(f"{name_of(path)}:{node.lineno}: {called}")
    assert found == []


@every_module
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = tree_of(path)
    silent = [] if path.stat().st_size == 0 or ast.get_docstring(tree) else [name_of(path)]
    public = [c for c in tree.body if isinstance(c, ast.ClassDef) and not c.name.startswith("_")]
    for node in [*tree.body, *(each for c in public for each in c.body)]:
        if (
            isinstance(node, Function | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ):
            silent.append(f"{name_of(path)}:{node.lineno}: {node.name}")
    assert silent == []


def loaded(*words: str, **environment: str) -> set[str]:
    """Run the program in a process of its own; return the libraries that it has loaded."""
    import os

    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules)))\n"
        "from heijastus_records.cli import main\n"
        f"sys.argv = ['records', *{list(words)!r}]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        cwd="/",  # where there is no register
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
    )
    assert "Traceback" not in done.stderr
    last = done.stderr.rpartition("\n")[2]
    assert last.startswith("LOADED ")
    return {name.partition(".")[0] for name in last.split()[1:]}


@pytest.mark.parametrize(
    "words",
    [["--help"], [], ["--version"], ["-h"], ["editt"], ["--wrong"], ["--lang", "fi", "--help"]],
    ids=lambda words: " ".join(words) or "nothing",
)
def test_the_entrance_loads_no_heavy_library(words: list[str]) -> None:
    assert loaded(*words) & set(HEAVY) == set()


@pytest.mark.parametrize("typed", ["records ", "records ed", "records show c-"])
def test_completion_loads_no_heavy_library(typed: str) -> None:
    found = loaded(
        _RECORDS_COMPLETE="bash_complete",
        COMP_WORDS=typed,
        COMP_CWORD=str(len(typed.split(" ")) - 1),
    )
    assert found & set(HEAVY) == set()


def test_help_of_each_command_loads_no_heavy_library() -> None:
    from heijastus_records.cli.root import COMMANDS

    for name in COMMANDS:
        assert loaded(name, "--help") & set(HEAVY) == set(), name
