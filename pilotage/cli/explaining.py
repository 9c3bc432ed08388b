"""What `explain` tells of a judged month: each SLA, then each line and the totals, with their steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.locale.explain import explain
from pilotage.locale.judged import clause_words, name_of, status_words
from pilotage.locale.steps import rule_words
from pilotage.locale.window_words import occurrence_words
from pilotage.services.months import worth
from pilotage.sla import SlaResult


def explanation(
    result: MonthResult, terms: Contract, t: Words, named: str | None, files: Mapping[int, str]
) -> list[str]:
    """The lines of text on the whole month, or on the line or SLA that is named; none when there is
    no such line or SLA. `files` names the received files by their number.
    """
    slas = [
        text for sla in result.slas if named in {None, sla.id} for text in _sla(sla, result, terms, t)
    ]
    if named is None:
        return slas + explain(result, terms, t, None, files)
    if named in {line.id for line in result.bill.lines}:
        return slas + explain(result, terms, t, named, files)
    return slas


def _sla(sla: SlaResult, result: MonthResult, terms: Contract, t: Words) -> Iterator[str]:
    for occurrence in sla.occurrences:
        zone = worth(result, sla.id, occurrence.stream, occurrence.key).zone
        which = occurrence_words(sla, occurrence, terms, t)
        name = f"{name_of(sla.id, terms, t)} {which}".rstrip()
        marks = ((t("Estimated"), occurrence.figure.estimated), (t("Typed in"), occurrence.figure.typed))
        mark = "".join(f" · {word}" for word, said in marks if said)
        yield f"{sla.id} · {name} · {status_words(occurrence.status, zone, t)}{mark}"
        for step in occurrence.steps or occurrence.figure.steps:
            rule, formula, value = rule_words(step, t, terms.currency)
            clause = f"  [{clause_words(step.source, terms)}]" if step.source.document else ""
            yield f"  {rule} · {f'{formula} = ' if formula else ''}{value}{clause}"
        yield ""
