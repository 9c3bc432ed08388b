"""Words of prices: units, the rules of their computation, what completes the label of a line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pilotage.locale import N_, Words
from pilotage.locale.formulas import quantity

UNITS: Mapping[str, str] = {
    "minute": N_("billed minute"),
    "fte": N_("FTE"),
    "resolution": N_("resolution"),
    "subscription": N_("subscription"),
    "purchase": N_("act ordered"),
    "set_up": N_("set-up"),
    "pass_through": N_("cost passed through"),
    "counter": N_("unit counted"),
}
RULES: Mapping[str, str] = {
    "fee.mean_time": N_("Mean handling time of the month"),
    "fee.bracket": N_("Price of the bracket in which the mean handling time falls"),
    "fee.ordered": N_("Delivered under the purchase order"),
    "fee.mark_up": N_("Cost, with its mark-up"),
    "fee.instalment": N_("Instalment of the month"),
    "uplift.quantity": N_("Done in the hours that the uplift is for"),
    "uplift.price": N_("Price × uplift"),
    "baseline.days": N_("Baseline of the days covered"),
    "baseline.edge": N_("Edge of the dead band"),
    "baseline.beyond": N_("Beyond the volume that the baseline covers"),
    "index.coefficient": N_("Revision coefficient"),
    "index.rounded": N_("Coefficient, rounded as the contract says"),
    "index.floor": N_("Floor of the revision"),
    "index.cap": N_("Cap of the revision"),
    "index.price": N_("Price × coefficient"),
    "index.amount": N_("Quantity × indexed tariff, rounded to the cent"),
    "limit.uplift": N_("Taken off this uplift, beyond the ceiling of its half-hours"),
    "limit.within": N_("Within the ceiling, half-hour by half-hour"),
    "limit.guaranteed": N_("Volume guaranteed"),
    "limit.period_done": N_("Done over the period of the minimum"),
    "limit.days": N_("Minimum of the days covered"),
    "limit.share": N_("Share of the shortfall that is due"),
    "limit.fees": N_("Fees under the minimum"),
}
Detail = Mapping[str, Decimal | str]


def bracket(detail: Detail, t: Words) -> str:
    """The bracket of handling time, in seconds."""
    if "bracket" not in detail:
        return ""
    above, up_to = detail.get("above") or Decimal(0), detail.get("up_to")
    if up_to is None or up_to == "":
        return t("handling time above {above} s", above=above)
    return t("handling time of {above} to {up_to} s", above=above, up_to=up_to)


def uplift(detail: Detail, t: Words) -> str:
    """The percentage of an uplift."""
    if "uplift" not in detail:
        return ""
    percent = detail["uplift"]
    shown = quantity(percent, "percent", t, "") if isinstance(percent, Decimal) else percent
    return t("uplift of {percent}", percent=shown)


def order(detail: Detail, t: Words) -> str:
    """The purchase order."""
    return t("order {number}", number=detail["order"]) if "order" in detail else ""


def instalment(detail: Detail, t: Words) -> str:
    """Which instalment of a set-up it is."""
    if "instalment" not in detail:
        return ""
    return t("instalment {n} of {months}", n=detail["instalment"], months=detail["of_months"])


def baseline(detail: Detail, t: Words) -> str:
    """Beyond the baseline, or short of it."""
    if "baseline" not in detail:
        return ""
    if "more" in detail:
        return t("additional beyond the baseline of {n}", n=detail["baseline"])
    return t("reduction below the baseline of {n}", n=detail["baseline"])


def days_lacking(detail: Detail, t: Words) -> str:
    """How many days no ceiling by half-hour could cut."""
    return t("days without half-hours: {n}", n=detail["days_lacking"]) if "days_lacking" in detail else ""


DETAILS = (bracket, uplift, order, instalment, baseline, days_lacking)
