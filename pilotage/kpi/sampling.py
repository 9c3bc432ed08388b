"""Intervals of the KPIs that are sampled: surveys and monitored contacts, at 95 %.

- a share: the normal approximation p ± 1.96 √(p(1-p)/n) (Cochran, *Sampling Techniques*, 1977, ch. 3);
  with fewer than five answers on either side it promises too much, and Wilson's score interval (1927;
  Brown, Cai and DasGupta, 2001) takes its place, which is not symmetrical;
- a difference of shares of one sample (NPS): the variance of answers worth 1, 0 and -1; where fewer
  than five stand in two of the three classes, three answers are added, one of four to each end (Rocks,
  *The American Statistician*, 2016);
- a mean: from the sum of squares, when it is counted: s² = (Σx² - (Σx)²/n) / (n-1), with Student's
  quantile below thirty answers.

The answers are taken as a random sample of many more. No interval where none can be known.
"""

from __future__ import annotations

from decimal import Decimal

from pilotage.counters import CATALOGUE, Sums, parent_of
from pilotage.kpi.model import Interval, Kpi

Z = Decimal("1.96")
_FEW = 5
_STUDENT = (
    *(12706, 4303, 3182, 2776, 2571, 2447, 2365, 2306, 2262, 2228, 2201, 2179, 2160, 2145),
    *(2131, 2120, 2110, 2101, 2093, 2086, 2080, 2074, 2069, 2064, 2060, 2056, 2052, 2048),
)
"""In thousandths, for 1 to 28 degrees of freedom; from 30 answers on, that of the normal law serves."""


def sample_of(kpi: Kpi, sums: Sums) -> Decimal | None:
    """The number of answers behind a KPI that is sampled, None for a KPI that counts everything."""
    name = _sample(kpi)
    return sums.values.get(name) if name else None


def interval(kpi: Kpi, sums: Sums) -> Interval | None:
    """Where the KPI of these sums lies at 95 %, in its own unit; None where that cannot be known."""
    name = _sample(kpi)
    n = sums.values.get(name) if name else None
    if n is None or n <= 0:
        return None
    weight_n = kpi.denominator[name]
    terms = {term: weight / weight_n for term, weight in kpi.numerator.items()}
    shift = terms.pop(name, Decimal(0))
    if any(term not in sums.values for term in terms):
        return None
    if all(parent_of(term) == name for term in terms):
        found = _of_shares({t: (w, sums.values[t] / n) for t, w in terms.items()}, n)
    elif len(terms) == 1:
        ((total, weight),) = terms.items()
        found = _of_mean(total, weight, sums, n)
    else:
        found = None
    if found is None:
        return None
    low, high = sorted((shift + edge) * kpi.scale for edge in found)
    return Interval(low, high, n)


def _sample(kpi: Kpi) -> str:
    """The counter of answers that the KPI is a ratio to, or an empty text."""
    if len(kpi.denominator) != 1:
        return ""
    name = next(iter(kpi.denominator))
    return name if name in CATALOGUE and CATALOGUE[name].sample else ""


def _of_shares(terms: dict[str, tuple[Decimal, Decimal]], n: Decimal) -> tuple[Decimal, Decimal] | None:
    """A share of the sample, or promoters less detractors: answers that are one or the other."""
    if len(terms) == 1:
        ((weight, share),) = terms.values()
        low, high = _of_share(share, n)
        return weight * low, weight * high
    if set(terms) != {"nps_promoters", "nps_detractors"}:
        return None  # nothing says that an answer is not in both
    counts = [share * n for _, share in terms.values()]
    classes = sorted((*counts, n - sum(counts)))
    if classes[1] < _FEW:  # nearly all in one class: the sample's own variance promises too much
        quarter = Decimal("0.75")
        terms = {
            name: (weight, (share * n + quarter) / (n + 3)) for name, (weight, share) in terms.items()
        }
        n += 3
    middle = sum((weight * share for weight, share in terms.values()), Decimal(0))
    spread = sum((weight * weight * share for weight, share in terms.values()), Decimal(0))
    half = Z * (max(spread - middle * middle, Decimal(0)) / n).sqrt()
    return max(middle - half, Decimal(-1)), min(middle + half, Decimal(1))


def _of_share(share: Decimal, n: Decimal) -> tuple[Decimal, Decimal]:
    if min(share, 1 - share) * n >= _FEW:
        half = Z * (share * (1 - share) / n).sqrt()
        return max(share - half, Decimal(0)), min(share + half, Decimal(1))
    share = min(max(share, Decimal(0)), Decimal(1))
    square = Z * Z / n
    middle = (share + square / 2) / (1 + square)
    half = Z * (share * (1 - share) / n + square / (4 * n)).sqrt() / (1 + square)
    return middle - half if share else share, middle + half if share != 1 else share


def _of_mean(total: str, weight: Decimal, sums: Sums, n: Decimal) -> tuple[Decimal, Decimal] | None:
    name = f"{total}_sq"
    squares = None if name in sums.coarse | sums.partial else sums.values.get(name)
    mean = sums.values[total] / n
    if squares is None or n < 2 or squares < n * mean * mean:  # squares of some of the answers only
        return None
    quantile = Decimal(_STUDENT[int(n) - 2]) / 1000 if n < len(_STUDENT) + 2 else Z
    half = quantile * ((squares - n * mean * mean) / (n - 1) / n).sqrt()
    if not half:
        return None  # all the same score: nothing says how far the others would stand
    return weight * (mean - half), weight * (mean + half)
