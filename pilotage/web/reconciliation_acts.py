"""Acts of the reconciliation: a file received, its layout said once, totals typed, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pilotage.contract.model import Contract
from pilotage.locale import LANGUAGES, N_, Language
from pilotage.locale.reconciliation_words import FORMS, LAYOUT
from pilotage.money import ZERO
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.reconciliation.layout import COLUMNS, FIELDS, Layout
from pilotage.services import reconciling, reconciling_answer
from pilotage.services.actor import Right
from pilotage.services.reconciling import LayoutNeededError, Recorded
from pilotage.services.typed import value_of
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REPORT, _TURN = "invoice-report", "invoice-turn"
_NAMES = {"fr": N_("in French"), "en": N_("in English")}


def _turn() -> int:
    """The number of the current drop: another number empties the zone."""
    return int(st.session_state.get(_TURN, 0))


def last_report(visit: Visit) -> None:
    """What the last act did, once."""
    text = st.session_state.pop(REPORT, None)
    if text:
        st.success(plain(text), icon=":material/check_circle:")
    ui.findings(st.session_state.pop(f"{REPORT}-problems", ()), visit.t)


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
            st.session_state[f"{REPORT}-problems"] = error.problems
            return
        st.session_state[_TURN] = _turn() + 1
        number = done.document.invoice.number
        st.session_state[REPORT] = visit.t(N_("Invoice {number} is received."), number=number)


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
            st.session_state[f"{REPORT}-problems"] = (problem,)
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
            st.session_state[f"{REPORT}-problems"] = error.problems
            return
    st.session_state[_TURN] = _turn() + 1
    number = done.document.invoice.number
    st.session_state[REPORT] = visit.t(N_("Invoice {number} is received."), number=number)
