"""The joint findings record says what the page, `explain` and the workbook say, step by step."""

from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from pilotage.exports.taken_out import taken_grid
from pilotage.locale import Words
from pilotage.locale.steps import rule_words, steps_of_line
from pilotage.periods import Month
from pilotage.services import contradictory, invoices, maintenance, months, settling
from pilotage.services.actor import Actor, RefusedError, Role, local_administrator
from tests.pages.test_figures_on_pages import spaced

WHO = local_administrator()
FEBRUARY, MARCH = Month(2026, 2), Month(2026, 3)
FRENCH = Words("fr")


@pytest.fixture(scope="module")
def db(demo_url):
    return maintenance.opened(demo_url)


def cells(content: bytes) -> set[str]:
    tables = Document(BytesIO(content)).tables
    return {cell.text for table in tables for row in table.rows for cell in row.cells}


def said(content: bytes) -> str:
    opened = Document(BytesIO(content))
    told = [paragraph.text for paragraph in opened.paragraphs]
    return spaced("\n".join([*told, *sorted(cells(content))]))


def sheet(db, contract: str, month: Month, language: str = "fr", remarks: str = "") -> bytes:
    return contradictory.document(
        db, WHO, contract=contract, month=month, language=language, remarks=remarks
    )[1]


@pytest.mark.parametrize(
    ("contract", "month"), [("ARMOR-2025", FEBRUARY), ("ATLAS-2025", Month(2026, 10))]
)
def test_the_sheet_and_the_workbook_print_every_step_of_each_malus(db, contract, month):
    result = months.judged(db, WHO, contract=contract, month=month)
    printed = cells(sheet(db, contract, month))
    book = load_workbook(
        BytesIO(invoices.workbook(db, WHO, contract=contract, month=month, language="fr")[1])
    )
    written = {str(cell.value) for page in book for row in page.rows for cell in row if cell.value}
    lines = [line for line in result.bill.lines if line.slas]
    assert lines
    for line in lines:
        for step in steps_of_line(line, result):
            rule, formula, value = rule_words(step, FRENCH, "EUR")
            assert rule in printed, rule
            assert not formula or formula in printed, formula
            assert value in printed, value
            assert rule in written, rule
            assert not formula or formula in written, formula


def test_the_crisis_is_told_from_what_was_found_to_what_was_agreed(db):
    text = said(sheet(db, "ARMOR-2025", FEBRUARY))
    for figure in ("58,4 %", "71,9 %", "-6 997,20 €", "-4 198,32 €", "+1 399,44 €", "-8 396,64 €"):
        assert figure in text, figure
    assert "Calcul sans neutralisation" in text
    assert "Volume au-delà de la prévision · acceptée" in text
    assert "courriel-armor-2026-03-04.txt" in text
    assert "Directeur de la relation client, 13/03/2026" in text
    assert "Deux jours de formation gratuits." in text
    assert "Remarques du prestataire" in text


def test_a_malus_that_was_neutralised_is_told_too(db):
    text = said(sheet(db, "ATLAS-2025", MARCH))
    assert "Sous l'objectif, sans malus" in text
    assert "demi-heures : 11 sur 12" in text
    assert "29 184 - 113" in text
    assert "-1 921,22 €" in text


def test_every_half_hour_taken_out_stands_with_its_counters_and_their_sum_is_what_the_step_subtracts(db):
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in Document(BytesIO(sheet(db, "ATLAS-2025", MARCH))).tables
    ]
    [found] = [rows for rows in tables if rows[0][0] == "Retiré"]
    assert [spaced(row[0]) for row in found[1:3]] == [
        "mar. 17 mars, 10:00 à 10:30",
        "mar. 17 mars, 10:30 à 11:00",
    ]
    assert len(found) == 1 + 11 + 1
    assert found[-1][1:] == ["113", "940"]


def test_many_half_hours_are_told_by_runs(db):
    [one] = contradictory.exclusions(db, WHO, contract="ARMOR-2025", month=FEBRUARY)
    rows = taken_grid(one.taken, FRENCH).rows
    assert len(rows) - 1 < len(one.taken.slots) == one.slots


def test_the_reason_of_the_vendor_is_its_request_and_the_remarks_are_left_to_fill_in(db):
    told = Document(BytesIO(sheet(db, "ATLAS-2025", MARCH)))
    rows = [[cell.text for cell in row.cells] for table in told.tables for row in table.rows]
    [request] = [row[1] for row in rows if row[0] == "Demande"]
    assert request.startswith("CRM de Belval indisponible")
    assert ["À remplir par le prestataire"] in rows
    assert not any(request in paragraph.text for paragraph in told.paragraphs)


def test_remarks_given_beside_are_written(db):
    assert "Nous maintenons." in said(sheet(db, "ATLAS-2025", MARCH, remarks="Nous maintenons."))


def test_a_month_without_malus_says_so_and_shows_its_values(db):
    text = said(sheet(db, "ARMOR-2025", Month(2026, 4)))
    assert "Ni bonus ni malus ce mois-ci." in text or "Montants" in text
    assert "Qualité de service" in text


def test_the_same_in_english(db):
    text = said(sheet(db, "ARMOR-2025", FEBRUARY, "en"))
    assert "Joint findings record" in text
    assert "Customer relations director, 13/03/2026" in text


def test_an_exclusion_counts_its_half_hours_and_prices_its_idle_hours(db):
    [one] = contradictory.exclusions(db, WHO, contract="ATLAS-2025", month=MARCH)
    assert (one.slots, one.asked, one.by_day) == (11, 12, False)
    assert [(idle.hours, idle.amount) for idle in one.idle] == [(Decimal("104.5"), Decimal("1839.20"))]
    assert one.effect.difference == Decimal("1921.22")


def test_the_three_amounts_of_the_sheet_are_those_of_the_service(db):
    three = settling.three_amounts(db, WHO, contract="ARMOR-2025", month=FEBRUARY)
    text = said(sheet(db, "ARMOR-2025", FEBRUARY))
    for line in three.lines:
        for amount in (line.computed, line.proposed, line.agreed):
            assert spaced(FRENCH.money(amount, "EUR")) in text


def test_who_only_reads_takes_no_document_away(db):
    viewer = Actor("reader", Role.VIEWER)
    with pytest.raises(RefusedError):
        contradictory.document(db, viewer, contract="ARMOR-2025", month=FEBRUARY, language="fr")


def test_what_was_not_waived_is_retained_once_the_committee_is_over(db):
    # Atlas's March is closed: what was proposed is what was retained. October waits for its committee.
    told = "le montant proposé est celui qui a été retenu"
    assert told in said(sheet(db, "ATLAS-2025", Month(2026, 3)))
    assert told not in said(sheet(db, "ATLAS-2025", Month(2026, 10)))
    assert "vaut jusqu’à ce qu’il soit retenu" in said(sheet(db, "ATLAS-2025", Month(2026, 10)))
