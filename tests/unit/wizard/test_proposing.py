"""An unknown file: what is proposed, on files made for each rule. Nothing of it is ever imported on a
guess: these are the proposals that a person confirms.
"""

from datetime import date

import pytest

from pilotage.feeds.normalising import normalise
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.wizard.proposing import propose
from tests.unit.feeds.feed_fixtures import TODAY
from tests.unit.wizard.proposals import LEVEL, asked, contract, counts, part, proposed, table, why

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
    told = sentence(found.doubts[0], Words("fr"))
    assert "." not in told.split("font ")[1].split("%")[0], "the reader's decimal mark"
    (doubt,) = found.doubts
    assert (doubt.code, doubt.row, doubt.read, doubt.expected) == (
        "wizard.rate_contradicted",
        2,
        "0,0 %",
        "10.00 %",
    )


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


# ---- a delay alone, a mean without its contacts --------------------------------------------------

DELAY = {
    "Offerts": lambda n, _: 100 + 7 * n % 31,
    "Appels traités": lambda n, _: 90 + 7 * n % 31,
    "< 20 s": lambda n, _: 70 + 7 * n % 31,
    "Appels < 20 s": lambda n, _: 70 + 7 * n % 31,
}


@pytest.mark.parametrize("name", ["< 20 s", "Appels < 20 s"])
def test_a_delay_alone_is_proposed_as_answered_within_it_for_two_reasons(name):
    found = proposed(table(f"Date;Offerts;Appels traités;{name}", **DELAY))
    assert (part(found, "Offerts").counter, part(found, name).counter) == (
        "offered",
        "answered_within_20s",
    )
    assert why(found, name) == ["delay", "part_of"]


def test_a_delay_alone_above_the_contacts_it_should_be_part_of_is_not_read():
    above = {**DELAY, "< 20 s": lambda n, _: 400 + 7 * n % 31}
    found = proposed(table("Date;Offerts;Appels traités;< 20 s", **above))
    assert part(found, "< 20 s").role == "ignored"
    assert "above_parent" in why(found, "< 20 s")


MEAN = {**DELAY, "DMT": lambda n, _: 300 + n % 9, "Décrochés": lambda n, _: 92 + 7 * n % 31 + n % 2}


def test_a_mean_of_contacts_that_the_file_does_not_count_asks_by_which_it_is_weighed():
    content = table("Date;Offerts;DMT", **MEAN)
    found = proposed(content)
    assert asked(found) == {"weight:DMT": "left_out"}
    assert part(found, "DMT").role == "ignored"
    said = proposed(content, **{"weight:DMT": "offered"})
    assert (part(said, "DMT").counter, part(said, "DMT").times) == ("handle_s", "offered")
    assert said.complete


def test_a_mean_in_a_file_without_any_contacts_says_which_are_missing():
    found = proposed(table("Date;DMT", **MEAN))
    (reason,) = [one for one in part(found, "DMT").because if one.code == "because.no_weight"]
    assert dict(reason.params)["weight"] == "handled"
    assert [problem.code for problem in found.problems] == ["wizard.no_counter"]
    assert not found.complete


def test_of_two_counts_that_may_weigh_a_mean_the_usual_is_proposed_and_may_be_changed():
    content = table("Date;Offerts;Décrochés;Appels traités;DMT", **MEAN)
    assert asked(proposed(content)) == {"weight:DMT": "handled"}
    other = proposed(content, **{"weight:DMT": "answered"})
    assert part(other, "DMT").times == "answered"


def test_a_file_in_which_nothing_counts_says_so_before_anything_is_asked():
    found = proposed(b"a;b;c\n1;2;3\n")
    assert [problem.code for problem in found.problems] == ["wizard.no_counter"]
    assert found.feed is None


def test_a_time_that_the_feed_adds_up_stays_a_total_when_another_column_is_renamed():
    header, talk = "Date;Présentés;Décrochés;Durée comm.", {"Durée comm.": lambda n, _: 4_000 + n}
    content = counts(header, **talk)
    first = proposed(content)
    assert first.feed is not None
    known = first.feed.model_copy(
        update={
            "column": tuple(
                one.model_copy(update={"times": "", "exact": False}) for one in first.feed.column
            )
        }
    )
    renamed = content.replace("Présentés".encode(), b"Offerts")
    found = propose(renamed, name="appels.csv", contract=contract(), known=known)
    assert part(first, "Durée comm.").times == "answered", "what its figures alone would say"
    assert (part(found, "Durée comm.").times, why(found, "Durée comm.")[-1]) == ("", "total")
