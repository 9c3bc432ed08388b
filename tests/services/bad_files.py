"""Bad files, made byte by byte, and the sentences that each is owed in both languages."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from services.portal import calls, day_of_calls, month_of_calls

MONDAY = date(2026, 11, 2)
NAME = "armor_appels_2026-11"


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Appels")
        header = ["Date", "Heure", "File", "Présentés", "Décrochés", "Sous 20 s"]
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def good_workbook() -> bytes:
    return workbook(
        [[f"{MONDAY:%d/%m/%Y}", f"{9 + n // 2:02d}:{n % 2 * 30:02d}", "n1", 10, 9, 8] for n in range(20)]
    )


def with_password() -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(good_workbook())).encrypt("secret", out)
    return out.getvalue()


def cut_text() -> bytes:
    """A month cut in the middle of row 47."""
    content = calls(month_of_calls(date(2026, 11, 1), days=11) * 2)
    rows = content.split(b"\r\n")
    return b"\r\n".join([*rows[:46], rows[46][:22]])


def program() -> bytes:
    return b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(range(256)) * 40


def without_answered() -> bytes:
    return calls(day_of_calls(MONDAY)).replace("Décrochés".encode("cp1252"), b"Transferts")


def of_atlas() -> bytes:
    lines = ["Date;Heure;File;Calls in;Calls answered;Sous 20 s", "02/11/2026;08:00;n1;12;11;10"]
    return "\r\n".join(lines).encode()


def texts_in_numbers() -> bytes:
    return calls([(MONDAY, "08:00", "n1", "douze", 9, 8), (MONDAY, "08:30", "n1", "treize", 9, 8)])


def in_the_future() -> bytes:
    return calls(day_of_calls(date(2027, 1, 4)))


def locked_entry() -> bytes:
    """A zip whose entries are locked, as some tools make a protected workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good_workbook())) as plain, zipfile.ZipFile(out, "w") as locked:
        for item in plain.infolist():
            locked.writestr(item, plain.read(item))
    content = bytearray(out.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


@dataclass(frozen=True)
class Bad:
    """A bad file, and the sentences that it gets after its name."""

    name: str
    content: Callable[[], bytes]
    french: tuple[str, ...]
    english: tuple[str, ...]


BAD = {
    "empty": Bad(f"{NAME}.csv", lambda: b"", ("_: Le fichier est vide.",), (": The file is empty.",)),
    "blank lines": Bad(
        f"{NAME}.csv", lambda: b"\r\n \r\n\r\n", ("_: Le fichier est vide.",), (": The file is empty.",)
    ),
    "a header alone": Bad(
        f"{NAME}.csv",
        lambda: calls([]),
        ("_: Le fichier a un en-tête et aucune ligne dessous.",),
        (": The file has a header and no row below it.",),
    ),
    "a truncated workbook": Bad(
        f"{NAME}.xlsx",
        lambda: good_workbook()[: len(good_workbook()) // 2],
        ("_: Le fichier est coupé avant la fin. Demandez-le à nouveau.",),
        (": The file is cut off before its end. Ask for it again.",),
    ),
    "a workbook without its last bytes": Bad(
        f"{NAME}.xlsx",
        lambda: good_workbook()[:-20],
        ("_: Le fichier est coupé avant la fin. Demandez-le à nouveau.",),
        (": The file is cut off before its end. Ask for it again.",),
    ),
    "a truncated text": Bad(
        f"{NAME}.csv",
        cut_text,
        (", ligne 47_: Le fichier est coupé avant la fin. Demandez-le à nouveau.",),
        (", row 47: The file is cut off before its end. Ask for it again.",),
    ),
    "a text cut in its first cell": Bad(
        f"{NAME}.csv",
        lambda: cut_text()[: cut_text().rindex(b"\n") + 3],
        (", ligne 47_: Le fichier est coupé avant la fin. Demandez-le à nouveau.",),
        (", row 47: The file is cut off before its end. Ask for it again.",),
    ),
    "a column missing": Bad(
        f"{NAME}.csv",
        without_answered,
        (
            (
                ", ligne 1_: Il manque une colonne_: Décrochés. Colonnes trouvées_: Date, Heure, File, "
                "Présentés, Transferts, Sous 20 s."
            ),
        ),
        (
            (
                ", row 1: A column is missing: Décrochés. Columns found: Date, Heure, File, Présentés, "
                "Transferts, Sous 20 s."
            ),
        ),
    ),
    "a file of nobody": Bad(
        "quelque_chose.csv",
        lambda: b"Day;Colour;Taste\r\n02/11/2026;red;sweet\r\n",
        ("_: Aucun flux attendu de vos contrats ne ressemble à ce fichier.",),
        (": No feed of your contracts looks like this file.",),
    ),
    "texts in every number": Bad(
        f"{NAME}.csv",
        texts_in_numbers,
        (
            "_: Aucune ligne du fichier n’a pu être retenue_; il en a 2.",
            ", colonne «_Présentés_»_: «_douze_» n’est pas un nombre. (2 lignes_: 2, 3)",
        ),
        (
            ": No row of the file could be kept; it has 2.",
            ", column “Présentés”: “douze” is not a number. (2 rows: 2, 3)",
        ),
    ),
    "every date in the future": Bad(
        f"{NAME}.csv",
        in_the_future,
        (
            "_: Aucune ligne du fichier n’a pu être retenue_; il en a 3.",
            (
                ", colonne «_Date_»_: 04/01/2027 est dans le futur_: les chiffres sont acceptés jusqu’au "
                "12/11/2026. (3 lignes_: 2, 3, 4)"
            ),
        ),
        (
            ": No row of the file could be kept; it has 3.",
            (
                ", column “Date”: 04/01/2027 is in the future: figures are accepted up to 12/11/2026. "
                "(3 rows: 2, 3, 4)"
            ),
        ),
    ),
    "a program renamed as a text": Bad(
        f"{NAME}.csv",
        program,
        ("_: Ce n’est pas un tableau mais un programme, quoi qu’en dise son nom. Rien n’a été lu.",),
        (": This is not a table but a program, whatever its name says. Nothing was read.",),
    ),
    "a program renamed as a workbook": Bad(
        f"{NAME}.xlsx",
        program,
        ("_: Ce n’est pas un tableau mais un programme, quoi qu’en dise son nom. Rien n’a été lu.",),
        (": This is not a table but a program, whatever its name says. Nothing was read.",),
    ),
    "a workbook under a password": Bad(
        f"{NAME}.xlsx",
        with_password,
        ("_: Le classeur est protégé par un mot de passe. Demandez-le sans protection.",),
        (": The workbook is protected by a password. Ask for it without one.",),
    ),
    "a workbook whose entries are locked": Bad(
        f"{NAME}.xlsx",
        locked_entry,
        ("_: Le classeur est protégé par un mot de passe. Demandez-le sans protection.",),
        (": The workbook is protected by a password. Ask for it without one.",),
    ),
}
