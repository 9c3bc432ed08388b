"""A neutralisation is asked, tried and decided on the page of its month."""

from datetime import date, datetime, time

from pilotage.neutralisation import Span
from pilotage.periods import Month
from pilotage.services import maintenance, relief
from pilotage.services.actor import local_administrator
from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced

WHO = local_administrator()
NOVEMBER = Month(2026, 11)


def span(start: str, end: str) -> Span:
    return Span(datetime.fromisoformat(start), datetime.fromisoformat(end))


def opened(portal, url, **query):
    return portal(url, "sla", vendor="armor", month="2026-11", **query)


def only(url: str):
    [one] = relief.requests(maintenance.opened(url), WHO, contract="ARMOR-2025", month=NOVEMBER)
    return one


def press(at, label: str) -> str:
    button = next(one for one in at.button if one.label == label)
    button.click().run()
    assert not at.exception, [one.value for one in at.exception]
    return spaced(texts(at))


def test_a_request_that_waits_says_since_when_and_what_it_would_move(portal, demo_url):
    said = spaced(texts(opened(portal, demo_url)))
    assert "à décider, demandée il y a 3 j" in said
    assert "79,1 % → 80,4 % (+1,3)" in said
    assert "jeu. 5 nov., 14:00 à 17:00" in said


def test_to_do_leads_to_the_request_that_waits(portal, demo_url):
    at = portal(demo_url)
    link = next(
        one
        for one in at.main.get("page_link")
        if "Décider d’une neutralisation, demandée il y a 3 j" in one.proto.label
    )
    assert "month=2026-11" in link.proto.query_string


def test_a_part_is_tried_before_it_is_accepted(portal, own_demo_url):
    at = opened(portal, own_demo_url)
    number = only(own_demo_url).number
    slots = at.multiselect(key=f"decide-{number}-slots")
    slots.set_value(slots.value[:2])
    said = press(at, "Simuler l’effet")
    assert "Si ceci est accepté" in said
    assert only(own_demo_url).waiting, "trying decides nothing"
    at.text_input(key=f"decide-{number}-reason").set_value("Rétabli à 15 h.")
    said = press(at, "Accepter ce qui est choisi")
    made = only(own_demo_url).decided
    assert made is not None
    assert made.outcome == "accepted_in_part"
    assert made.spans == (span("2026-11-05T14:00", "2026-11-05T15:00"),)
    assert "acceptée en partie" in said
    assert "demi-heures : 2 sur 6" in said


def test_all_that_was_asked_is_accepted(portal, own_demo_url):
    said = press(opened(portal, own_demo_url), "Accepter ce qui est choisi")
    assert "● acceptée]" in said
    assert "80,4 %" in said


def test_a_refusal_needs_its_reason(portal, own_demo_url):
    at = opened(portal, own_demo_url)
    assert "Dites pourquoi." in press(at, "Tout refuser")
    at.text_input(key=f"decide-{only(own_demo_url).number}-reason").set_value("Service rendu.")
    said = press(at, "Tout refuser")
    assert "■ refusée]" in said
    assert "aucun ; telle que demandée" in said


def test_the_second_who_decides_is_told_that_another_did(portal, own_demo_url):
    at = opened(portal, own_demo_url)
    relief.decide(
        maintenance.opened(own_demo_url), WHO, request=only(own_demo_url).number, outcome="accepted"
    )
    said = press(at, "Accepter ce qui est choisi")
    assert "Déjà décidée par local le 12/11/2026." in said


def test_who_may_not_decide_reads_who_does(portal, demo_url):
    at = opened(portal, demo_url, role="finance")
    assert "Elle est décidée par : Pilote de prestataires" in spaced(texts(at))
    assert not [one for one in at.button if one.label == "Accepter ce qui est choisi"]


def test_a_request_is_recorded_for_the_vendor_with_its_evidence(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="armor", month="2026-10")
    at.selectbox(key="ask-relief-clause").set_value("panne").run()
    for name, hour in (("from", 9), ("to", 11)):
        at.date_input(key=f"ask-relief-{name}-day").set_value(date(2026, 10, 6))
        at.time_input(key=f"ask-relief-{name}-at").set_value(time(hour))
    at.text_area(key="ask-relief-reason").set_value("Serveur vocal arrêté.")
    at.date_input(key="ask-relief-on").set_value(date(2026, 11, 5))
    at.get("file_uploader")[0].set_value(("incident.txt", b"INC-1", "text/plain"))
    at.run()
    said = press(at, "Enregistrer la demande")
    found = relief.requests(
        maintenance.opened(own_demo_url), WHO, contract="ARMOR-2025", month=Month(2026, 10)
    )
    [one] = found
    assert (one.side, one.outside, one.asked_on) == ("vendor", True, date(2026, 11, 5))
    assert one.spans == (span("2026-10-06T09:00", "2026-10-06T11:00"),)
    assert [piece.name for piece in one.pieces] == ["incident.txt"]
    assert "Serveur vocal arrêté." in said


def test_a_late_request_is_told_and_refused_unless_it_is_taken(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="armor", month="2026-10")
    at.selectbox(key="ask-relief-clause").set_value("volume").run()
    assert "Ce jour est passé : la demande est tardive." in spaced(texts(at))
    at.text_area(key="ask-relief-reason").set_value("Volume.")
    said = press(at, "Enregistrer la demande")
    assert "après le dernier jour" in said
    at.checkbox(key="ask-relief-despite").set_value(True)
    assert "tardive" in press(at, "Enregistrer la demande")


def test_who_only_reads_asks_for_nothing(portal, demo_url):
    at = opened(portal, demo_url, role="viewer")
    assert not [one for one in at.button if one.label == "Enregistrer la demande"]


def test_who_asked_takes_the_request_back_and_it_stays_listed(portal, own_demo_url):
    db = maintenance.opened(own_demo_url)
    number = relief.request(
        db, WHO, contract="ARMOR-2025", month=NOVEMBER, clause="panne", side="client", reason="Panne.",
        spans=[span("2026-11-05T14:00", "2026-11-05T15:00")],
    )  # fmt: skip
    at = opened(portal, own_demo_url)
    assert "à décider, demandée aujourd’hui" in spaced(texts(at))
    at.button(key=f"withdraw-{number}").click().run()
    assert "retirée" in spaced(texts(at))
    assert relief.one(db, WHO, request=number).decided.outcome == "withdrawn"


def test_an_outage_is_proposed_on_the_worst_day_and_a_volume_over_the_month(portal, demo_url):
    at = portal(demo_url, "sla", vendor="atlas", month="2026-10", sla="QS")
    assert at.selectbox(key="ask-relief-clause").value is None, "nobody's cause is chosen for them"
    assert not [one for one in at.button if one.label == "Enregistrer la demande"]
    at.selectbox(key="ask-relief-clause").set_value("panne").run()
    first, last = (at.date_input(key=f"ask-relief-{name}-day").value for name in ("from", "to"))
    assert first == last != date(2026, 10, 1)
    volume = next(one for one in at.selectbox(key="ask-relief-clause").options if "Volume" in one)
    at.selectbox(key="ask-relief-clause").select(volume).run()
    at.checkbox(key="ask-relief-rule").set_value(False).run()
    days = [at.date_input(key=f"ask-relief-{name}-day").value for name in ("from", "to")]
    assert days == [date(2026, 10, 1), date(2026, 10, 31)]


def test_a_closed_month_offers_neither_relief_nor_waiver_and_says_where_to_go(portal, demo_url):
    at = portal(demo_url, "sla", vendor="atlas", month="2026-07")
    assert not [one for one in at.selectbox if one.key == "ask-relief-clause"]
    assert not [one for one in at.button if "Remettre" in one.label]
    said = spaced(texts(at))
    assert "plus rien ne s’y neutralise ni ne s’y remet" in said
    assert "une régularisation, en octobre 2026, premier mois ouvert" in said
