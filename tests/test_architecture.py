"""The rules of the house that a machine can see. Directions of imports are import-linter's."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pilotage"
#: What gives an amount: from a sentence owed to a user to two judgements compared.
ROAD = [
    "problems", "money", "periods", "calendars", "trace", "contract", "counters", "sources",
    "neutralisation", "kpi",
    "sla", "pricing", "consequences", "billing", "judgement", "scenarios", "backtest",
]  # fmt: skip
#: As pure, and beside it: a new layout, what to doubt, what is to come, the agenda.
BESIDE = ["wizard", "controls", "forecasting", "staffing", "landing", "committee"]
#: What becomes of an amount: the document and its life, the vendor's own invoice, the books.
BOOKS = ["invoice", "reconciliation", "accounting"]
CORE = [*ROAD, "feeds", *BESIDE, *BOOKS]
LONGEST_FILE, LONGEST_TEST_FILE = 420, 500
#: Lines of a function; one that lays out widgets names each of their options on a line.
LONGEST_FUNCTION, LONGEST_LAYOUT = 45, 60
#: Lines of code, without blanks, comments and docstrings: what a contract may say, the road that it
#: leads, reading files, and the rest.
LARGEST = {"contract": 3_100, "road": 7_200, "reading": 4_800, "beside": 5_000, "books": 3_200}


def sources(*folders: str) -> list[Path]:
    """Python files of the folders, and of the root for `.`."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations/versions" not in path.as_posix())


def product() -> list[Path]:
    return [*sources("pilotage", "pages"), *sorted(ROOT.glob("*.py"))]


def core(names: list[str] = CORE) -> list[Path]:
    return [
        path
        for name in names
        for path in (
            [PACKAGE / f"{name}.py"] if (PACKAGE / f"{name}.py").exists() else sources(f"pilotage/{name}")
        )
    ]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def lengths(paths: list[Path]) -> dict[str, int]:
    return {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def test_no_file_has_grown_past_one_reason_to_exist():
    ours = lengths([*product(), *sources("benchmarks")])
    assert {name: n for name, n in ours.items() if n > LONGEST_FILE} == {}
    tests = lengths(sources("tests"))
    assert {name: n for name, n in tests.items() if n > LONGEST_TEST_FILE} == {}


def test_functions_stay_short():
    long = {}
    for path in product():
        layout = "pages" in path.parts or "web" in path.parts
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                told = len((ast.get_docstring(node) or "").splitlines())
                lines = (node.end_lineno or 0) - node.lineno + 1 - told
                if lines > (LONGEST_LAYOUT if layout else LONGEST_FUNCTION):
                    long[f"{shown(path)}:{node.name}"] = lines
    assert long == {}


def lines_of_code(path: Path) -> int:
    text = path.read_text(encoding="utf-8")
    told = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for number in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return sum(n not in told and line.strip()[:1] not in {"", "#"} for n, line in lines)


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("contract", ["contract"]),
        ("road", [name for name in ROAD if name != "contract"]),
        ("reading", ["feeds"]),
        ("beside", BESIDE),
        ("books", BOOKS),
    ],
    ids=str,
)
def test_the_core_stays_small_enough_to_be_read(part, names):
    assert sum(map(lines_of_code, core(names))) < LARGEST[part]


def test_nobody_writes_raw_html_into_a_page():
    users = [shown(path) for path in product() if "unsafe_allow_html" in path.read_text(encoding="utf-8")]
    assert users == []


def test_only_the_command_line_speaks_to_the_terminal():
    speakers = [
        f"{shown(path)}:{node.lineno}"
        for path in product()
        if not path.is_relative_to(PACKAGE / "cli")
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert speakers == []


def test_the_core_has_no_clock():
    clocks = [
        f"{shown(path)}:{node.lineno}"
        for path in core()
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow", "monotonic", "time"}
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time", "pd"}
    ]
    assert clocks == []


def test_no_amount_becomes_a_float():
    # From the counters' sums on, everything is a Decimal; charts alone draw with floats.
    exact = [path for path in core() if not {"feeds", "wizard"} & set(path.parts)]
    exact += sources("pilotage/exports", "pilotage/store", "pilotage/services")
    exact.remove(PACKAGE / "exports" / "book.py")  # the one door to a cell, which is binary
    floats = [
        f"{shown(path)}:{node.lineno}"
        for path in exact
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        if re.search(
            r"amount|price|total|cent|money|rate|fee|vat|value", ast.unparse(node), re.IGNORECASE
        )
    ]
    assert floats == []


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "XXX", "raise NotImplementedError"])
def test_nothing_is_left_for_later_in_the_code(mark):
    left = [
        shown(path) for path in product() if re.search(rf"\b{mark}\b", path.read_text(encoding="utf-8"))
    ]
    assert left == []


def test_every_module_says_what_it_is_for():
    silent = [
        shown(path)
        for path in product()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) and path.stat().st_size
    ]
    assert silent == []


def test_every_ignored_rule_is_named():
    unnamed = [
        f"{shown(path)}:{number}"
        for path in [*product(), *sources("tests")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# (noqa|type: ignore)\s*$", line) and path != Path(__file__)
    ]
    assert unnamed == []


def test_imports_go_downwards():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# ---- tests stand where the reader looks for them -----------------------------------------------


def test_unit_tests_mirror_the_modules():
    paths = [path.relative_to(PACKAGE).with_suffix("") for path in sources("pilotage")]
    names = {part for path in paths for part in path.parts if not part.startswith("_")} | {
        "cases",
        "one_month",
        "random_contracts",
        "traces",
    }
    unit = ROOT / "tests" / "unit"
    strays = [
        shown(path)
        for path in unit.rglob("test_*.py")
        if path.parent.name not in names
        if path.parent != unit or not path.stem.removeprefix("test_").startswith(tuple(names))
    ]
    assert strays == []


# ---- libraries ---------------------------------------------------------------------------------


def declared(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[A-Za-z0-9_.\-]+", line) for line in lines if line[:1].isalnum())
    return {name.group().lower().replace("_", "-") for name in names if name}


def imported(paths: list[Path]) -> set[str]:
    found = set()
    for path in paths:
        for node in nodes(path):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    ours = {"pilotage", "pages", "app", "asgi"}
    libraries = {"pydantic" if name == "pydantic_core" else name for name in found}
    return libraries - set(sys.stdlib_module_names) - ours


def test_every_import_of_the_product_is_a_declared_library():
    of_module = metadata.packages_distributions()
    wanted = {
        name: {distribution.lower().replace("_", "-") for distribution in of_module.get(name, [name])}
        for name in imported(product())
    }
    assert {name for name, one_of in wanted.items() if not one_of & declared("requirements.txt")} == set()


def test_every_declared_library_of_the_product_is_imported_by_it():
    of_module = metadata.packages_distributions()
    used = {
        distribution.lower().replace("_", "-")
        for name in imported(product())
        for distribution in of_module.get(name, [name])
    }
    loaded_by_others = {"psycopg", "tzdata"}  # by SQLAlchemy, by zoneinfo
    assert declared("requirements.txt") - used == loaded_by_others


def test_every_declared_library_is_locked_and_says_what_it_is_for():
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
            assert not line[:1].isalnum() or " # " in line, line
        assert declared(file) <= declared("requirements.lock")


def test_every_library_earns_its_line_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert {name for name in declared("requirements.txt") if name not in readme} == set()


def test_the_tools_read_one_configuration():
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert configuration["tool"]["mypy"]["strict"] is True
    layers = configuration["tool"]["importlinter"]["contracts"][0]
    assert layers["exhaustive"] is True
