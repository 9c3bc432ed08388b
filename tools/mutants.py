"""What `make mutants` comes to: by package, the changes that a test noticed, those that nothing can
notice (each explained in `tests/mutants/<package>.toml`), and those that are left.

Exits 1 when more than `MOST` percent of a package are left, or none was tried.
"""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

MOST = 5
SURVIVED, NO_TEST = 0, 33
ROOT = Path(__file__).resolve().parent.parent
Change = tuple[str, str, str]
"""A file, the line as it is, the line as it was changed to; without their margins."""


def results(folder: Path) -> dict[str, int]:
    """The exit code of the tests by mutant, of those that were tried."""
    found: dict[str, int] = {}
    for file in sorted(folder.glob("mutants/pilotage/**/*.meta")):
        codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name: code for name, code in codes.items() if code is not None}
    return found


def package(name: str) -> str:
    """`pricing` of `pilotage.pricing.lines.x_line_of__mutmut_3`."""
    return name.split(".")[1]


def explained(folder: Path) -> set[Change]:
    """The changes that are written down as noticed by nobody. Raises `ValueError` for one that does not
    say why.
    """
    known: set[Change] = set()
    for file in sorted(folder.glob("tests/mutants/*.toml")):
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["equivalent"]:
            if not str(one.get("because", "")).strip():
                raise ValueError(f"{file.name}: nothing says why nobody can notice: {one['before']}")
            known.add((one["file"], one["before"], one["after"]))
    return known


def shown(name: str) -> str:
    """The change of a mutant as mutmut shows it: a unified difference."""
    asked = [sys.executable, "-m", "mutmut", "show", name]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603


def changes(difference: str) -> Iterator[Change]:
    """The lines that a difference replaces; a line taken out is replaced by nothing."""
    lines = difference.splitlines()
    file = next((line.split()[1] for line in lines if line.startswith("--- ")), "").removeprefix("a/")
    before = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    after = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    for n in range(max(len(before), len(after))):
        yield file, before[n] if n < len(before) else "", after[n] if n < len(after) else ""


def report(
    found: dict[str, int], known: set[Change], show: Callable[[str], str]
) -> tuple[list[str], bool]:
    """What to print, and whether every package holds."""
    tried, left, told = Counter(map(package, found)), Counter[str](), Counter[str]()
    listed: list[str] = []
    for name in sorted(name for name, code in found.items() if code in {SURVIVED, NO_TEST}):
        made = list(changes(show(name)))
        if made and all(change in known for change in made):
            told[package(name)] += 1
            continue
        left[package(name)] += 1
        listed += [f"{name}", *(f"  {file}: {before}  ->  {after}" for file, before, after in made)]
    for one, n in sorted(tried.items()):
        killed = n - told[one] - left[one]
        share = 100 * left[one] / n
        listed.append(
            f"{one}: {n} changes, {killed} noticed, {told[one]} explained, {left[one]} left "
            f"({share:.1f} %)"
        )
    return listed, bool(tried) and all(100 * left[one] <= MOST * n for one, n in tried.items())


def main() -> int:
    lines, holds = report(results(ROOT), explained(ROOT), shown)
    sys.stdout.write("\n".join([*lines, "" if lines else "no change was tried\n"]))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
