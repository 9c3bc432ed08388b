"""Received files: can it be trusted? Each finding a line, its figures under it; zeros can be accepted."""

from datetime import date, timedelta

import pytest

from pilotage.demo.files_atlas import local
from pilotage.periods import Month
from pilotage.services import imports, maintenance, months
from pilotage.services.actor import local_administrator
from tests.pages.conftest import texts

ADMIN = local_administrator()


def labels(at):
    return [one.label.replace("\\", "") for one in at.expander]


def test_the_missing_tuesday_is_one_click_away_with_its_figures(portal, demo_url):
    at = portal(demo_url, "received_files", vendor="atlas", month="2026-09")
    assert "Rien de grave" in texts(at)
    late = next(one for one in at.expander if "après l’arrêté comptable" in one.label)
    assert "▲ À vérifier" in late.label
    inside = "\n".join(element.value for element in late.markdown).replace("\\", "")
    for figure in ("Non mesuré", "79,5", "79,2", "−0,3\u00a0pt", "1\u202f744", "mar. 25 août"):
        assert figure in inside, figure


def test_a_break_shows_its_history(portal, demo_url):
    at = portal(demo_url, "received_files", vendor="atlas", month="2026-03", lang="en")
    outage = next(one for one in at.expander if "41.7%" in one.label)
    assert outage.get("vega_lite_chart"), "the weeks before are drawn"


def test_every_vendor_is_named_when_all_are_on_screen(portal, demo_url):
    at = portal(demo_url, "received_files", month="2026-11", lang="en")
    assert any("Ravinala Contact" in label and "Serious" in label for label in labels(at))


def test_a_quiet_month_says_so(portal, demo_url):
    at = portal(demo_url, "received_files", vendor="atlas", month="2026-04", lang="en")
    assert "Can it be trusted? Nothing to report" in texts(at)
    assert labels(at) == []


def test_a_link_opens_its_finding(portal, demo_url):
    finding = "controls.break"
    at = portal(demo_url, "received_files", vendor="atlas", month="2026-03", finding=finding)
    assert [one.proto.expanded for one in at.expander] == [True]


@pytest.fixture
def zeros_url(own_demo_url):
    """The demo with an October of Atlas that stops after the 12th: the rest are zeros."""
    db = maintenance.opened(own_demo_url)
    rows = [("Interval Start,Queue,Offer,Answer,Answer <= 30s,Abandon,Abandon <= 30s,Short Abandon,"
            "Total Talk,Total Hold,Total ACW,Total Wait,Transferred")]  # fmt: skip
    day = date(2026, 10, 13)
    while day <= date(2026, 10, 31):
        rows += [f"{local(day, slot):%Y-%m-%d %H:%M},BELVAL_GP" + ",0" * 11 for slot in range(16, 42)]
        day += timedelta(days=1)
    content = "\n".join(rows).encode("utf-8")
    report = imports.import_file(db, ADMIN, content=content, name="atlas_calls_zero.csv")
    assert report.status == "imported", report.problems
    return own_demo_url


def test_days_of_zeros_are_to_do_and_can_be_said_to_be_true(portal, zeros_url):
    db, october = maintenance.opened(zeros_url), Month(2026, 10)
    assert months.judged(db, ADMIN, contract="ATLAS-2025", month=october).slas[0].value is None
    at = portal(zeros_url, "todo", month="2026-10", lang="en")
    assert "serious findings" in str([getattr(one, "label", "") for one in at.get("page_link")]) or (
        "serious findings" in texts(at)
    )
    at = portal(zeros_url, "received_files", vendor="atlas", month="2026-10", lang="en")
    number = next(n for n, label in enumerate(labels(at)) if "not filled in" in label)
    at.text_input(key=f"true-zeros-{number}").set_value("site shut by a flood").run()
    at.button(key=f"accept-zeros-{number}").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert not any("not filled in" in label for label in labels(at))
    assert months.judged(db, ADMIN, contract="ATLAS-2025", month=october).slas[0].value is not None


def test_a_month_shows_its_own_days_and_says_what_the_running_one_lacks(portal, demo_url):
    at = portal(demo_url, "received_files", month="2026-10", lang="en")
    assert "from 1 Oct 2026 to 31 Oct 2026" in texts(at)
    (after,) = [one.proto for one in at.get("page_link") if "so far" in one.proto.label]
    assert "November 2026 so far: files missing: 1" in after.label.replace("\\", "")
    assert "month=2026-11" in after.query_string
    running = portal(demo_url, "received_files", month="2026-11", lang="en")
    assert "from 1 Nov 2026 to 11 Nov 2026" in texts(running)
    assert "One file is missing" in texts(running)


def test_what_a_list_leaves_out_is_one_click_away(portal, demo_url):
    def files(at):
        return [one for one in at.get("page_link") if "file=" in one.proto.query_string]

    at = portal(demo_url, "received_files", month="2026-09", lang="en")
    (more,) = [one.proto for one in at.get("page_link") if "all=files" in one.proto.query_string]
    assert (more.page, "others" in more.label) == ("received-files", True)
    hidden = int(more.label.split()[1])
    whole = portal(demo_url, "received_files", month="2026-09", lang="en", all="files")
    assert len(files(whole)) == len(files(at)) + hidden
    assert not [one for one in whole.get("page_link") if "all=files" in one.proto.query_string]
