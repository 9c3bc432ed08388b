"""LibreOffice, made to recalculate for real, finds the same workbook."""

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from pilotage.exports.workbook import preinvoice_workbook
from pilotage.locale import LANGUAGES, Words
from pilotage.money import round_half_up
from tests.unit.exports.judged_months import FILES, ISSUED, MONTHS, judged
from tests.unit.exports.workbook_reading import Back

# Left to itself, LibreOffice keeps the stored values of a foreign .xlsx: 0 is « always recalculate ».
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def recalculated(office: str, folder: Path, books: dict[str, bytes]) -> dict[str, Back]:
    """The same workbooks, opened, recalculated and saved again by LibreOffice."""
    recalculate_in(folder, office, books)
    return read_back(folder, books)


def recalculate_in(folder: Path, office: str, books: dict[str, bytes]) -> None:
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILE, encoding="utf-8")
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    files = [str(folder / f"{name}.xlsx") for name in books]
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), *files]
    subprocess.run([*command, *convert], check=True, capture_output=True, timeout=240)


def read_back(folder: Path, names: Iterable[str]) -> dict[str, Back]:
    return {name: Back.of((folder / "out" / f"{name}.xlsx").read_bytes()) for name in names}


def poisoned(content: bytes) -> bytes:
    """The workbook with 1 stored as the value of every formula that had a number."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for item in before.infolist():
            data = before.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f><v>)[-\d.eE]+(</v>)", rb"\g<1>1\g<2>", data)
            after.writestr(item, data)
    return out.getvalue()


def numbers(back: Back) -> dict[str, object]:
    """Every stored value of the file that is a number or a truth (1 or 0), to ten digits."""
    found: dict[str, object] = {}
    for sheet in back.values.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):  # a truth shown in words comes back as 1 or 0
                    found[f"{sheet.title}!{cell.coordinate}"] = f"{cell.value:.10g}"
    return found


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    made = {}
    for name in MONTHS:
        result, contract = judged(name)
        for language in LANGUAGES:
            content = preinvoice_workbook(result, contract, Words(language), FILES, ISSUED)
            made[f"{name}_{language}"] = content
    return made


@pytest.fixture(scope="module")
def opened(
    libreoffice: str,
    books: dict[str, bytes],
    share_out: Callable[[dict[str, Callable[[Path], None]]], dict[str, Path]],
) -> dict[str, Back]:
    """The poisoned books, recalculated by one of the processes that run the tests."""

    def recalculate(folder: Path) -> None:
        recalculate_in(folder, libreoffice, {name: poisoned(book) for name, book in books.items()})

    return read_back(share_out({"recalculated": recalculate})["recalculated"], books)


def test_the_poison_reaches_the_stored_values(books):
    assert Back.of(poisoned(books["armor_crisis_fr"])).beside("Synthèse", "Total HT") == 1


@pytest.mark.parametrize("name", MONTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_recalculated_from_poisoned_values_every_number_is_the_one_we_stored(
    books, opened, name, language
):
    book = f"{name}_{language}"
    expected, found = numbers(Back.of(books[book])), numbers(opened[book])
    assert {
        where: (value, found.get(where)) for where, value in expected.items() if found.get(where) != value
    } == {}


@pytest.mark.parametrize("name", MONTHS)
def test_recalculated_totals_are_those_of_the_bill_and_all_checks_hold(opened, name):
    bill, back = judged(name)[0].bill, opened[f"{name}_fr"]
    for label, expected in (
        ("Total HT", bill.subtotal),
        ("TVA à payer", bill.vat),
        ("Total TTC", bill.total),
    ):
        assert round_half_up(Decimal(repr(back.beside("Synthèse", label)))) == expected
    assert all(row["Résultat"] == 1 for row in back.table("tblControles"))
    assert back.beside("Synthèse", "Tous les contrôles du classeur sont vrais") == 1


def test_a_changed_counter_moves_the_malus_and_fails_the_checks(libreoffice, tmp_path):
    # In time: 19,798 becomes 24,000 of 33,900, 70.8 %: the band at -3 % instead of -5 %.
    result, contract = judged("armor_crisis")
    content = preinvoice_workbook(result, contract, Words("fr"), FILES, ISSUED)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for item in before.infolist():
            data = before.read(item)
            if item.filename == "xl/worksheets/sheet4.xml":
                assert b"<v>19798</v>" in data
                data = data.replace(b"<v>19798</v>", b"<v>24000</v>")
            after.writestr(item, data)
    back = recalculated(libreoffice, tmp_path, {"changed": out.getvalue()})["changed"]
    malus = next(row for row in back.table("tblLignes") if row["Ligne"] == "QS-bonus-malus")
    assert malus["Prix unitaire"] == pytest.approx(-0.03)
    assert malus["Montant HT"] == pytest.approx(-4198.32)
    assert back.beside("Synthèse", "Tous les contrôles du classeur sont vrais") == 0
