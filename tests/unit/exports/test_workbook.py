"""The pre-invoice workbook: live formulas with their values, no constant, safe texts, fit to print."""

import hashlib
import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from pilotage.exports.tables import tables
from pilotage.exports.workbook import ReceivedFileRef, preinvoice_workbook, workbook_name
from pilotage.locale import LANGUAGES, Words
from pilotage.money import round_half_up
from pilotage.periods import Month
from tests.unit.exports.judged_months import FILES, ISSUED, MONTHS, contract_of, judged
from tests.unit.exports.workbook_reading import ALLOWED, Back, constants_of, functions_of, tables_missing

FRENCH, ENGLISH = Words("fr"), Words("en")
SHEETS = {
    "fr": [
        *("Synthèse", "Lignes", "Bonus_Malus", "KPI", "Rapprochement", "FNP"),
        *("Contrôles", "Détail", "Paramètres"),
    ],
    "en": [
        *("Summary", "Lines", "Bonus_Malus", "KPI", "Reconciliation", "Accrual"),
        *("Checks", "Detail", "Parameters"),
    ],
}


def workbook(name: str, t: Words = FRENCH) -> bytes:
    result, contract = judged(name)
    return preinvoice_workbook(result, contract, t, FILES, ISSUED)


def cents(value: object) -> Decimal:
    assert isinstance(value, int | float), value
    return round_half_up(Decimal(repr(value)))


@pytest.mark.parametrize("name", MONTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_totals_of_the_summary_are_those_of_the_bill(name, language):
    result, contract = judged(name)
    t = Words(language)
    back = Back.of(preinvoice_workbook(result, contract, t, FILES, ISSUED))
    for label, expected in (
        ("Total excl. VAT", result.bill.subtotal),
        ("VAT to pay", result.bill.vat),
        ("Total incl. VAT", result.bill.total),
    ):
        found = back.beside(SHEETS[language][0], t(label))
        assert cents(found) == expected, label


@pytest.mark.parametrize("name", MONTHS)
def test_the_lines_are_those_of_the_bill_in_their_order(name):
    result, _ = judged(name)
    rows = Back.of(workbook(name)).table("tblLignes")
    shown = [(row["Ligne"], cents(row["Montant HT"])) for row in rows if row["Ligne"] is not None]
    assert shown == [(line.id, line.amount) for line in result.bill.lines]


@pytest.mark.parametrize("name", MONTHS)
def test_each_amount_is_its_quantity_times_its_price_even_in_binary_floats(name):
    for row in Back.of(workbook(name)).table("tblLignes"):
        if row["Ligne"] is not None:
            product = row["Quantité"] * row["Prix unitaire"]
            assert cents(product) == cents(row["Montant HT"]), row["Ligne"]


@pytest.mark.parametrize("name", MONTHS)
def test_no_number_stands_inside_a_formula(name):
    formulas = {cell.value for _, cell, _ in Back.of(workbook(name)).live()}
    assert {formula for formula in formulas if constants_of(formula)} == set()


def test_the_search_for_constants_finds_one():
    assert constants_of("=ROUND(tblLignes[[#This Row],[Montant HT]]*0.2,Arrondi)") == ["0.2"]
    assert constants_of('=B12+SUMIFS(tblA[x y],tblA[z],"n°2")') == []


@pytest.mark.parametrize("name", MONTHS)
def test_only_functions_that_excel_2016_and_libreoffice_share_are_used(name):
    back = Back.of(workbook(name))
    assert {f for _, cell, _ in back.live() for f in functions_of(cell.value)} <= ALLOWED
    assert tables_missing(back) == set()


@pytest.mark.parametrize("name", MONTHS)
def test_every_formula_carries_the_value_it_had(name):
    missing = [f"{s}!{c.coordinate}" for s, c, value in Back.of(workbook(name)).live() if value is None]
    assert missing == []


@pytest.mark.parametrize("name", MONTHS)
def test_every_check_holds(name):
    rows = Back.of(workbook(name)).table("tblControles")
    assert len(rows) >= 9
    assert [row["Contrôle"] for row in rows if row["Résultat"] is not True] == []


def test_a_check_that_fails_turns_the_tab_red_and_says_so():
    result, contract = judged("armor_ordinary")
    bill = result.bill.__class__(
        **{
            name: getattr(result.bill, name)
            for name in ("currency", "lines", "vat_lines", "vat", "total", "steps")
        },
        subtotal=result.bill.subtotal + 1,
    )
    wrong = result.__class__(**{**vars(result), "bill": bill})
    back = Back.of(preinvoice_workbook(wrong, contract, FRENCH, FILES, ISSUED))
    assert back.formulas["Contrôles"].sheet_properties.tabColor.rgb == "FFD55E00"
    assert back.beside("Synthèse", "Tous les contrôles du classeur sont vrais") is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_follow_the_language_and_none_is_hidden(language):
    back = Back.of(workbook("armor_crisis", Words(language)))
    assert back.formulas.sheetnames == SHEETS[language]
    assert {sheet.sheet_state for sheet in back.formulas.worksheets} == {"visible"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_need_no_escape_in_a_structured_reference(language):
    own = tables(Words(language))
    headers = [column.header for name in own.__slots__ for column in getattr(own, name).columns.values()]
    assert [header for header in headers if not re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)*", header)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_has_the_same_header_twice(language):
    own = tables(Words(language))
    for name in own.__slots__:
        headers = [column.header.casefold() for column in getattr(own, name).columns.values()]
        assert len(headers) == len(set(headers)), name


@pytest.mark.parametrize("name", MONTHS)
def test_every_sheet_is_ready_to_print_and_to_read(name):
    for sheet in Back.of(workbook(name)).formulas.worksheets:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes, sheet.title
        assert "Page &P sur &N" in sheet.oddFooter.right.text
        assert "n'est pas une facture" in sheet.oddHeader.right.text
        assert sheet["A2"].value == "État préparatoire, n'est pas une facture"
        assert list(sheet.merged_cells.ranges) == []


def test_the_summary_is_portrait_and_the_lines_repeat_their_header():
    book = Back.of(workbook("armor_crisis")).formulas
    assert book["Synthèse"].page_setup.orientation == "portrait"
    assert book["Lignes"].page_setup.orientation == "landscape"
    assert book["Lignes"].print_title_rows == "$5:$5"
    assert book["Lignes"].freeze_panes == "D6"
    assert book["Lignes"].tables["tblLignes"].autoFilter is not None


def test_formulas_are_locked_without_a_password_and_comments_are_open():
    sheet = Back.of(workbook("armor_crisis")).formulas["Lignes"]
    headers = {cell.value: cell.column for cell in sheet[5]}
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.autoFilter  # openpyxl: True would forbid it
    assert sheet.cell(6, headers["Montant HT"]).protection.locked
    assert not sheet.cell(6, headers["Commentaire"]).protection.locked


def test_the_same_month_gives_the_same_bytes():
    first, second = (hashlib.sha256(workbook("armor_crisis")).hexdigest() for _ in range(2))
    assert first == second


def test_another_day_of_issue_gives_other_bytes():
    result, contract = judged("armor_crisis")
    later = preinvoice_workbook(result, contract, FRENCH, FILES, date(2026, 11, 13))
    assert later != workbook("armor_crisis")


@pytest.mark.parametrize("name", MONTHS)
def test_no_number_is_written_as_a_text_and_dates_are_dates(name):
    back = Back.of(workbook(name))
    number = re.compile(r"^[-+]?[\d\s\u00a0\u202f]+([.,]\d+)?$")
    accounts = {row["Compte"] for row in back.table("tblLignes")}  # names, whose zeros count
    texts = [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in back.values.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and number.match(cell.value.strip())
        if cell.value not in accounts
    ]
    assert texts == []
    for row in back.table("tblDocuments"):
        assert isinstance(row["Signé le"], datetime)


def test_every_line_names_its_order_its_account_and_its_cost_centre():
    rows = Back.of(workbook("armor_crisis")).table("tblLignes")
    told = [(row["Commande et ligne"], row["Compte"], row["Centre de coûts"]) for row in rows]
    assert told[0] == ("4500012001 / 10", "611100", "SC-CLIENTS-01")
    assert told[3] == ("4500012001 / 20", "611100", "SC-CLIENTS-01")
    assert {order for order, _, _ in told[4:]} == {"4500012001 / 30"}


def test_every_line_names_its_clause_and_its_received_files():
    rows = Back.of(workbook("armor_crisis")).table("tblLignes")
    assert rows[0]["Article"] == "Contrat cadre et annexes, art. 7.1"
    assert rows[0]["Fichiers reçus"] == "Armor_appels_2026-02.csv, Satisfaction février 2026.xlsx"
    assert rows[3]["Fichiers reçus"] == "aucun\u00a0: fixé par le contrat"
    assert all(row["Article"] for row in rows)


def test_a_line_leads_to_its_computation_and_to_its_files_in_one_click():
    sheet = Back.of(workbook("armor_crisis")).formulas["Lignes"]
    number, identifier = sheet["A6"], sheet["B6"]
    assert number.hyperlink.location.startswith("'Détail'!A")
    assert number.value == 1
    assert identifier.hyperlink.location.startswith("'KPI'!B")


def test_many_files_are_counted_after_the_first_three():
    files = {n: ReceivedFileRef(f"jour_{n}.csv") for n in (1, 2)}
    result, contract = judged("armor_ordinary")
    lines = [
        line.__class__(**{**_fields(line), "batches": tuple(range(1, 32))}) for line in result.bill.lines
    ]
    bill = result.bill.__class__(**{**_fields(result.bill), "lines": tuple(lines)})
    many = result.__class__(**{**vars(result), "bill": bill})
    files = {n: ReceivedFileRef(f"jour_{n}.csv") for n in range(1, 32)}
    rows = Back.of(preinvoice_workbook(many, contract, FRENCH, files, ISSUED)).table("tblLignes")
    assert rows[0]["Fichiers reçus"] == "jour_1.csv, jour_2.csv, jour_3.csv et 28 de plus"


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}


def test_the_malus_is_read_again_from_the_counters_and_the_bands():
    back = Back.of(workbook("armor_crisis"))
    measured = back.table("tblKPI")[0]
    assert (measured["Numérateur"], measured["Dénominateur"]) == (19798, 33900)
    judged_value = back.table("tblSLA")[0]["Valeur jugée"]
    assert judged_value == pytest.approx(0.584)
    reached = [row for row in back.table("tblPaliers") if row["Palier atteint"]]
    assert [(row["Numéro de clause"], row["Taux"]) for row in reached] == [(1, -0.05), (2, -0.01), (3, 0)]
    amounts = {row["Libellé"]: row["Montant"] for row in back.table("tblBonus")}
    assert amounts["Bonus/malus qualité de service"] == pytest.approx(-6997.20)
    live = {cell.value for sheet, cell, _ in back.live() if sheet == "Bonus_Malus"}
    assert any("tblPaliers[Taux]" in formula for formula in live)


def test_a_cap_that_bites_is_a_line_of_its_own_and_is_computed_again():
    back = Back.of(workbook("ravinala_minimum"))
    cap = back.table("tblPlafonds")[0]
    assert (cap["Plafond"], cap["Avant plafond"], cap["Écrêtage"]) == (1500, -3000, 1500)
    assert cap["Plafond dépassé"] is True
    last = back.table("tblLignes")[-1]
    assert (last["Famille"], last["Montant HT"]) == ("Plafond", 1500)


def test_a_minimum_shows_what_was_done_of_it():
    rows = Back.of(workbook("ravinala_minimum")).table("tblLignes")
    row = next(row for row in rows if row["Ligne"] == "minimum")
    assert row["Libellé"].endswith("25\u202f200 sur 30\u202f000")
    assert (row["Quantité"], row["Montant HT"]) == (4800, 6624)


def test_tiers_are_one_row_each_with_their_edges():
    rows = Back.of(workbook("armor_crisis")).table("tblLignes")
    assert [row["Libellé"] for row in rows[:3]] == [
        "Appels traités, tranche 1, de 0 à 18\u202f000",
        "Appels traités, tranche 2, de 18\u202f000 à 24\u202f000",
        "Appels traités, tranche 3, au-delà de 24\u202f000",
    ]


def test_reverse_charge_is_mentioned_and_adds_no_vat():
    back = Back.of(workbook("atlas_hours"))
    texts = [cell.value for row in back.values["Synthèse"].iter_rows() for cell in row]
    assert "Autoliquidation\u00a0: TVA due par le preneur (CGI, art. 283-2)" in texts
    assert back.beside("Synthèse", "TVA à payer") == 0
    assert cents(back.beside("Synthèse", "TVA autoliquidée, non payée au prestataire")) == Decimal(
        "19762.04"
    )


def test_damages_stand_outside_vat():
    back = Back.of(workbook("tejo_provisional"))
    rows = {row["Code TVA"]: row["Montant HT"] for row in back.table("tblTVA")}
    assert rows["Hors TVA"] == -1500
    assert sum(rows.values()) == pytest.approx(48242.40)
    assert [row["Code TVA"] for row in back.table("tblLignes")][-1] == "Hors TVA"


def test_a_provisional_month_says_so_on_its_summary_and_its_lines():
    back = Back.of(workbook("tejo_provisional"))
    texts = [cell.value for row in back.values["Synthèse"].iter_rows() for cell in row]
    assert "Provisoire\u00a0: des chiffres peuvent encore bouger." in texts
    states = {row["Ligne"]: row["État"] for row in back.table("tblLignes")}
    assert states["vente-nette.1"] == "Provisoire"
    assert states["forfait"] == "Définitif"


def test_an_sla_without_data_is_not_measured_and_says_why():
    row = Back.of(workbook("nothing_received")).table("tblKPI")[0]
    assert row["Valeur mesurée"] is None
    assert row["Qualité du chiffre"] == "Non mesuré (aucune donnée reçue pour la période)"


def test_the_file_is_named_after_its_month_and_contract():
    contract = contract_of("ARMOR-2025")
    assert workbook_name(contract, Month(2026, 10), FRENCH) == "2026-10_ARMOR-2025_attendu_v1.xlsx"
    assert workbook_name(contract, Month(2026, 10), ENGLISH, 2) == "2026-10_ARMOR-2025_expected_v2.xlsx"


def test_properties_say_what_the_document_is():
    properties = Back.of(workbook("armor_crisis")).formulas.properties
    assert properties.title == "Pré-facture · Armor Dialogue · février 2026"
    assert properties.subject == "État préparatoire, n'est pas une facture"
    assert properties.created.date() == ISSUED
    assert "ARMOR-2025" in properties.keywords


def test_only_the_parameters_have_names():
    names = Back.of(workbook("armor_crisis")).formulas.defined_names
    assert {n: names[n].attr_text for n in names} == {
        "Arrondi": "'Paramètres'!$C$6",
        "Neutre": "'Paramètres'!$C$7",
        "Tolerance_part": "'Paramètres'!$C$8",
        "Tolerance_montant": "'Paramètres'!$C$9",
    }


def test_a_survey_says_its_sample_and_how_near_it_is_known():
    rows = {row["Indicateur"]: row for row in Back.of(workbook("armor_crisis")).table("tblKPI")}
    told = {name: str(row["Qualité du chiffre"]) for name, row in rows.items()}
    plain = {name: re.sub(r"[\u00a0\u202f]", " ", text) for name, text in told.items()}
    assert plain["Satisfaction client (CSAT)"] == "Mesuré, définitif (± 2,6 pt, n = 1 000)"
    assert plain["Note qualité"] == "Mesuré, définitif (n = 100)"
    assert plain["Qualité de service (QS 80/20)"] == "Mesuré, définitif"
