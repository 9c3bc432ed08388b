"""`python -m benchmarks [imports] [spreadsheets] [pages] [backtest]`: the README's speed table."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import backtest, imports, pages, spreadsheets
from benchmarks.rounds import Row, markdown

PARTS = {
    "imports": imports.rows,
    "spreadsheets": spreadsheets.rows,
    "pages": pages.rows,
    "backtest": backtest.rows,
}


def main(wanted: list[str]) -> None:
    """Measures the parts that were named, all of them when none was."""
    rows: list[Row] = []
    with TemporaryDirectory(prefix="pilotage-bench-", ignore_cleanup_errors=True) as folder:
        for name in wanted or list(PARTS):
            for row in PARTS[name](Path(folder)):
                print("  ".join(row.cells), flush=True)
                rows.append(row)
    print()
    print(markdown(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
