"""An unknown file: what is proposed, on files made for each rule. Nothing of it is ever imported on a
guess: these are the proposals that a person confirms.
"""

from datetime import date, timedelta

import pytest

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.feeds.normalising import normalise
from pilotage.feeds.proposal import Proposal, ProposedColumn
from pilotage.feeds.proposing import propose
from tests.unit.feeds.feed_fixtures import CONTRACT, TODAY, workbook

FIRST = date(2026, 3, 16)
"""A Monday whose number is above twelve: day and month cannot be taken for one another."""


def contract(*streams: str, more: str = "") -> Contract:
    """A contract of these streams, `id` or `id:Name`."""
    named = [(text.partition(":")[0], text.partition(":")[2] or text) for text in streams or ("n1",)]
    listed = ", ".join(f'{{ id = "{i}", name = "{name}", activity = "voix" }}' for i, name in named)
    text = CONTRACT.format(vendor="v", vendor_name="Vendeur", zone="Europe/Paris")
    head, _, tail = text.partition("\n[vat]")
    found, problems = load_contract(f"{head}\nstream = [{listed}]\n{more}\n[vat]{tail}")
    assert found is not None, problems
    return found


def table(header: str, rows: int = 20, **cells) -> bytes:
    """A text file: a date a day, and for each other column of the header what its function gives."""
    lines = [header]
    names = header.split(";")
    for n in range(rows):
        day = FIRST + timedelta(days=n)
        lines.append(
            ";".join(str(cells.get(name, lambda n, day: f"{day:%d/%m/%Y}")(n, day)) for name in names)
        )
    return ("\n".join(lines) + "\n").encode()


def counts(header: str = "Date;Présentés;Décrochés;Abandonnés", **more) -> bytes:
    """Offered = answered + abandoned on every row, each going its own way."""
    given = {
        "Présentés": lambda n, _: 100 + 7 * n % 31,
        "Décrochés": lambda n, _: 90 + 7 * n % 31 - n % 5,
        "Abandonnés": lambda n, _: 10 + n % 5,
    }
    return table(header, **{**given, **more})


def proposed(
    content: bytes, *streams: str, name: str = "appels.csv", more: str = "", **answers: str
) -> Proposal:
    return propose(content, name=name, contract=contract(*streams, more=more), answers=answers)


def part(found: Proposal, name: str) -> ProposedColumn:
    return next(column for column in found.columns if column.name == name)


def why(found: Proposal, name: str) -> list[str]:
    return [reason.code.removeprefix("because.") for reason in part(found, name).because]


def asked(found: Proposal) -> dict[str, str]:
    return {question.id: question.value for question in found.questions}


# ---- counters ---------------------------------------------------------------------------------


def test_counters_known_by_their_names_are_confirmed_by_their_sum():
    found = proposed(counts())
    assert [(c.role, c.counter) for c in found.columns] == [
        ("date", ""),
        ("counter", "offered"),
        ("counter", "answered"),
        ("counter", "abandoned"),
    ]
    assert "balance" in why(found, "Présentés")
    assert found.complete
    assert found.feed is not None
    assert found.feed.when.format == "dd/mm/yyyy"


def test_the_proposal_reads_the_file_it_was_made_from():
    content = counts()
    found = proposed(content)
    assert found.feed is not None
    read = normalise(content, name="appels.csv", feed=found.feed, contract=contract(), today=TODAY)
    assert (read.kept, read.problems) == (20, ())


def test_the_text_of_the_proposal_is_the_feed():
    found = proposed(counts(), name="appels_2026-03.csv")
    assert '[[feed]]\nid = "appels"' in found.toml
    assert 'files = ["appels_*.csv"]' in found.toml


def test_a_column_without_a_telling_name_is_known_by_arithmetic():
    found = proposed(counts("Date;Présentés;Décrochés;Divers", Divers=lambda n, _: 10 + n % 5))
    assert (part(found, "Divers").counter, why(found, "Divers")) == ("abandoned", ["balance"])


def test_of_two_columns_of_one_name_the_total_is_read():
    content = counts(
        "Date;Présentés;Décrochés N1;Décrochés N2;Décrochés",
        **{
            "Décrochés N1": lambda n, _: 60 + n % 7,
            "Décrochés N2": lambda n, _: 30 + 7 * n % 31 - n % 5 - n % 7,
        },
    )
    found = proposed(content)
    assert part(found, "Décrochés").counter == "answered"
    assert "sum" in why(found, "Décrochés")
    assert why(found, "Décrochés N1") == ["other_better"]


def test_a_counter_of_the_contract_is_known_by_its_name():
    own = '[[counter]]\nid = "recontacts"\nname = "Clients recontactés"\nunit = "count"\n'
    content = counts("Date;Présentés;Clients recontactes", **{"Clients recontactes": lambda n, _: n % 4})
    found = proposed(content, more=own)
    assert (part(found, "Clients recontactes").counter, why(found, "Clients recontactes")) == (
        "recontacts",
        ["own_counter"],
    )


def test_handled_calls_are_the_answered_ones_where_nothing_else_is():
    content = counts("Date;Présentés;Traités;Abandonnés", Traités=lambda n, _: 90 + 7 * n % 31 - n % 5)
    found = proposed(content)
    assert part(found, "Traités").counter == "answered"
    assert found.feed is not None
    assert "handled" in found.feed.counters, "what is paid by the contact"


def test_numbers_of_rows_are_no_counter():
    found = proposed(counts("Date;Présentés;Ligne traitée", **{"Ligne traitée": lambda n, _: n + 1}))
    assert (part(found, "Ligne traitée").role, part(found, "Ligne traitée").refused) == ("ignored", True)
    assert why(found, "Ligne traitée") == ["row_number"]


def test_one_figure_on_every_row_is_no_counter():
    found = proposed(counts("Date;Présentés;Transferts", Transferts=lambda *_: 12))
    assert (why(found, "Transferts"), part(found, "Transferts").refused) == (["constant"], True)


def test_a_part_above_its_whole_is_refused_with_its_rows():
    found = proposed(counts("Date;Présentés;Décrochés", Décrochés=lambda n, _: 95 + 7 * n % 31 + n % 9))
    assert part(found, "Décrochés").refused
    assert why(found, "Décrochés")[-1] == "above_parent"
    (doubt,) = found.doubts
    assert (doubt.code, doubt.column, doubt.rows[:2]) == ("wizard.above_parent", "Décrochés", (8, 9))


def test_a_person_can_say_what_a_column_is_against_the_proposal():
    found = proposed(
        counts("Date;Présentés;Divers", Divers=lambda n, _: n % 6),
        **{"column:Divers": "transfers", "x": "y"},
    )
    assert (part(found, "Divers").counter, part(found, "Divers").confidence) == ("transfers", 100)
    assert [(p.code, dict(p.params)["question"]) for p in found.problems] == [
        ("wizard.answer_to_nothing", "x")
    ]


# ---- rates ------------------------------------------------------------------------------------


def test_a_rate_beside_its_counters_is_compared_and_never_added():
    rate = {
        "Taux d'abandon": lambda n, _: f"{100 * (10 + n % 5) / (100 + 7 * n % 31):.1f} %".replace(
            ".", ","
        )
    }
    found = proposed(counts("Date;Présentés;Décrochés;Abandonnés;Taux d'abandon", **rate))
    assert (part(found, "Taux d'abandon").role, why(found, "Taux d'abandon")) == ("check", ["ratio"])
    assert found.feed is not None
    column = found.feed.column[-1]
    assert column.check is not None
    assert (column.check.numerator, column.check.denominator, str(column.check.tolerance)) == (
        "abandoned",
        "offered",
        "0.1",
    )


def test_a_rate_that_its_counters_contradict_is_refused_with_the_arithmetic():
    found = proposed(
        counts(
            "Date;Présentés;Décrochés;Abandonnés;Taux d'abandon",
            **{"Taux d'abandon": lambda n, _: f"{n % 7},0 %"},
        )
    )
    rate = part(found, "Taux d'abandon")
    assert (rate.role, rate.refused, why(found, "Taux d'abandon")) == ("check", True, ["contradicted"])
    (doubt,) = found.doubts
    assert (doubt.code, doubt.row, doubt.read, doubt.expected) == (
        "wizard.rate_contradicted",
        2,
        "0,0 %",
        "10.00 %",
    )


LEVEL = {"QS 20 s": lambda n, _: f"{80 + n % 13},{n % 10} %"}


def test_a_rate_alone_is_an_estimate_and_its_weight_is_asked_where_two_are_plausible():
    header = "Date;Présentés;Décrochés;QS 20 s"
    found = proposed(counts(header, **LEVEL))
    assert asked(found) == {"weight:QS 20 s": ""}
    assert not found.complete
    said = proposed(counts(header, **LEVEL), **{"weight:QS 20 s": "answered"})
    level = part(said, "QS 20 s")
    assert (level.counter, level.kind, level.times) == ("answered_within_20s", "rate", "answered")
    assert said.feed is not None
    assert "answered_within_20s" in said.feed.estimated


def test_an_answer_that_is_none_of_the_choices_does_not_count_and_is_told():
    found = proposed(counts("Date;Présentés;Décrochés;QS 20 s", **LEVEL), **{"weight:QS 20 s": "handled"})
    assert not found.complete
    assert [(p.code, p.read, p.expected) for p in found.problems] == [
        ("wizard.answer_not_listed", "handled", "offered, answered")
    ]


def test_a_rate_alone_with_one_weight_asks_nothing():
    found = proposed(counts("Date;Décrochés;QS 20 s", **LEVEL))
    assert (asked(found), part(found, "QS 20 s").times) == ({}, "answered")


def test_a_level_without_its_threshold_is_asked_the_contract_s_proposed():
    kpi = (
        '[[kpi]]\nid = "QS"\nname = "QS"\nformula = "service_level"\nwithin_s = {}\nsource = "contrat"\n'
    )
    content = counts("Date;Décrochés;QS", QS=LEVEL["QS 20 s"])
    one = proposed(content, more=kpi.format(60))
    assert asked(one) == {"threshold:QS": "60"}
    assert part(one, "QS").counter == "answered_within_60s"
    two = proposed(content, more=kpi.format(60) + kpi.replace('"QS"', '"QS2"').format(20))
    assert asked(two) == {"threshold:QS": ""}
    assert not two.complete
    free = proposed(content, **{"threshold:QS": "45"})
    assert part(free, "QS").counter == "answered_within_45s"


def test_an_exact_rate_tells_its_own_weight():
    content = counts(
        "Date;Présentés;Décrochés;QS 20 s",
        **{"QS 20 s": lambda n, _: repr((70 + n % 11) / (90 + 7 * n % 31 - n % 5))},
    )
    found = proposed(content, more="")
    level = part(found, "QS 20 s")
    assert (level.times, level.exact, level.form) == ("answered", True, ("fraction",))


# ---- means ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "counter", "times"),
    [
        ("DMT", "handle_s", "answered"),
        ("ASA", "wait_s", "answered"),
        ("Temps de conversation moyen", "talk_s", "answered"),
    ],
)
def test_a_mean_duration_is_multiplied_by_its_count(name, counter, times):
    found = proposed(counts(f"Date;Présentés;Décrochés;{name}", **{name: lambda n, _: f"0:05:{10 + n}"}))
    column = part(found, name)
    assert (column.counter, column.times, column.form, column.exact) == (
        counter,
        times,
        ("h:mm:ss",),
        False,
    )


def test_waiting_in_general_may_be_of_the_offered_or_of_the_answered():
    found = proposed(
        counts(
            "Date;Présentés;Décrochés;Attente moyenne",
            **{"Attente moyenne": lambda n, _: f"0:00:{10 + n}"},
        )
    )
    assert asked(found) == {"weight:Attente moyenne": ""}


def test_a_total_duration_adds_up_as_it_is():
    found = proposed(
        counts(
            "Date;Présentés;Décrochés;Temps de conversation total",
            **{"Temps de conversation total": lambda n, _: f"{7 + n % 3}:{n:02}:00"},
        )
    )
    column = part(found, "Temps de conversation total")
    assert (column.counter, column.times, why(found, column.name)) == ("talk_s", "", ["total"])


def test_a_mean_that_was_not_rounded_is_exact_and_its_unit_is_seconds():
    found = proposed(
        counts(
            "Date;Présentés;Décrochés;ASA",
            ASA=lambda n, _: repr((1700 + 13 * n) / (90 + 7 * n % 31 - n % 5)),
        )
    )
    assert (part(found, "ASA").exact, part(found, "ASA").form) == (True, ("seconds",))
    assert "whole" in why(found, "ASA")


@pytest.mark.parametrize(
    ("cells", "question", "choices"),
    [
        (lambda n, _: f"0{3 + n % 5}:{10 + n}", "duration:DMT", ("mm:ss", "h:mm")),
        (lambda n, _: 3 + n % 7, "unit:DMT", ("seconds", "minutes", "hours")),
    ],
)
def test_a_duration_that_two_people_read_differently_is_asked(cells, question, choices):
    found = proposed(counts("Date;Présentés;Décrochés;DMT", DMT=cells))
    (asking,) = [one for one in found.questions if one.id == question]
    assert (asking.choices, asking.open) == (choices, True)
    said = proposed(counts("Date;Présentés;Décrochés;DMT", DMT=cells), **{question: choices[0]})
    assert part(said, "DMT").form == (choices[0],)


@pytest.mark.parametrize(
    ("name", "unit"), [("DMT (sec)", "seconds"), ("DMT en minutes", "minutes"), ("DMT", "seconds")]
)
def test_the_unit_of_a_duration_is_said_by_its_name_or_is_plausible(name, unit):
    found = proposed(counts(f"Date;Présentés;Décrochés;{name}", **{name: lambda n, _: 312 + n % 7}))
    assert part(found, name).form == (unit,)


def test_bare_numbers_among_clocks_are_told_with_their_unit_and_the_one_that_was_rounded():
    def cells(n: int, _: date) -> str:
        return ("0.01" if n == 17 else f"0.0{10 + n}97222") if n >= 12 else f"0:05:{10 + n}"

    found = proposed(counts("Date;Présentés;Décrochés;DMT", DMT=cells))
    assert part(found, "DMT").form == ("h:mm:ss", "days")
    told = {doubt.code: doubt for doubt in found.doubts}
    assert (told["wizard.two_forms"].count, told["wizard.two_forms"].row) == (8, 14)
    assert (told["wizard.rounded"].row, dict(told["wizard.rounded"].params)["step"]) == (19, 864)


def test_a_mean_that_stays_still_while_its_calls_vary_is_refused():
    content = table(
        "Date;Présentés;Décrochés;DMT;Durée d'appel (min)",
        rows=60,
        **{
            "Présentés": lambda n, _: 100 + 7 * n % 31,
            "Décrochés": lambda n, _: 90 + 7 * n % 31,
            "DMT": lambda n, _: f"0:05:{10 + n % 40}",
            "Durée d'appel (min)": lambda n, _: 14.57 if n >= 40 else round((310 + n) / 60, 2),
        },
    )
    found = proposed(content)
    assert part(found, "DMT").counter == "handle_s"
    assert part(found, "Durée d'appel (min)").refused
    (doubt,) = found.doubts
    assert (doubt.code, doubt.row, doubt.count) == ("wizard.still", 42, 20)


# ---- people, places ---------------------------------------------------------------------------


def test_people_are_dropped_by_name_and_by_cells():
    content = counts(
        "Date;Présentés;Conseiller;Contact",
        Conseiller=lambda n, _: f"A{n % 3}",
        Contact=lambda n, _: f"p{n}@exemple.fr",
    )
    found = proposed(content)
    assert [part(found, name).role for name in ("Conseiller", "Contact")] == ["personal", "personal"]
    assert found.feed is not None
    assert found.feed.personal == ("Conseiller", "Contact")


def test_values_that_are_streams_of_the_contract_make_the_stream_column_whatever_its_name():
    content = counts("Date;Présentés;Agent", Agent=lambda n, _: ("n1", "n2")[n % 2])
    found = proposed(content, "n1", "n2")
    assert (part(found, "Agent").role, why(found, "Agent")) == ("stream", ["stream_ids"])
    assert found.feed is not None
    assert found.feed.stream.verbatim


def test_values_like_the_names_of_streams_are_proposed_and_the_unsure_asked():
    content = counts(
        "Date;Présentés;File", File=lambda n, _: ("N1 Rennes", "Support N2 Brest", "Divers")[n % 3]
    )
    found = proposed(content, "n1:N1 Rennes", "n2:N2 Brest")
    assert asked(found) == {"stream:Support N2 Brest": "n2", "stream:Divers": ""}
    said = proposed(content, "n1:N1 Rennes", "n2:N2 Brest", **{"stream:Divers": "ignore"})
    assert said.feed is not None
    assert dict(said.feed.stream.values) == {"N1 Rennes": "n1", "Support N2 Brest": "n2"}
    assert said.feed.stream.ignore == ("Divers",)


def test_without_a_stream_column_the_stream_is_asked_unless_there_is_one_alone():
    assert asked(proposed(counts())) == {}
    found = proposed(counts(), "n1", "n2")
    assert (asked(found), found.feed) == ({"stream": ""}, None)
    said = proposed(counts(), "n1", "n2", stream="n2")
    assert said.feed is not None
    assert said.feed.stream.constant == "n2"


def test_a_reason_for_contact_is_no_counter():
    found = proposed(
        counts("Date;Présentés;Motif", Motif=lambda n, _: ("facture", "panne")[n % 2]), same_slot="add"
    )
    assert part(found, "Motif").role == "reason"


# ---- moments ----------------------------------------------------------------------------------


def dated(form: str, first: date, header: str = "Date;Présentés", days: int = 12) -> bytes:
    return counts(header, Date=lambda n, _: format(first + timedelta(days=n % days), form))


def test_day_and_month_that_nothing_tells_apart_are_asked_and_never_guessed():
    found = proposed(dated("%d/%m/%Y", date(2026, 3, 1), days=12), same_slot="add")
    order = next(question for question in found.questions if question.id == "date_order")
    assert (order.choices, order.open) == (("dd/mm/yyyy", "mm/dd/yyyy"), True)


def test_the_days_of_the_week_settle_the_order_of_day_and_month():
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    content = counts(
        "Date;Jour;Présentés",
        Date=lambda n, _: f"{date(2026, 3, 1) + timedelta(days=n % 12):%d/%m/%Y}",
        Jour=lambda n, _: days[(date(2026, 3, 1) + timedelta(days=n % 12)).weekday()],
    )
    found = proposed(content, same_slot="add")
    assert "date_order" not in asked(found)
    assert (part(found, "Date").form, part(found, "Jour").role) == (("dd/mm/yyyy",), "weekday")


def test_the_first_of_each_month_is_proposed_and_still_asked():
    content = counts("Date;Présentés", Date=lambda n, _: f"{n % 12 + 1:02}/01/20{25 + n // 12}")
    found = proposed(content)
    assert asked(found) == {"date_order": "mm/dd/yyyy"}
    assert found.feed is not None
    assert found.feed.grain == "month"


def test_a_file_without_a_date_asks_its_period_once():
    found = proposed(counts("Présentés;Décrochés"))
    assert asked(found) == {"period": "", "rows": ""}
    said = proposed(counts("Présentés;Décrochés"), period="2026-03-01", rows="consecutive")
    assert (said.complete, said.asked) == (True, "2026-03-01")
    assert said.feed is not None
    assert (said.feed.when.date_in, said.feed.when.rows, said.feed.grain) == (
        "asked",
        "consecutive",
        "day",
    )
    assert "2026" not in said.toml, "next month's period will be asked again"


def test_the_period_in_the_file_s_name_or_above_its_header_is_read_there():
    named = proposed(counts("Présentés;Décrochés"), name="appels 2026-03-01.csv")
    assert named.feed is not None
    assert (named.feed.when.date_in, named.feed.when.format) == ("file", "yyyy-mm-dd")
    titled = proposed("Journée du 05/03/2026;\n".encode() + counts("Présentés;Décrochés"))
    assert titled.feed is not None
    assert (titled.feed.when.date_in, titled.feed.when.format) == ("title", "dd/mm/yyyy")


def test_months_without_a_year_ask_the_year():
    found = proposed(counts("Mois;Présentés", Mois=lambda n, _: n % 12 + 1))
    assert asked(found) == {"period": ""}
    assert next(q.code for q in found.questions) == "question.year"
    assert found.feed is not None
    assert (found.feed.when.format, found.feed.when.year, found.feed.same_slot) == ("m", "asked", "add")


def test_weeks_are_read_from_their_two_dates():
    monday = date(2026, 3, 2)

    def week(n: int, _: date) -> str:
        first = monday + timedelta(days=7 * n)
        return f"{first:%m/%d/%y}-{first + timedelta(days=6):%m/%d/%y}"

    content = counts("Semaine;Présentés", Semaine=week)
    found = proposed(content)
    assert found.feed is not None
    assert (found.feed.grain, found.feed.when.format) == ("week", "mm/dd/yy-mm/dd/yy")


def test_intervals_ask_their_time_zone_the_contract_s_proposed():
    content = counts("Date;Heure;Présentés", Heure=lambda n, _: f"{8 + n // 2:02}:{n % 2 * 3}0")
    found = proposed(content)
    assert asked(found) == {"time_zone": "Europe/Paris"}
    other = proposed(content, time_zone="Indian/Antananarivo")
    assert other.feed is not None
    assert (other.feed.grain, other.feed.time_zone) == ("half_hour", "Indian/Antananarivo")


def test_a_slot_that_stands_twice_is_asked_and_many_add_up():
    once = counts("Date;Présentés", Date=lambda n, _: f"{FIRST + timedelta(days=min(n, 18)):%d/%m/%Y}")
    assert asked(proposed(once)) == {"same_slot": ""}
    many = counts("Date;Présentés", Date=lambda n, _: f"{FIRST + timedelta(days=n // 4):%d/%m/%Y}")
    found = proposed(many)
    assert found.feed is not None
    assert (asked(found), found.feed.same_slot) == ({}, "add")


# ---- writing ----------------------------------------------------------------------------------


def test_a_number_that_two_countries_read_differently_is_asked():
    content = counts("Date;Présentés", Présentés=lambda n, _: f"1.{200 + n}")
    found = proposed(content)
    assert asked(found) == {"number_mark": ""}
    said = proposed(content, number_mark="thousands")
    assert said.feed is not None
    assert said.feed.format.thousands == "."


def test_the_other_numbers_of_the_file_settle_its_marks():
    content = counts(
        "Date;Présentés;DMT", Présentés=lambda n, _: f"1.{200 + n}", DMT=lambda n, _: f"312,{n % 9 + 1}"
    )
    found = proposed(content)
    assert found.feed is not None
    assert (asked(found), found.feed.format.decimal, found.feed.format.thousands) == ({}, ",", ".")


def test_an_old_encoding_is_shown_by_one_of_its_words():
    found = proposed(counts().decode().encode("cp1252"))
    (question,) = found.questions
    assert (question.id, question.proposed, question.choices) == (
        "encoding",
        "cp1252",
        ("cp1252", "mac-roman"),
    )
    assert dict(question.params)["read"] == "Présentés"


def test_two_sheets_with_figures_are_asked_about():
    rows = [["Date", "Reçus"], *[[FIRST + timedelta(days=n), 100 + 7 * n % 31] for n in range(12)]]
    content = workbook(("Mars", rows), ("Avril bis", [["Date", "Traités"], *rows[1:]]), date="dd/mm/yyyy")
    found = proposed(content, name="appels.xlsx")
    sheet = next(question for question in found.questions if question.id == "sheet")
    assert (sheet.choices, sheet.open) == (("Mars", "Avril bis"), True)
    said = proposed(content, name="appels.xlsx", sheet="Avril bis")
    assert said.feed is not None
    assert said.feed.format.sheets == ("Avril bis",)


def test_columns_without_a_value_and_titles_are_told():
    content = b"Suivi mensuel;\n" + counts("Date;Présentés;Abandonnés", Abandonnés=lambda *_: "")
    assert [(d.code, d.column) for d in proposed(content).doubts] == [
        ("wizard.titles", ""),
        ("wizard.no_value", "Abandonnés"),
    ]


def test_a_file_without_a_table_says_so():
    found = proposed(b"bonjour\n")
    assert [problem.code for problem in found.problems] == ["wizard.no_table"]
    assert found.feed is None
    assert [p.code for p in proposed(b"").problems] == ["file.empty"]


# ---- contacts ---------------------------------------------------------------------------------


def contacts(header: str = "N°;Date;Heure;Décroché;Résolu;Attente;Note;Motif", **more) -> bytes:
    given = {
        "N°": lambda n, _: f"C{n}",
        "Heure": lambda n, _: f"{8 + n // 3:02}:{n % 3}7",
        "Décroché": lambda n, _: "Oui" if n % 4 else "Non",
        "Résolu": lambda n, _: "Oui" if n % 3 else "Non",
        "Attente": lambda n, _: f"0:00:{10 + n}" if n % 4 else "",
        "Note": lambda n, _: n % 5 + 1 if n % 4 else "",
        "Motif": lambda n, _: ("facture", "panne")[n % 2],
    }
    return table(header, **{**given, **more})


def test_a_file_of_contacts_becomes_measures_at_the_contract_s_thresholds():
    found = proposed(contacts())
    assert found.feed is not None
    assert found.feed.grain == "contact"
    feed = found.feed.at_thresholds(["answered_within_20s"])
    read = normalise(contacts(), name="c.csv", feed=feed, contract=contract(), today=TODAY)
    sums = {
        name: int(read.projection[name].sum()) // 1_000_000
        for name in feed.counters
        if name in read.projection
    }
    assert {
        name: sums[name] for name in ("offered", "answered", "abandoned", "answered_within_20s", "csat_n")
    } == {
        "offered": 20,
        "answered": 15,
        "abandoned": 5,
        "answered_within_20s": 8,
        "csat_n": 15,
    }
    assert part(found, "Motif").role == "reason"
    assert "blank_where" in why(found, "Attente")


def test_a_score_of_ten_has_no_satisfied_and_an_nps_has_promoters_and_detractors():
    ten = proposed(contacts(Note=lambda n, _: n % 11))
    assert ten.feed is not None
    assert "csat_satisfied" not in ten.feed.counters
    header = "N°;Date;Heure;Décroché;NPS"
    nps = proposed(contacts(header, NPS=lambda n, _: n % 11))
    assert nps.feed is not None
    assert {"nps_n", "nps_promoters", "nps_detractors"} <= set(nps.feed.counters)


# ---- memory -----------------------------------------------------------------------------------


def test_what_a_feed_knows_is_not_asked_again():
    content = counts("Date;Présentés;Décrochés;QS", QS=LEVEL["QS 20 s"])
    first = proposed(content, **{"weight:QS": "offered", "threshold:QS": "30"})
    assert first.feed is not None
    again = propose(content, name="appels.csv", contract=contract(), known=first.feed)
    assert again.complete
    assert all(question.answer is None for question in again.questions)
    assert (part(again, "QS").counter, part(again, "QS").times) == ("answered_within_30s", "offered")


def test_without_a_contract_columns_are_told_and_no_feed_is_made():
    found = propose(counts(), name="appels.csv", contract=None)
    assert (part(found, "Présentés").counter, found.feed, found.complete) == ("offered", None, False)
