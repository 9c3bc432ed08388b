"""The page Closing: what is missing, why the accrual missed, closing and opening again by two persons."""

from pilotage.services import maintenance, reopening
from pilotage.services.actor import local_administrator
from pilotage.services.closing import closed
from tests.pages.conftest import Open, texts
from tests.pages.test_figures_on_pages import spaced

ME = local_administrator()


def test_a_closed_month_tells_why_its_accrual_missed_and_what_was_kept(
    portal: Open, demo_url: str
) -> None:
    said = spaced(texts(portal(demo_url, "closing", vendor="atlas", month="2026-09")))
    assert "Septembre 2026 est clôturé" in said
    assert "22 sept. 2026" in said
    assert "+1 536,00 €" in said
    assert "105 810,72 €" in said
    assert "Ce que la clôture a conservé" in said


def test_february_at_armor_shows_relief_and_waiver_in_english_too(portal: Open, demo_url: str) -> None:
    for language, words in (("fr", ("Neutralisation", "Remise ou accord")), ("en", ("Waiver",))):
        at = portal(demo_url, "closing", vendor="armor", month="2026-02", lang=language)
        assert all(word in texts(at) for word in words)


def test_a_month_is_reopened_by_two_names_then_closed_again(portal: Open, own_demo_url: str) -> None:
    at = portal(own_demo_url, "closing", vendor="atlas", month="2026-09")
    at.text_input(key="reopen-reason").set_value("fichier tardif").run()
    at.text_input(key="reopen-name").set_value("Anne").run()
    at.button(key="reopen-ask").click().run()
    assert not at.exception, [one.value for one in at.exception]
    at.text_input(key="confirm-name").set_value("anne").run()
    at.button(key="reopen-confirm").click().run()
    assert "une autre personne, ou un suppléant" in texts(at)
    at.text_input(key="confirm-name").set_value("Bruno").run()
    at.button(key="reopen-confirm").click().run()
    assert not at.exception, [one.value for one in at.exception]
    db = maintenance.opened(own_demo_url)
    (asked,) = reopening.reopenings_of(db, ME)
    assert asked.confirmed
    assert asked.confirmed.by == "Bruno"
    assert "2026-09" not in [str(one.month) for one in closed(db, ME, contract="ATLAS-2025")]
    assert "Confirmé par Bruno" in texts(at)
    at.button(key="checklist-close").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert [str(one.month) for one in closed(db, ME, contract="ATLAS-2025")][-1] == "2026-09"


def test_who_may_not_close_is_offered_nothing(portal: Open, demo_url: str) -> None:
    at = portal(demo_url, "closing", role="viewer", vendor="atlas", month="2026-09")
    assert not [one.key for one in at.button if one.key and one.key.startswith(("reopen", "checklist"))]
