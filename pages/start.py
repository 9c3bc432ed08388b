"""New contract: from a company and a vendor to a published contract and its first file."""

from datetime import date

import streamlit as st

from pilotage.locale import N_, Words
from pilotage.periods import Month
from pilotage.services import catalogue, demo, publishing, setup
from pilotage.services.actor import Right
from pilotage.services.imports import ImportReport
from pilotage.services.setup import Answers
from pilotage.web import components as ui
from pilotage.web import wizard
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit, here, key_of
from pilotage.web.shell import head
from pilotage.web.style import upload_limits
from pilotage.web.text import plain

TITLE = N_("New contract")
COUNTRIES = (
    "FR",
    "BE",
    "CH",
    "LU",
    "MA",
    "TN",
    "MG",
    "SN",
    "PT",
    "ES",
    "RO",
    "BG",
    "MU",
    "CI",
    "GB",
    "CA",
)
STAGES = (N_("Company and vendor"), N_("The contract"), N_("The first file"))
ANSWERS, PUBLISHED = "start-answers", "start-published"


def main() -> None:
    visit = here()
    t = visit.t
    at = stage()
    head(t(TITLE), plain(t(N_("Step {at} of 3: {name}"), at=at + 1, name=t(STAGES[at]))))
    if not may(visit, Right.PUBLISH):
        ui.empty(t(N_("Your role does not publish contracts")), t(N_("Ask an administrator.")))
        return
    if catalogue.is_demo(visit.db):
        in_the_demo(t)
        return
    ui.stepper([state(t, n, at) for n in range(3)])
    (who, contract, first_file)[at](visit)
    if at:
        st.button(t(N_("Back to the start")), on_click=restart, type="tertiary")
    elif not visit.cards:
        offer_the_demo(visit)


def stage() -> int:
    return 2 if PUBLISHED in st.session_state else 1 if ANSWERS in st.session_state else 0


def state(t: Words, n: int, at: int) -> ui.State:
    return ui.State(t(STAGES[n]), "done" if n < at else "now" if n == at else "to_come", str(n + 1))


def restart() -> None:
    for key in (ANSWERS, PUBLISHED):
        st.session_state.pop(key, None)


def in_the_demo(t: Words) -> None:
    """The demo and a company's data never share a database."""
    ui.empty(
        t(N_("This database holds the demo")),
        t(N_("Your own contracts go into another database: start the portal with its address.")),
    )
    st.code("DATABASE_URL=sqlite:///data/company.db make run", language="bash")


def offer_the_demo(visit: Visit) -> None:
    t = visit.t
    with ui.card():
        st.subheader(t(N_("Or look at an example first")), anchor=False)
        st.markdown(
            plain(
                t(
                    N_(
                        "Four fictional vendors, thirteen months, every figure explained. Keep your own "
                        "data for another database."
                    )
                )
            )
        )
        if st.button(t(N_("Load the demo")), key="load-demo", disabled=not may(visit, Right.ADMINISTER)):
            bar = st.progress(0.0)
            with refusals():
                demo.load_demo(
                    visit.db,
                    visit.actor,
                    progress=lambda done, of, name: bar.progress(done / max(of, 1), text=plain(name)),
                )
                st.switch_page("pages/todo.py")


def who(visit: Visit) -> None:
    """Who buys, who answers, since when."""
    t = visit.t
    with st.form("who"):
        left, right = st.columns(2)
        client = left.text_input(t(N_("Your company")), max_chars=200, placeholder="Ma Société")
        home = left.selectbox(t(N_("Country of your company")), COUNTRIES, key="client-country")
        vendor = right.text_input(t(N_("The vendor")), max_chars=200, placeholder="Mon Prestataire")
        abroad = right.selectbox(
            t(N_("Country of the entity that invoices")), COUNTRIES, key="vendor-country"
        )
        title = left.text_input(t(N_("What the contract is about")), max_chars=200)
        ref = right.text_input(t(N_("Reference of the contract, without spaces")), max_chars=60)
        starts = left.date_input(
            t(N_("First day of the contract")),
            value=Month.of(visit.today).plus(-1).first,
            min_value=date(2000, 1, 1),
            format="DD/MM/YYYY",
        )
        if st.form_submit_button(t(N_("Write the contract")), type="primary"):
            missing = [
                name for name, text in (("client", client), ("vendor", vendor)) if not text.strip()
            ]
            if missing or not ref.strip() or not title.strip() or not isinstance(starts, date):
                st.error(t(N_("Every field is needed: company, vendor, title, reference and first day.")))
                return
            st.session_state[ANSWERS] = Answers(
                client.strip(),
                home or "FR",
                vendor.strip(),
                abroad or "FR",
                ref.strip(),
                title.strip(),
                starts,
            )
            st.rerun()


def contract(visit: Visit) -> None:
    """The commented template, filled with the answers: corrected here, then published."""
    t = visit.t
    draft = setup.contract_draft(visit.actor, st.session_state[ANSWERS])
    st.markdown(
        plain(
            t(
                N_(
                    "This is your contract as a text. Replace the targets, bands and prices by those "
                    "that you signed; every line says what it is for."
                )
            )
        )
    )
    text = st.text_area(t(N_("The contract")), draft, height=520, key="contract-text")
    problems = setup.contract_problems(visit.actor, text)
    if problems:
        ui.findings(problems, t)
    else:
        st.success(plain(t(N_("The contract reads without a problem."))), icon=":material/check:")
    publish = t(N_("Publish the contract"))
    if st.button(publish, type="primary", disabled=bool(problems), key="publish"):
        with refusals():
            done = publishing.publish(visit.db, visit.actor, contract_text=text, file="contract.toml")
            if done.problems:
                ui.findings(done.problems, t)
            else:
                st.session_state[PUBLISHED] = (done.ref, text)
                st.rerun()


def first_file(visit: Visit) -> None:
    """What the vendor sends: its columns become a feed, then its rows are imported."""
    t = visit.t
    ref, _ = st.session_state[PUBLISHED]
    st.success(plain(t(N_("{ref} is published. Now the first file of the vendor."), ref=ref)))
    dropped = st.file_uploader(upload_limits(t.language), key="first-file", max_upload_size=50)
    if dropped is None:
        st.caption(plain(t(N_("A file of one day or one month: CSV, Excel or ODS."))))
        return
    card = next(one for one in visit.cards if one.ref == ref)
    view = wizard.look(visit, dropped, ref)
    if view is None:
        return
    wizard.summary(visit, view, dropped.file_id)
    wizard.show(visit, view, dropped.file_id)

    def taken_in(report: ImportReport) -> None:
        if report.status == "refused":
            ui.findings(report.problems, t)
            return
        restart()
        month = Month.of(max(report.days_added or report.days_replaced or (visit.today,)))
        query = {"vendor": key_of(card, visit.cards), "month": str(month)}
        st.switch_page("pages/kpis.py", query_params=query)

    wizard.confirmation(visit, dropped, view, taken_in)


main()
