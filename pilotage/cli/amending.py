"""`contract` and `amend`: a contract in words, and an amendment tried, then written and published."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    ContractOption,
    Frame,
    JsonOption,
    day_of,
    exit_with,
    frame,
    misuse,
    print_json,
    say,
    say_aside,
    show_problems,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.amending import Drafted, Effects

commands = typer.Typer()

_On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help=N_("The day looked at; today when absent."))
]
_Document = Annotated[str, typer.Option("--document", metavar="ID", help=N_("The id of the amendment."))]
_Title = Annotated[str, typer.Option("--title", metavar="TEXT", help=N_("Its title."))]
_Signed = Annotated[str, typer.Option("--signed", metavar="DATE", help=N_("The day it was signed."))]
_Effective = Annotated[
    str, typer.Option("--effective", metavar="DATE", help=N_("The day from which its terms count."))
]
_Article = Annotated[
    str, typer.Option("--clause", metavar="TEXT", help=N_("The article of the amendment."))
]
_Set = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="TABLE.ID.KEY=VALUE",
        help=N_("A figure and what it becomes, as the file has it; several times for several."),
    ),
]
_Publish = Annotated[
    bool, typer.Option("--publish", help=N_("Puts it in force; else nothing is written."))
]


@commands.command(help=N_("The contract in words: each clause in force on a day, with its source."))
def contract(contract: ContractOption, *, on: _On = None, as_json: JsonOption = False) -> None:
    from pilotage.locale.contract_words import TABLES, clauses_in_words
    from pilotage.locale.judged import clause_words
    from pilotage.services import catalogue, contract_page

    here = frame()
    t, terms = here.t, catalogue.contract(here.db, here.actor, ref=contract)
    day = day_of(on) if on else catalogue.today(here.db)
    if as_json:
        print_json(contract_page.document_of(terms, day, t))
        return
    table = ""
    for one in clauses_in_words(terms, day, t):
        if one.table != table:
            table = one.table
            say(f"\n{t(TABLES[table])}")
        since = t.date(date.fromisoformat(one.source.since))
        say(f"\n  {one.title} ({clause_words(one.source, terms)}, {since})")
        for sentence in one.sentences:
            say(f"    {sentence}")


@commands.command(help=N_("An amendment in words, in euros and in text; published when asked."))
def amend(
    contract: ContractOption,
    document: _Document,
    title: _Title,
    signed: _Signed,
    effective: _Effective,
    figures: _Set,
    *,
    article: _Article = "",
    publish: _Publish = False,
    as_json: JsonOption = False,
) -> None:
    from pilotage.contract.amending import Amendment
    from pilotage.services import amending

    here, since = frame(), day_of(effective)
    asked = _asked(figures, since, article)
    amendment = Amendment(document, title, day_of(signed), since, *asked)
    draft = amending.drafted(here.db, here.actor, contract=contract, amendment=amendment)
    effects = amending.effects(here.db, here.actor, draft=draft, since=since)
    told = _told(here, draft, effects)
    done = amending.publish(here.db, here.actor, draft=draft) if publish else None
    version = done.version if done and done.changed else None
    if as_json:
        print_json({**told, "contract": contract, "published": version})
    else:
        _say(here, told, draft.contract.currency)
        if version is None and not done:
            say_aside(here.t("Nothing is written: add --publish to put it in force."))
    if done:
        show_problems(done.problems)
        if version and not as_json:
            say(here.t("{ref}: version {version} is published.", ref=done.ref, version=version))
        exit_with([] if done.changed else done.problems)


@dataclass(frozen=True)
class _Figure:
    """`price.gestion.price=4900`, taken apart."""

    table: str
    id: str
    key: str
    value: Any


def _asked(figures: list[str], since: date, article: str) -> tuple[Any, Any]:
    """The dated terms and the days of the contract that the options name."""
    from pilotage.contract.amending import NewDate, NewTerms

    terms: dict[tuple[str, str], dict[str, Any]] = {}
    dates = []
    for one in (_figure(text) for text in figures):
        if one.table == "contract":
            if one.key not in {"ends", "notice"} or type(one.value) is not date:
                misuse(frame().t("“{read}” is no date of the contract: ends, notice.", read=one.key))
            dates.append(NewDate(one.key, one.value, article))
        else:
            terms.setdefault((one.table, one.id), {})[one.key] = one.value
    blocks = tuple(NewTerms(*name, since, article, values) for name, values in terms.items())
    return blocks, tuple(dates)


def _figure(text: str) -> _Figure:
    path, found, value = text.partition("=")
    table, _, rest = path.strip().partition(".")
    name, dot, key = rest.rpartition(".")
    if not found or not key or not (dot or table == "contract"):
        misuse(frame().t("“{read}” is not TABLE.ID.KEY=VALUE.", read=text))
    try:
        read = tomllib.loads(f"value = {value.strip()}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        misuse(frame().t("“{read}” is not a value as the file has it.", read=value.strip()))
    return _Figure(table, name, key, read)


def _told(here: Frame, draft: Drafted, effects: Effects) -> dict[str, Any]:
    """What the amendment does: words, euros, text (stable keys)."""
    from pilotage.locale.change_words import changes_words
    from pilotage.services.amending import added
    from pilotage.services.backtest import tried_document

    moved = [one for one in draft.changes if one.table != "document"]
    return {
        "changes": list(changes_words(moved, draft.contract, here.t)),
        "back_test": tried_document(effects.tried) if effects.tried else None,
        "closed_months": [str(month) for month in effects.closed],
        "adjusted_in": str(effects.into) if effects.into else None,
        "text": added(draft.before, draft.text),
    }


def _say(here: Frame, told: dict[str, Any], currency: str) -> None:
    t = here.t
    for sentence in told["changes"]:
        say(f"- {sentence}")
    say()
    if told["back_test"]:
        total = told["back_test"]["total"]
        text = N_("Over {n} months: {before} without it, {after} with it, a difference of {gap}.")
        amounts = {name: Decimal(total[key]) for name, key in _TOTALS.items()}
        shown = {name: t.money(value, currency) for name, value in amounts.items()}
        say(t(text, n=len(told["back_test"]["months"]), **shown))
    if told["closed_months"]:
        text = N_("Closed months stay as they are: {months}. The difference is proposed in {into}.")
        say(t(text, months=", ".join(told["closed_months"]), into=told["adjusted_in"]))
    say(f"\n{told['text']}\n")


_TOTALS = {"before": "current", "after": "draft", "gap": "difference"}
