"""`catalogue`: the formulas that a contract may name, for a reader or a program."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pilotage.cli.frame import JsonOption, frame, print_json, say
from pilotage.locale import N_, NBSP

commands = typer.Typer()

_Markdown = Annotated[
    bool, typer.Option("--markdown", help=N_("The tables of the guide to contracts, in both languages."))
]


@commands.command(help=N_("The KPIs of the catalogue: what each counts, its variants, its source."))
def catalogue(*, as_json: JsonOption = False, markdown: _Markdown = False) -> None:
    from pilotage.services import formulas

    here = frame()
    if markdown:
        say(formulas.markdown() + formulas.counters_markdown())
        return
    cards = formulas.formulas(here.language)
    if as_json:
        counters = [asdict(card) for card in formulas.counters(here.language)]
        print_json({"formulas": [asdict(card) for card in cards], "counters": counters})
        return
    from pilotage.locale.kpi_names import direction_words, unit_name

    t, family = here.t, ""
    for card in cards:
        if card.family != family:
            family = card.family
            say(f"\n{card.family_name}\n{'-' * len(card.family_name)}")
        say(f"\n{card.name}  [{card.code}]")
        say(f"  {card.definition}")
        marks = [unit_name(card.unit, t), direction_words(card.direction, t)]
        if card.matures_after_days:
            marks.append(t("provisional for {n} days", n=card.matures_after_days))
        say("  " + ", ".join(marks))
        for variant in card.variants:
            named = f"{variant.code} ({variant.name}){NBSP if here.language == 'fr' else ''}: "
            say(f"    {named if variant.code else ''}{variant.formula}")
        say(f"  {t('Source')}{NBSP if here.language == 'fr' else ''}: {card.source}")
