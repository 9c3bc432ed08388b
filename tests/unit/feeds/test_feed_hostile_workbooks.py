"""Workbooks made to harm: refused before a parser opens them, or read where they can do no harm."""

import io
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pilotage.feeds.guards import PAGE, Limits, RefusedFileError, content_of
from pilotage.feeds.sharing import SharedTexts
from tests.unit.feeds import portal
from tests.unit.feeds.feed_fixtures import workbook
from tests.unit.feeds.hostile import BOOK, HOSTILE, SHEET, copied_text, far, remade

SECONDS, MEBIBYTES = 2, 300
Reading = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def idle_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reading, int]]:
    """A portal in a process of its own: how to make it read a file, and the port where it answers."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("peaks of memory are measured through /proc, which this system does not have")
    folder = tmp_path_factory.mktemp("portal")
    command = [sys.executable, portal.__file__, f"sqlite:///{folder / 'portal.db'}"]
    root = str(Path(__file__).parents[3])
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout
        port = json.loads(stdout.readline())["port"]

        def reading(path: Path) -> dict[str, Any]:
            print(path, file=stdin, flush=True)
            return json.loads(stdout.readline())

        yield reading, port
        stdin.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_costs_little_and_is_refused(idle_portal, tmp_path, name):
    reading, _ = idle_portal
    make, code = HOSTILE[name]
    path = tmp_path / "appels.xlsx"
    path.write_bytes(make())
    found = reading(path)
    problems = [problem for problem in found["codes"] if problem != "file.other_extension"]
    if code:
        assert problems[0] == code
        assert found["kept"] == 0
    else:
        assert (problems, found["kept"]) == ([], 1)
    assert found["seconds"] < SECONDS, "read, then inspected"
    assert found["above"] < MEBIBYTES


def test_the_portal_answers_while_hostile_workbooks_are_read(idle_portal, tmp_path):
    reading, port = idle_portal
    answers: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            started = time.monotonic()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                assert answer.status == 200
            answers.append(time.monotonic() - started)
            time.sleep(0.01)

    asking = threading.Thread(target=ask)
    asking.start()
    before = 0
    for name in ("lying header", "far cell in a disguise", "ten thousand sheets", "ratio"):
        path = tmp_path / "appels.xlsx"
        path.write_bytes(HOSTILE[name][0]())
        reading(path)
        assert len(answers) > before, name
        before = len(answers)
    done.set()
    asking.join()
    assert max(answers) < SECONDS


def test_texts_shared_by_cells_are_counted_as_each_cell_holds_them():
    texts = SharedTexts()
    whole = b"<sst>" + b"".join(b"<si><t>" + b"x" * n + b"</t></si>" for n in (5, 90, 2)) + b"</sst>"
    for at in range(0, len(whole), 7):
        texts.look(whole[at : at + 7])
    assert [length - 11 for length in texts.lengths] == [5 + 5, 90, 2], (
        "the first with what opens the part"
    )
    cells = b'<c r="A1" t="s"><v>1</v></c><c r="A2" s="3" t="s"><v>2</v></c>'
    cells += b'<c r="A3"><v>1</v></c><c r="A4" t="s"><v>9</v></c>'
    assert texts.copied([[cells[at : at + 30] for at in range(0, len(cells), 30)]]) == 101 + 13


def test_one_long_text_among_many_short_ones_is_no_bomb(read):
    found = read(copied_text(1, 32_000), name="appels.xlsx")
    assert found.kept == 1
    with pytest.raises(RefusedFileError, match=r"file\.zip_bomb"):
        content_of(copied_text(10, 32_000), "a.xlsx", Limits(copied=300_000))


def test_blank_cells_beside_formulas_that_nobody_calculated_are_problems_with_their_row(read):
    half = remade(SHEET, lambda xml: xml.replace(b'<c r="C2"><v>110</v>', b'<c r="C2"><f>B2-10</f>'))
    found = read(half, name="appels.xlsx")
    problem = next(one for one in found.problems if one.code == "cell.formula")
    assert (problem.row, problem.column) == (2, "Décrochés")


def test_a_workbook_as_spreadsheets_write_it_is_plain():
    assert content_of(BOOK, "a.xlsx", PAGE).plain
    wide = workbook(("Large", [[f"c{n}" for n in range(300)], list(range(300))]))
    assert content_of(wide, "a.xlsx", PAGE).plain


def test_a_sheet_too_wide_is_refused():
    wide = workbook(("Large", [[f"c{n}" for n in range(500)]]))
    with pytest.raises(RefusedFileError, match=r"file\.too_many_cells"):
        content_of(wide, "a.xlsx", PAGE)


def test_an_encrypted_part_is_a_password():
    data = bytearray(BOOK)
    for at in [match.start() for match in re.finditer(b"PK\x01\x02", BOOK)]:
        data[at + 8] |= 1
    with pytest.raises(RefusedFileError, match=r"file\.password"):
        content_of(bytes(data), "a.xlsx", PAGE)


def test_a_part_packed_in_another_way_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    with pytest.raises(RefusedFileError, match=r"file\.compression"):
        content_of(out.getvalue(), "a.xlsx", PAGE)


def test_a_changed_byte_within_a_part_is_noticed_before_parsing():
    data = bytearray(BOOK)
    start = BOOK.find(b"sheet1.xml") + 40
    data[start] ^= 0xFF
    with pytest.raises(RefusedFileError, match=r"file\.(truncated|zip_bomb)"):
        content_of(bytes(data), "a.xlsx", PAGE)


@pytest.mark.parametrize(
    "writing",
    [
        b"r='B2'",
        b'r = "B2"',
        b'r\n="B2"',
        b'r="B&#50;"',
        b's="0" r="B2"',
        b'\tr="B2"',
        b'r="b2"',
    ],
)
def test_an_address_written_otherwise_is_read_apart_and_still_read(read, writing):
    """Legal XML, but not as spreadsheets write it: the parser gets bounded memory, the user his rows."""
    content = remade(SHEET, far(writing))
    assert not content_of(content, "a.xlsx", PAGE).plain
    found = read(content, name="appels.xlsx")
    assert found.refused or found.kept == 1


def test_cells_with_a_prefix_are_not_plain():
    content = remade(SHEET, lambda xml: xml.replace(b'<c r="B2"', b'<x:c r="B2"'))
    assert not content_of(content, "a.xlsx", PAGE).plain
