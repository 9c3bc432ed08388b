"""Bad files, by the service and as typed: one clear sentence each, and every table as it was but for
the audit trail and the register of refused files.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from store.databases import BACKENDS
from typer.testing import CliRunner

from pilotage.cli import app
from pilotage.feeds.guards import MIB
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.services import audit, imports, publishing
from pilotage.store.database import Database, open_database
from services.bad_files import BAD, MONDAY, NAME, good_workbook, of_atlas, with_password
from services.portal import (
    ADMIN,
    calls,
    contents,
    contract_text,
    count,
    day_of_calls,
    feeds_text,
    month_of_calls,
    on,
    publish,
)

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 12)
NBSP = "\N{NO-BREAK SPACE}"
TRAIL = ("audit_event", "audit_text", "quarantine")
FR, EN = Words("fr"), Words("en")


@dataclass(frozen=True)
class Portal:
    """Two vendors, a month of calls of the first, and the address of the database."""

    url: str
    db: Database

    def typed(self, *words: object, lang: str = "fr") -> tuple[int, str, str]:
        """The exit code of a command, its standard output and its sentences."""
        done = CliRunner().invoke(
            app, ["--database-url", self.url, "--lang", lang, *(str(word) for word in words)]
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr


def _with_october(db):
    publish(db)
    publish(db, "atlas")
    on(db, TODAY)
    october = calls(month_of_calls(date(2026, 10, 1), days=31))
    assert imports.import_file(db, ADMIN, content=october, name="armor_appels.csv").status == "imported"


@pytest.fixture(params=BACKENDS)
def portal(request, fresh):
    url = fresh(request.param, _with_october)
    db = open_database(url)
    yield Portal(url, db)
    db.close()


def sentences(file: str, texts: tuple[str, ...]) -> list[str]:
    """The sentences in full; `_` stands for a no-break space."""
    return [file + text.replace("_", NBSP) for text in texts]


def assert_untouched(portal: Portal, before: dict[str, list[str]]) -> None:
    """Nothing moved but the trail and the register, and the trail still verifies."""
    assert contents(portal.db, *TRAIL) == before
    assert audit.verify(portal.db, ADMIN) == ()


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_by_the_service_in_clear_sentences(portal, case):
    bad = BAD[case]
    before, trail = contents(portal.db, *TRAIL), count(portal.db, "audit_event")
    report = imports.import_file(portal.db, ADMIN, content=bad.content(), name=bad.name)
    assert (report.status, report.batch, report.rows) == ("refused", None, 0)
    assert [sentence(p, FR) for p in report.problems] == sentences(bad.name, bad.french)
    assert [sentence(p, EN) for p in report.problems] == sentences(bad.name, bad.english)
    assert_untouched(portal, before)
    assert count(portal.db, "audit_event") == trail + 1
    (refused,) = imports.refused_files(portal.db, ADMIN)
    assert (refused.name, refused.times, refused.problems) == (bad.name, 1, report.problems)


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_typed_exits_with_1_and_the_same_sentences(portal, case, tmp_path):
    bad = BAD[case]
    file = tmp_path / bad.name
    file.write_bytes(bad.content())
    before = contents(portal.db, *TRAIL)
    for language, texts in (("fr", bad.french), ("en", bad.english)):
        code, out, aside = portal.typed("import", file, lang=language)
        assert code == 1
        assert aside.splitlines() == sentences(bad.name, texts)
        own, *more = out.splitlines()
        assert own.startswith(bad.name), "the file's own line: refused, nothing changed"
        assert bool(more) == (case == "a column missing"), "how its layout differs, where it does"
    code, out, _ = portal.typed("import", file, "--json", lang="fr")
    document = json.loads(out)
    assert (code, document["status"], document["batch"], document["rows"]) == (1, "refused", None, 0)
    assert [p["message"] for p in document["problems"]] == sentences(bad.name, bad.french)
    assert_untouched(portal, before)
    (refused,) = imports.refused_files(portal.db, ADMIN)
    assert refused.times == 3


@pytest.fixture
def atlas(portal, tmp_path):
    """A file of Atlas, whose columns are its own."""
    own = feeds_text("atlas").replace("Présentés", "Calls in").replace("Décrochés", "Calls answered")
    publishing.publish(portal.db, ADMIN, contract_text=contract_text("atlas"), feeds_text=own)
    file = tmp_path / "appels.csv"
    file.write_bytes(of_atlas())
    return file


def test_a_file_of_another_vendor_is_refused_under_this_contract(portal, atlas):
    before = contents(portal.db, *TRAIL)
    for language, text in (
        ("fr", "_: Ce fichier est celui d’un autre prestataire_: Atlas, et non Armor."),
        ("en", ": This is a file of Atlas, not of Armor."),
    ):
        code, _, aside = portal.typed("import", atlas, "--contract", "ARMOR-2025", lang=language)
        assert (code, aside.splitlines()) == (1, sentences(atlas.name, (text,)))
    report = imports.import_file(
        portal.db, ADMIN, content=of_atlas(), name=atlas.name, contract="ARMOR-2025"
    )
    assert [problem.code for problem in report.problems] == ["file.other_vendor"]
    assert_untouched(portal, before)


NOT_THIS_FEED = (
    (
        "_: Le fichier n’a pas la présentation du flux appels_: colonnes qui lui manquent_: Date, Heure, "
        "File, Présentés, Décrochés, Sous 20 s_; colonnes que ce flux ne connaît pas_: Jour, Site, "
        "Heures de production. Sa présentation est celle de Atlas, heures."
    ),
    (
        ": The file does not have the layout of feed appels: columns that it lacks: Date, Heure, File, "
        "Présentés, Décrochés, Sous 20 s; columns that this feed does not know: Jour, Site, Heures de "
        "production. Its layout is that of Atlas, heures."
    ),
)


def test_another_file_of_the_vendor_is_refused_under_this_feed(portal, tmp_path):
    file = tmp_path / "atlas_heures.csv"
    file.write_bytes(b"Jour;Site;Heures de production\r\n02/11/2026;n1;7,5\r\n")
    before = contents(portal.db, *TRAIL)
    asked = ("--contract", "ATLAS-2025", "--feed", "appels")
    for language, text in (("fr", NOT_THIS_FEED[0]), ("en", NOT_THIS_FEED[1])):
        code, _, aside = portal.typed("import", file, *asked, lang=language)
        assert (code, aside.splitlines()) == (1, sentences(file.name, (text,)))
    assert_untouched(portal, before)


TWO_BAD_ROWS = [
    (MONDAY, "08:00", "n1", 10, 9, 8),
    (MONDAY, "08:30", "n1", "douze", 9, 8),
    (MONDAY, "09:00", "n1", 10, 9, 8),
    (date(2027, 1, 4), "08:00", "n1", 10, 9, 8),
]


def test_a_file_with_bad_rows_changes_nothing_until_somebody_has_seen_them(portal):
    before = contents(portal.db, *TRAIL)
    report = imports.import_file(portal.db, ADMIN, content=calls(TWO_BAD_ROWS), name=f"{NAME}.csv")
    assert (report.status, report.rows) == ("refused", 0)
    assert sentence(report.problems[0], FR) == (
        f"{NAME}.csv n’est pas importé{NBSP}: lignes illisibles{NBSP}: 2{NBSP}; lignes bonnes{NBSP}: 2. "
        "Corrigez le fichier, ou importez les seules lignes bonnes (option --partial)."
    )
    assert_untouched(portal, before)


def test_a_bad_row_is_listed_and_left_out_once_the_good_ones_are_taken_knowingly(portal):
    content = calls(TWO_BAD_ROWS)
    report = imports.import_file(portal.db, ADMIN, content=content, name=f"{NAME}.csv", partial=True)
    assert (report.status, report.rows, report.days_added) == ("imported", 2, (MONDAY,))
    expected = (
        ", ligne 3, colonne «_Présentés_»_: «_douze_» n’est pas un nombre.",
        (
            ", ligne 5, colonne «_Date_»_: 04/01/2027 est dans le futur_: les chiffres sont acceptés "
            "jusqu’au 12/11/2026."
        ),
    )
    assert [sentence(problem, FR) for problem in report.problems] == sentences(f"{NAME}.csv", expected)


def test_the_same_bad_row_typed_exits_with_1_and_its_rest_comes_in_when_asked(portal, tmp_path):
    file = tmp_path / f"{NAME}.csv"
    file.write_bytes(calls([(MONDAY, "08:00", "n1", 10, 9, 8), (MONDAY, "08:30", "n1", "x", 9, 8)]))
    before = contents(portal.db, *TRAIL)
    said = f"{NAME}.csv, row 3, column “Présentés”: “x” is not a number."
    code, out, aside = portal.typed("import", file, lang="en")
    assert (code, out) == (1, f"{NAME}.csv: refused, nothing changed.\n")
    assert aside.splitlines()[1:] == [said]
    assert_untouched(portal, before)
    code, out, aside = portal.typed("import", file, "--partial", lang="en")
    assert (code, out) == (1, f"{NAME}.csv: rows kept: 1; days added: 1, replaced: 0.\n")
    assert aside.splitlines() == [said]


@pytest.fixture(scope="module")
def heavy() -> bytes:
    """A text of more than 50 MiB, good in every row: a long remark stands beside the figures."""
    remark = b";" + b"remarque " * 150 + b"\r\n"
    lines = [b"Date;Heure;File;Pr\xe9sent\xe9s;D\xe9croch\xe9s;Sous 20 s;Commentaire\r\n"]
    for day in range(500):
        on_day = f"{date(2025, 1, 1) + timedelta(days=day):%d/%m/%Y}".encode()
        for slot in range(8, 48):  # no hour that the clocks skip
            moment = f"{slot // 2:02d}:{slot % 2 * 30:02d}".encode()
            for queue in (b"n1", b"n2"):
                lines.append(b";".join([on_day, moment, queue, b"10;9;8"]) + remark)
                if len(lines) * len(remark) > 51 * MIB:
                    return b"".join(lines)
    raise AssertionError("not heavy enough")


def test_a_page_takes_50_mb_and_the_command_line_more(portal, heavy, tmp_path):
    before = contents(portal.db, *TRAIL)
    report = imports.import_file(portal.db, ADMIN, content=heavy, name=f"{NAME}.csv")
    assert report.status == "refused"
    assert [sentence(problem, FR) for problem in report.problems] == sentences(
        f"{NAME}.csv", ("_: Le fichier pèse 52_Mo_; 50_Mo au plus sont acceptés ici.",)
    )
    assert [sentence(problem, EN) for problem in report.problems] == [
        f"{NAME}.csv: The file is 52 MB; the most that is accepted here is 50 MB."
    ]
    assert_untouched(portal, before)
    file = tmp_path / f"{NAME}.csv"
    file.write_bytes(heavy)
    code, out, _ = portal.typed("import", file, "--json")
    document = json.loads(out)
    assert (code, document["status"], document["rows"]) == (0, "imported", heavy.count(b"\n") - 1)
    assert {p["code"] for p in document["problems"]} == {"column.unknown"}


@pytest.mark.skipif(os.name != "posix", reason="a sparse file")
@pytest.mark.parametrize(
    ("name", "size", "limit"), [(".csv", 1024 * MIB + 1, "1024"), (".xlsx", 60 * MIB, "50")]
)
def test_the_command_line_has_its_limits_too(portal, tmp_path, name, size, limit):
    file = tmp_path / f"{NAME}{name}"
    file.write_bytes(good_workbook() if name == ".xlsx" else calls(day_of_calls(MONDAY)))
    os.truncate(file, size)
    before = contents(portal.db, *TRAIL)
    code, _, aside = portal.typed("import", file, lang="en")
    shown = -(-size // MIB)
    assert (code, aside) == (
        1,
        f"{file.name}: The file is {shown} MB; the most that is accepted here is {limit} MB.\n",
    )
    assert_untouched(portal, before)


def test_python_m_pilotage_says_it_in_one_line_and_exits_with_1(fresh, tmp_path):
    url = fresh("sqlite")
    db = open_database(url)
    publish(db)
    db.close()
    file = tmp_path / f"{NAME}.xlsx"
    file.write_bytes(with_password())
    typed = [sys.executable, "-m", "pilotage", "--lang", "fr", "import", str(file)]
    here = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(typed, cwd=ROOT, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == f"{NAME}.xlsx{NBSP}: refusé, rien n’a changé.\n"
    text = "_: Le classeur est protégé par un mot de passe. Demandez-le sans protection."
    assert done.stderr.splitlines() == sentences(f"{NAME}.xlsx", (text,))
