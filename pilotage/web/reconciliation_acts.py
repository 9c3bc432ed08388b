"""Acts of the reconciliation: a file received, its layout said once, totals typed, gaps decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pilotage.contract.model import Contract
from pilotage.locale import LANGUAGES, N_, Language
from pilotage.locale.reconciliation_words import ENDS, FORMS, LAYOUT, OUTCOMES
from pilotage.money import ZERO
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.reconciliation.layout import COLUMNS, FIELDS, Layout
from pilotage.services import gap_decisions, reconciling, reconciling_answer
from pilotage.services.actor import Right
from pilotage.services.reconciling import LayoutNeededError, Received, Recorded
from pilotage.services.reconciling_views import GapView
from pilotage.services.typed import value_of
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REPORT, _TURN = "invoice-report", "invoice-turn"
_NAMES = {"fr": N_("in French"), "en": N_("in English")}


def _turn() -> int:
    """The number of the current drop: another number empties the zone."""
    return int(st.session_state.get(_TURN, 0))


def last_report(visit: Visit) -> None:
    """What the last act did, once."""
    text = st.session_state.pop(_REPORT, None)
    if text:
        st.success(plain(text))
    ui.findings(st.session_state.pop(f"{_REPORT}-problems", ()), visit.t)


# --- the answer -----------------------------------------------------------------------------------


def answer(visit: Visit, contract: Contract) -> None:
    """The answer to the vendor in its language: Word to save, mail text to copy."""
    t = visit.t
    if not may(visit, Right.EXPORT):
        return
    with st.popover(t(N_("Answer to the vendor")), icon=":material/mail:", type="primary"):
        language = st.segmented_control(
            t(N_("Language of the vendor")),
            LANGUAGES,
            default="fr",
            format_func=lambda one: t(_NAMES[one]),
            key="answer-language",
        )
        chosen: Language = "en" if language == "en" else "fr"
        ref, month = contract.ref, visit.month

        def built() -> tuple[str, bytes, str]:
            return reconciling_answer.answer(
                *(visit.db, visit.actor), contract=ref, month=month, language=chosen
            )

        name, content, mail = visit.kept("answer", chosen, build=built)
        st.download_button(
            t(N_("Save the Word document")),
            data=content,
            file_name=name,
            mime=_WORD,
            icon=":material/download:",
            on_click="ignore",
            key="answer-word",
        )
        st.code(mail, language=None, wrap_lines=True)
        st.caption(plain(t(N_("The portal sends nothing: copy it into your mail."))))


# --- a gap ----------------------------------------------------------------------------------------


def decide(visit: Visit, contract: Contract, one: GapView) -> None:
    """For who may: accept, dispute, await a credit note; then what each side says."""
    t, key = visit.t, f"gap-{one.key}"
    if one.state in {"within", "credited"} or not may(visit, Right.AGREE):
        return
    if one.state in {"disputed", "credit_note", "upheld"}:
        _exchange(visit, one, key)
    usual = visit.today + timedelta(days=contract.reconciliation.dispute_days)
    label = N_("Decide") if one.state == "open" else N_("Decide otherwise")
    with st.popover(t(label), icon=":material/gavel:"):
        outcome = st.radio(
            t(N_("What becomes of it")),
            list(OUTCOMES),
            format_func=lambda name: t(OUTCOMES[name]),
            key=f"{key}-outcome",
        )
        st.text_input(t(N_("Why")), key=f"{key}-reason", max_chars=1000, placeholder="")
        if outcome != "accept":
            st.date_input(
                t(N_("The vendor answers by")),
                value=usual,
                min_value=visit.today,
                format="DD/MM/YYYY",
                key=f"{key}-due",
            )
        st.button(
            t(N_("Record the decision")), key=f"{key}-do", on_click=_decide, args=(visit, one.key, key)
        )
        ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _decide(visit: Visit, gap: str, key: str) -> None:
    due = st.session_state.get(f"{key}-due")
    outcome = str(st.session_state[f"{key}-outcome"])
    with refusals():
        try:
            gap_decisions.decide(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                gap=gap,
                outcome=outcome,
                reason=str(st.session_state.get(f"{key}-reason") or ""),
                due_on=due if isinstance(due, date) and outcome != "accept" else None,
            )
        except ProblemsFoundError as error:
            st.session_state[f"{key}-problems"] = error.problems


def _exchange(visit: Visit, one: GapView, key: str) -> None:
    """What a side said, and how the dispute ended."""
    t = visit.t
    with st.popover(t(N_("Note an exchange")), icon=":material/forum:"):
        sides = {"vendor": t(N_("Vendor")), "client": t(N_("Client"))}
        st.radio(
            t(N_("Who said it")),
            list(sides),
            format_func=sides.__getitem__,
            key=f"{key}-side",
            horizontal=True,
        )
        st.text_area(t(N_("What was said")), key=f"{key}-text", max_chars=4000, placeholder="")
        st.selectbox(
            t(N_("How it ends")), list(ENDS), format_func=lambda name: t(ENDS[name]), key=f"{key}-end"
        )
        st.button(t(N_("Keep the exchange")), key=f"{key}-say", on_click=_say, args=(visit, one.key, key))
        ui.findings(st.session_state.pop(f"{key}-said", ()), t)


def _say(visit: Visit, gap: str, key: str) -> None:
    with refusals():
        try:
            gap_decisions.say(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                gap=gap,
                side="client" if st.session_state[f"{key}-side"] == "client" else "vendor",
                text=str(st.session_state.get(f"{key}-text") or ""),
                outcome=str(st.session_state[f"{key}-end"]),
            )
        except ProblemsFoundError as error:
            st.session_state[f"{key}-said"] = error.problems


def set_aside(visit: Visit, one: Received) -> None:
    """A document that counts no more, with its reason: refused to the vendor, or a mistake."""
    t, key = visit.t, f"aside-{one.id}"
    if one.aside is not None or not may(visit, Right.AGREE):
        return
    with st.popover(t(N_("Set aside")), icon=":material/remove_circle:"):
        kinds = {"refused": t(N_("Refused to the vendor")), "mistake": t(N_("Recorded by mistake"))}
        st.radio(
            t(N_("Why it counts no more")), list(kinds), format_func=kinds.__getitem__, key=f"{key}-kind"
        )
        st.text_input(t(N_("Why")), key=f"{key}-reason", max_chars=1000, placeholder="")
        st.button(
            t(N_("Set this document aside")), key=f"{key}-do", on_click=_aside, args=(visit, one.id)
        )
        ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _aside(visit: Visit, document: int) -> None:
    key = f"aside-{document}"
    with refusals():
        try:
            reconciling.put_aside(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                document=document,
                kind=str(st.session_state[f"{key}-kind"]),
                reason=str(st.session_state.get(f"{key}-reason") or ""),
            )
        except ProblemsFoundError as error:
            st.session_state[f"{key}-problems"] = error.problems


# --- what is received -----------------------------------------------------------------------------


def receive(visit: Visit, contract: Contract, *, first: bool) -> None:
    """The drop zone and the totals to type; nothing is kept before the confirmation."""
    t = visit.t
    with ui.card():
        title = N_("Drop the vendor's invoice") if first else N_("Another invoice, or a credit note")
        st.subheader(plain(t(title)), anchor=False)
        if not may(visit, Right.AGREE):
            st.caption(plain(t(N_("Your role does not record what was agreed."))))
            return
        dropped = st.file_uploader(
            t(N_("20 MB at most: PDF, XML or Excel")), key=f"invoice-{_turn()}", max_upload_size=20
        )
        st.caption(
            plain(
                t(N_("Factur-X PDF, UBL or CII in XML, or the vendor's workbook. Nothing is kept yet."))
            )
        )
        if dropped is not None:
            _dropped(visit, contract, dropped)
        with st.expander(plain(t(N_("Only the totals are known: type them")))):
            _typing(visit)


def _dropped(visit: Visit, contract: Contract, dropped: UploadedFile) -> None:
    """What the file holds, and what it would change; the layout is asked once a vendor."""
    t, layout = visit.t, st.session_state.get(f"layout-{_turn()}")
    try:
        with refusals(), st.spinner(t(N_("Reading {name}"), name=dropped.name)):
            found = _record(visit, dropped, layout, dry_run=True)
            _previewed(visit, found)
            st.button(
                t(N_("Receive this invoice")),
                key="invoice-receive",
                icon=":material/inbox:",
                on_click=_receive,
                args=(visit, dropped, layout),
                disabled=found.status == "already_there",
            )
    except ProblemsFoundError as error:
        ui.findings(error.problems, t)
    except LayoutNeededError as error:
        _ask_layout(visit, error)


def _record(visit: Visit, dropped: UploadedFile, layout: Layout | None, *, dry_run: bool) -> Recorded:
    return reconciling.record(
        *(visit.db, visit.actor),
        contract=visit.the_card.ref,
        month=visit.month,
        content=dropped.getvalue(),
        name=dropped.name,
        layout=layout,
        dry_run=dry_run,
    )


def _previewed(visit: Visit, found: Recorded) -> None:
    t, invoice = visit.t, found.document.invoice
    if found.status == "already_there":
        st.info(
            plain(t(N_("Invoice {number} was received already: nothing changed."), number=invoice.number))
        )
        return
    form = FORMS[invoice.form]
    amount = t.money(invoice.before_tax, invoice.currency)
    beyond = [one for one in found.reconciliation.gaps if not one.gap.within]
    text = N_(
        "{form}: invoice {number}, {n} lines, {amount} excl. VAT. Gaps beyond the tolerance: {gaps}."
    )
    st.markdown(
        plain(
            t(
                text,
                form=form,
                number=invoice.number,
                n=len(invoice.lines),
                amount=amount,
                gaps=len(beyond),
            )
        )
    )
    ui.findings(found.document.problems, t)


def _receive(visit: Visit, dropped: UploadedFile, layout: Layout | None) -> None:
    with refusals():
        try:
            done = _record(visit, dropped, layout, dry_run=False)
        except ProblemsFoundError as error:
            st.session_state[f"{_REPORT}-problems"] = error.problems
            return
        st.session_state[_TURN] = _turn() + 1
        number = done.document.invoice.number
        st.session_state[_REPORT] = visit.t(N_("Invoice {number} is received."), number=number)


def _ask_layout(visit: Visit, error: LayoutNeededError) -> None:
    """Where each thing stands in this vendor's workbook: proposed, confirmed once, kept."""
    t, turn = visit.t, _turn()
    st.markdown(
        f"**{plain(t(N_('How does this vendor lay out its invoices? Say it once; it is kept.')))}**"
    )
    sheets = list(error.heads)
    at = sheets.index(error.proposed.sheet) if error.proposed.sheet in sheets else 0
    sheet = st.selectbox(t(N_("Sheet")), sheets, index=at, key=f"sheet-{turn}")
    texts = ("", *error.heads.get(sheet, ()))
    left, right = st.columns(2)
    with left:
        st.caption(plain(t(N_("Heads of the columns"))))
        _choices(visit, COLUMNS, error.proposed.columns, texts, f"column-{turn}")
    with right:
        st.caption(plain(t(N_("Words on the left of what stands once"))))
        _choices(visit, FIELDS, error.proposed.fields, texts, f"field-{turn}")
    st.button(
        t(N_("Read the invoice so")), key=f"layout-do-{turn}", on_click=_keep_layout, args=(turn, sheet)
    )


def _choices(
    visit: Visit, names: tuple[str, ...], proposed: Mapping[str, str], texts: tuple[str, ...], key: str
) -> None:
    for name in names:
        words = proposed.get(name, "")
        at = texts.index(words) if words in texts else 0
        st.selectbox(
            visit.t(LAYOUT[name]),
            texts,
            index=at,
            format_func=lambda text: text or "—",
            key=f"{key}-{name}",
        )


def _keep_layout(turn: int, sheet: str) -> None:
    """The layout as it was chosen; kept for the vendor once the invoice is received."""

    def chosen(names: tuple[str, ...], kind: str) -> dict[str, Any]:
        found = {name: st.session_state.get(f"{kind}-{turn}-{name}") for name in names}
        return {name: words for name, words in found.items() if words}

    st.session_state[f"layout-{turn}"] = Layout(sheet, chosen(COLUMNS, "column"), chosen(FIELDS, "field"))


def _typing(visit: Visit) -> None:
    t, key = visit.t, f"typed-{_turn()}"
    first, second, third, fourth = st.columns(4)
    first.text_input(t(N_("Invoice number")), key=f"{key}-number", max_chars=200, placeholder="")
    second.text_input(t(N_("Total excl. VAT")), key=f"{key}-subtotal", placeholder="")
    third.text_input(t(N_("Total VAT")), key=f"{key}-vat", placeholder="")
    fourth.text_input(t(N_("Total incl. VAT")), key=f"{key}-total", placeholder="")
    st.text_input(
        t(N_("Credit note on invoice")),
        key=f"{key}-about",
        placeholder=t(N_("only for a credit note: the number of the invoice")),
    )
    st.button(t(N_("Keep these totals")), key=f"{key}-do", on_click=_type, args=(visit, key))


def _type(visit: Visit, key: str) -> None:
    typed = {
        name: str(st.session_state.get(f"{key}-{name}") or "").strip()
        for name in ("number", "subtotal", "vat", "total", "about")
    }
    amounts = {}
    for name in ("subtotal", "vat", "total"):
        value = value_of(typed[name], visit.t.language) if typed[name] else None
        wrong = value is None if typed[name] or name == "subtotal" else False
        if wrong:
            problem = Problem("reconciling.not_an_amount", Severity.REFUSED, read=typed[name])
            st.session_state[f"{_REPORT}-problems"] = (problem,)
            return
        amounts[name] = value
    with refusals():
        try:
            done = reconciling.type_in(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                number=typed["number"],
                subtotal=amounts["subtotal"] or ZERO,
                vat=amounts["vat"],
                total=amounts["total"],
                about=typed["about"],
            )
        except ProblemsFoundError as error:
            st.session_state[f"{_REPORT}-problems"] = error.problems
            return
    st.session_state[_TURN] = _turn() + 1
    number = done.document.invoice.number
    st.session_state[_REPORT] = visit.t(N_("Invoice {number} is received."), number=number)
