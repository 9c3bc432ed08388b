"""Figures typed by hand, on both databases: kept with their evidence, marked, withdrawn, replaced."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from pilotage.cli.explaining import explanation
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.periods import Month, Window, week_of
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, catalogue, documents, imports, invoices, months, publishing, typed
from pilotage.services.actor import RefusedError
from pilotage.services.register import UnknownFileError, received_files, withdraw
from pilotage.store import contracts, replacing
from services.portal import (
    ADMIN,
    ATLAS_ONLY,
    NOBODY,
    VIEWER,
    actions,
    calls,
    contents,
    contract_text,
    count,
    day_of_calls,
    feeds_text,
    opened,
)

REF = "ARMOR-2025"
OCTOBER = Month(2026, 10).window
DAY = Window(date(2026, 10, 5), date(2026, 10, 5))
PAPER = ("fax.pdf", b"%PDF-1.4 a fax")


@pytest.fixture
def portal(db_left_by):
    return db_left_by(opened)


def type_in(db, actor=ADMIN, **values):
    given = {
        "contract": REF,
        "stream": "n1",
        "counters": {"quality_n": Decimal(40), "quality_sum": Decimal("3460.5")},
        "period": OCTOBER,
        "reason": "Fiche reçue par fax",
        "evidence_name": PAPER[0],
        "evidence": PAPER[1],
    }
    return typed.type_in(db, actor, **(given | values))


def sums(db, window=OCTOBER, streams=("n1", "n2")):
    return catalogue.counters(db, ADMIN, ref=REF, window=window).sums(streams, window)


def refused(db, **values):
    before = contents(db, "audit_event", "audit_text")
    with pytest.raises(ProblemsFoundError) as error:
        type_in(db, **values)
    assert contents(db, "audit_event", "audit_text") == before
    for language in ("fr", "en"):
        for problem in error.value.problems:
            assert "{" not in sentence(problem, Words(language))
    return [problem.code for problem in error.value.problems]


def test_a_typed_figure_counts_and_says_so(portal):
    first, second = type_in(portal)
    found = sums(portal)
    assert (found.get("quality_n"), found.get("quality_sum")) == (40, Decimal("3460.5"))
    assert found.typed == {"quality_n", "quality_sum"}
    files = received_files(portal, ADMIN)
    assert [(file.batch, file.feed, file.state) for file in files] == [
        (first, "saisie.quality_n", "counted"),
        (second, "saisie.quality_sum", "counted"),
    ]
    assert (files[0].first, files[0].last) == (OCTOBER.first, OCTOBER.last)
    assert imports.original(portal, ADMIN, batch=first)[1] == b"day;stream;value\n2026-10-01;n1;40\n"


def test_its_reason_and_its_document_are_kept_as_they_were_given(portal):
    first, second = type_in(portal)
    behind = typed.behind(portal, VIEWER, batch=first)
    assert (behind.reason, behind.name, behind.size) == ("Fiche reçue par fax", "fax.pdf", len(PAPER[1]))
    assert typed.evidence(portal, ADMIN, batch=second) == PAPER
    with pytest.raises(RefusedError):
        typed.evidence(portal, VIEWER, batch=first)
    with pytest.raises(UnknownFileError):
        typed.behind(portal, ATLAS_ONLY, batch=first)
    assert actions(portal)[-2:] == ["figure.type", "figure.type"]
    assert audit.verify(portal, ADMIN) == ()


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"reason": "  "}, ["typed.no_reason"]),
        ({"evidence": b""}, ["typed.no_evidence"]),
        ({"evidence_name": ""}, ["typed.no_evidence"]),
        ({"evidence": b"x" * (typed.MOST_EVIDENCE + 1)}, ["typed.evidence_too_large"]),
        ({"counters": {}}, ["typed.nothing"]),
        ({"stream": "n9"}, ["typed.unknown_stream"]),
        ({"counters": {"answerd": Decimal(1)}}, ["typed.unknown_counter"]),
        ({"period": Window(date(2026, 10, 4), date(2026, 10, 17))}, ["typed.period"]),
        ({"period": Month(2026, 11).window}, ["typed.not_over"]),
        ({"period": Month(2024, 10).window}, ["typed.out_of_contract"]),
        ({"counters": {"offered": Decimal(-3)}}, ["typed.negative"]),
        ({"counters": {"offered": Decimal("NaN")}}, ["typed.not_a_count"]),
        ({"counters": {"offered": Decimal("1e9")}}, ["typed.not_a_count"]),
        ({"counters": {"offered": Decimal("1.0000001")}}, ["typed.too_fine"]),
        ({"counters": {"offered": Decimal(90), "answered": Decimal(91)}}, ["typed.above"]),
        ({"reason": "", "evidence": b"", "stream": "n9"},
         ["typed.no_reason", "typed.no_evidence", "typed.unknown_stream"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(portal, values, codes):
    assert refused(portal, **values) == codes


def test_a_sentence_names_the_counters_in_the_language_of_the_reader(portal):
    with pytest.raises(ProblemsFoundError) as error:
        type_in(portal, counters={"offered": Decimal(1090), "answered": Decimal(1091)})
    told = sentence(error.value.problems[0], Words("fr")).replace("\u00a0", " ").replace("\u202f", " ")
    assert told == "« Décrochés » (1 091) ne peut pas dépasser « Présentés (reçus) » (1 090)."


def test_a_part_cannot_exceed_what_a_file_gives_for_the_same_day(portal):
    imports.import_file(
        portal, ADMIN, content=calls(day_of_calls(DAY.first, offered=10)), name="armor_appels.csv"
    )
    assert refused(portal, counters={"abandoned": Decimal(31)}, period=DAY) == ["typed.above"]
    type_in(portal, counters={"abandoned": Decimal(3)}, period=DAY)
    assert sums(portal, DAY).get("abandoned") == 3


def test_what_a_file_gives_is_not_typed_over(portal):
    imports.import_file(portal, ADMIN, content=calls(day_of_calls(DAY.first)), name="armor_appels.csv")
    assert refused(portal, counters={"offered": Decimal(33)}, period=DAY) == ["typed.given"]
    assert refused(portal, counters={"offered": Decimal(900)}) == ["typed.given"]
    type_in(portal, counters={"offered": Decimal(33)}, period=DAY, stream="n2")


def test_typed_again_it_takes_the_place_of_the_first(portal):
    type_in(portal, counters={"offered": Decimal(900)})
    type_in(portal, counters={"offered": Decimal(901)})
    assert sums(portal).get("offered") == 901
    assert [file.state for file in received_files(portal, ADMIN)] == ["replaced", "counted"]
    assert refused(portal, counters={"offered": Decimal(901)}) == ["typed.already"]
    assert refused(portal, counters={"offered": Decimal(30)}, period=DAY) == ["typed.other_period"]


def test_the_file_wins_and_the_typed_figure_counts_again_once_it_is_withdrawn(portal):
    type_in(portal, counters={"offered": Decimal(900)})
    report = imports.import_file(
        portal, ADMIN, content=calls(day_of_calls(DAY.first)), name="armor_appels.csv"
    )
    assert report.status == "imported"
    assert [problem.code for problem in report.problems] == ["import.typed_replaced"]
    found = sums(portal)
    assert (found.get("offered"), found.typed) == (30, frozenset())
    assert [file.state for file in received_files(portal, ADMIN)] == ["replaced", "counted"]
    withdraw(portal, ADMIN, batch=report.batch, reason="wrong vendor")
    found = sums(portal)
    assert (found.get("offered"), found.typed) == (900, {"offered"})
    assert [file.state for file in received_files(portal, ADMIN)] == ["counted", "withdrawn"]


def test_a_typed_figure_is_withdrawn_like_any_file(portal):
    (number,) = type_in(portal, counters={"offered": Decimal(900)})
    withdraw(portal, ADMIN, batch=number, reason="read from the wrong line")
    assert sums(portal).get("offered") is None
    assert typed.behind(portal, ADMIN, batch=number).name == "fax.pdf"


def test_rebuilding_from_evidence_gives_the_same_projection(portal):
    type_in(portal)
    type_in(portal, counters={"offered": Decimal(900)}, period=week_of(date(2026, 10, 5)))
    worked = {"handle_s": Decimal("812.5"), "productive_hours": Decimal("7.25")}
    type_in(portal, counters=worked, period=DAY)
    before = contents(portal, "contract", "setting")
    with portal.writing() as session:
        replacing.rebuild(session, contracts.required(session, REF))
    assert contents(portal, "contract", "setting") == before
    assert sums(portal, DAY).get("productive_hours") == Decimal("7.25")
    assert sums(portal, week_of(DAY.first)).get("offered") == 900
    assert "offered" in sums(portal, DAY).coarse


def test_a_counter_of_the_contract_s_own_can_be_typed(portal):
    own = '\n[[counter]]\nid = "letters_lost"\nname = "Courriers perdus"\n'
    publishing.publish(portal, ADMIN, contract_text=contract_text() + own, feeds_text=feeds_text())
    type_in(portal, counters={"letters_lost": Decimal(3)})
    assert sums(portal).get("letters_lost") == 3


def test_the_mark_follows_the_figure_to_the_sla(portal):
    given = {"offered": Decimal(1000), "answered_within_20s": Decimal(812), "answered": Decimal(900)}
    for day in range(1, 32):
        window = Window(date(2026, 10, day), date(2026, 10, day))
        if window.first.weekday() < 6:
            type_in(portal, counters=given, period=window)
    result = months.judged(portal, ADMIN, contract=REF, month=Month(2026, 10))
    (sla,) = result.slas
    assert (sla.value, sla.occurrences[0].figure.typed) == (Decimal("81.2"), True)
    document = documents.sla_document(result, catalogue.contract(portal, ADMIN, ref=REF))
    assert document["slas"][0]["typed"] is True


@pytest.mark.parametrize("actor", [VIEWER, NOBODY, ATLAS_ONLY])
def test_only_who_may_import_for_this_vendor_types_a_figure(portal, actor):
    with pytest.raises((RefusedError, catalogue.UnknownContractError)):
        type_in(portal, actor)
    assert count(portal, "batch") == count(portal, "attachment") == 0


PRICE = """
[[price]]
id = "heure"
activity = "voix"
unit = "productive_hour"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 7"
price = 20
"""


def test_the_mark_follows_the_figure_to_the_invoice_and_its_workbook(portal):
    text = contract_text() + PRICE
    publishing.publish(portal, ADMIN, contract_text=text, feeds_text=feeds_text())
    type_in(portal, counters={"productive_hours": Decimal("152.5")})
    result = months.judged(portal, ADMIN, contract=REF, month=Month(2026, 10))
    document = documents.bill_document(result, catalogue.contract(portal, ADMIN, ref=REF))
    assert [(line["amount"], line["typed"]) for line in document["lines"]] == [("3050.00", True)]
    for language, word in (("fr", "Saisi à la main"), ("en", "Typed in")):
        _, content = invoices.workbook(
            portal, ADMIN, contract=REF, month=Month(2026, 10), language=language
        )
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        said = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
        assert any(word in str(cell) for cell in said)
    told = explanation(result, catalogue.contract(portal, ADMIN, ref=REF), Words("en"), None, {})
    assert any("Typed in" in line for line in told)
