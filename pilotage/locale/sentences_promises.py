"""Sentences on windows, aggregation and smoothing of the SLAs of a contract file."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {}

OF_CONTRACTS: Mapping[str, str] = {
    "contract.rolling_months": N_("{place}: a rolling window needs its number of “months”."),
    "contract.months_unused": N_(
        "{place}: only a rolling window has a number of months; this one is {read}."
    ),
    "contract.share_edges": N_(
        "{place}: a share of compliant periods needs “compliant”, the edges that make a period compliant."
    ),
    "contract.smoothing_one": N_(
        "{place}: smoothing over a single window changes nothing; write 2 or more, or remove the key."
    ),
    "contract.grain_window": N_(
        "{place}: periods of grain {read} are not finer than the window ({window}): there is nothing to "
        "count or to average."
    ),
    "contract.grain_half_hour": N_(
        "{place}: half-hours are read month by month; over the window {read}, count days."
    ),
    "contract.rate_window": N_(
        "{place}: a rate in percent needs the fees of its window, and fees are counted by month; "
        "{read} is judged by {window}: state an amount."
    ),
}
