"""An unknown file: people, streams, moments, how it is written, contacts one by one, and what is kept."""

from datetime import date, timedelta

from pilotage.feeds.normalising import normalise
from pilotage.wizard.proposing import propose
from tests.unit.feeds.feed_fixtures import TODAY, workbook
from tests.unit.wizard.proposals import FIRST, LEVEL, asked, contract, counts, part, proposed, table, why

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
    assert "number_mark" not in asked(found)
    assert (found.feed.format.decimal, found.feed.format.thousands) == (",", ".")


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
