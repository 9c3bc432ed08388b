"""The landing in words: the finding, the cards of the targets, the chart of one of them."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from pilotage.charts.landing import Ending, LandingPoint, LandingWords, landing_chart
from pilotage.charts.theme import Spec
from pilotage.contract.model import Contract
from pilotage.landing import TargetOutlook
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.judged import sla_name, stream_name
from pilotage.money import ZERO
from pilotage.services.landing import Landing, LandingDay, Stake, TargetLanding, days
from pilotage.sla import Status, Zone
from pilotage.web import components as ui
from pilotage.web.figures import exact_words, meets, unit_suffix, value_words
from pilotage.web.session import Visit
from pilotage.web.text import plain


def target_name(one: TargetOutlook, contract: Contract, t: Words) -> str:
    """The SLA, and its stream when it is judged stream by stream."""
    name = sla_name(one.sla, contract, t)
    return f"{name}, {stream_name(one.stream, contract, t)}" if one.stream else name


def finding(found: Landing, chosen: TargetLanding | None, contract: Contract, t: Words) -> str:
    """Where the month will end, in one sentence with its figure."""
    if chosen is None or chosen.outlook.likely is None:
        return t(N_("Nothing to land yet in {month}"), month=found.month)
    values = {"name": target_name(chosen.outlook, contract, t), "value": likely_words(chosen, t)}
    if found.over:
        return t(N_("{name}: the month ended at {value}"), **values)
    if chosen.likely.status is Status.MET:
        return t(N_("{name}: {value} expected, on target"), **values)
    if chosen.likely.zone in {Zone.NEUTRAL, Zone.BONUS}:
        return t(N_("{name}: {value} expected, below target without malus"), **values)
    return t(N_("{name}: {value} expected, below target"), **values)


def likely_words(one: TargetLanding, t: Words) -> str:
    """The likely value as the contract would compare it, after its rounding."""
    unit, judged = one.outlook.unit, one.likely.judged
    return value_words(one.outlook.likely, unit, t) if judged is None else exact_words(judged, unit, t)


def stake_badge(one: TargetLanding, t: Words) -> str:
    """The target, with the colour and the shape of the likely end."""
    seen = one.outlook
    met = {Status.MET: True, Status.MISSED: False}.get(one.likely.status or Status.NOT_MEASURED)
    zone = one.likely.zone and str(one.likely.zone)
    goal = t(N_("target {value}"), value=exact_words(seen.target, seen.unit, t))
    return ui.target_badge(met, goal, zone)


def range_words(seen: TargetOutlook, t: Words) -> str:
    """`between 77.9 and 80.3%`, or why there is no range."""
    if seen.low is None or seen.high is None:
        return t(N_("no range: too few months to look back on"))
    low = value_words(seen.low, seen.unit, t).removesuffix(unit_suffix(seen.unit, t))
    high = value_words(seen.high, seen.unit, t)
    return t(N_("between {low} and {high}"), low=low, high=high)


def needed_words(seen: TargetOutlook, t: Words) -> str:
    """What the rest of the month must show."""
    match seen.needed.state:
        case "reached":
            return t(N_("target reached whatever the rest brings"))
        case "impossible":
            return t(N_("out of reach, even with a perfect rest of the month"))
        case "over":
            return t(N_("nothing left to come"))
    digits = 2 if seen.unit == "ratio" else 1
    value = value_words(seen.needed.value, seen.unit, t, digits)
    if seen.direction == "lower":
        return t(N_("{value} at most on the rest"), value=value)
    return t(N_("{value} needed on the rest"), value=value)


def spared_words(one: TargetLanding, t: Words) -> str:
    """What the rest must show for the month to cost no malus; empty without a malus of its own."""
    if one.spared is None or one.spared.state == "over":
        return ""
    if one.spared.state == "reached":
        return t(N_("no malus whatever the rest brings"))
    if one.spared.state == "impossible":
        return t(N_("the malus can no longer be avoided"))
    unit = one.outlook.unit
    value = value_words(one.spared.value, unit, t, 2 if unit == "ratio" else 1)
    return t(N_("{value} to avoid the malus"), value=value)


def stake_words(one: TargetLanding, t: Words, currency: str) -> str:
    """The euros that hang on the target: at the likely end, then at the two ends of the range."""
    if one.likely.amount is None:
        return t(N_("no bonus or malus"))
    parts = [t(N_("bonus or malus {amount}"), amount=t.money(one.likely.amount, currency))]
    for stake, words in ((one.worst, N_("at worst {amount}")), (one.best, N_("at best {amount}"))):
        if stake.amount is not None and stake.amount != one.likely.amount:
            parts.append(t(words, amount=t.money(stake.amount, currency)))
    return ", ".join(parts)


def cards(visit: Visit, found: Landing, contract: Contract, chosen: TargetLanding | None) -> None:
    """A card a target, four a row."""
    for start in range(0, len(found.targets), 4):
        row = found.targets[start : start + 4]
        for column, one in zip(st.columns(max(len(row), 2)), row, strict=False):
            key = "here-" if one is chosen else "card-"
            with column.container(
                border=True, gap="xxsmall", height="stretch", key=f"{key}{one.outlook.sla}-{start}"
            ):
                card(visit, found, one, contract)


def card(visit: Visit, found: Landing, one: TargetLanding, contract: Contract) -> None:
    t, seen = visit.t, one.outlook
    st.page_link(
        "pages/landing.py",
        label=plain(target_name(seen, contract, t)),
        query_params=visit.link(sla=seen.sla, stream=seen.stream),
    )
    with st.container(key=f"figure-{seen.sla}-{seen.stream or 'all'}"):
        value = plain(likely_words(one, t))
        lines = [f"**{value}** :small[{stake_badge(one, t)}]"]
        if seen.likely is None:
            lines = [f"**—** :small[:gray[{plain(t(N_('nothing to go by yet')))}]]"]
        elif not found.over:
            lines.append(f":small[{plain(range_words(seen, t))}]")
            lines.append(f":small[**{plain(needed_words(seen, t))}**]")
            if spared := spared_words(one, t):
                lines.append(f":small[{plain(spared)}]")
        lines.append(f":small[:gray[{plain(stake_words(one, t, contract.currency))}]]")
        st.markdown("  \n".join(lines), anchors=False)


def drawing(
    visit: Visit, found: Landing, one: TargetLanding, contract: Contract
) -> tuple[tuple[LandingDay, ...], Spec] | None:
    """The month of a target: its days and its finished chart; None when no day can be drawn."""
    t, seen = visit.t, one.outlook
    rows = days(visit.db, visit.actor, contract=contract.ref, target=seen, seen=found.outlook)
    if all(row.value is None and row.forecast is None for row in rows):
        return None

    def shown(value: Decimal | None) -> str:
        return "—" if value is None else t.number(value, 0)

    points = [
        LandingPoint(
            day=row.day,
            value=row.value,
            so_far=row.so_far,
            volume=row.volume,
            forecast=row.forecast,
            label=t.date(row.day, "day"),
            shown=value_words(row.value, seen.unit, t),
            volume_shown=shown(row.volume),
            forecast_shown=shown(row.forecast),
        )
        for row in rows
    ]
    ending = Ending(seen.likely, seen.low, seen.high, seen.target)
    spec = landing_chart(
        points, ending, words=_words(one, contract, t), theme=visit.theme, language=t.language, height=250
    )
    return rows, spec


def _words(one: TargetLanding, contract: Contract, t: Words) -> LandingWords:
    seen = one.outlook

    return LandingWords(
        target=t(N_("Target {value}"), value=exact_words(seen.target, seen.unit, t)),
        likely=likely_words(one, t),
        unit=unit_suffix(seen.unit, t),
        day=t(N_("Day")),
        value=target_name(seen, contract, t),
        volume=t(N_("Came")),
        forecast=t(N_("Foreseen")),
    )


def chart_alt(one: TargetLanding, contract: Contract, t: Words) -> str:
    """The chart's finding, for who hears it."""
    seen = one.outlook
    return (
        f"{target_name(seen, contract, t)}: {value_words(seen.likely, seen.unit, t)}, "
        f"{range_words(seen, t)}. {needed_words(seen, t)}."
    )


def method_words(one: TargetLanding, t: Words) -> str:
    """How the range was made, and on how many months it stands."""
    seen = one.outlook
    if seen.low is None:
        return t(N_("The likely value supposes that the rest goes as the month began."))
    return t(
        N_(
            "The likely value supposes that the rest goes as the month began; four guesses in five, made "
            "on the same day of the last {n} months, fell within the range."
        ),
        n=len(seen.misses),
    )


def at_stake(found: Landing) -> tuple[Decimal, Decimal, Decimal]:
    """Bonus and malus of the month: likely, at the worst end of every range, at the best."""
    return found.likely.bonus_malus, found.worst.bonus_malus, found.best.bonus_malus


def met_words(stake: Stake, seen: TargetOutlook, t: Words) -> str:
    """Whether a value is on its target."""
    if stake.value is None:
        return "—"
    kept = meets(stake.value, seen.target, seen.direction)
    return t(N_("on target")) if kept else t(N_("below target"))


def signed_money(amount: Decimal, t: Words, currency: str) -> str:
    """`+3 157,13 €`, a difference."""
    return ("+" if amount > ZERO else "") + t.money(amount, currency)


def hours_words(hours: Decimal | None, t: Words) -> str:
    """`3 894 h`, a dash when nobody said."""
    return "—" if hours is None else f"{t.number(hours, 0)}{NBSP}h"
