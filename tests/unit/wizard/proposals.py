"""Unknown files made row by row, and what the wizard proposes of them."""

from datetime import date, timedelta

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.wizard.proposal import Proposal, ProposedColumn
from pilotage.wizard.proposing import propose
from tests.unit.feeds.feed_fixtures import CONTRACT

FIRST = date(2026, 3, 16)
"""A Monday whose number is above twelve: day and month cannot be taken for one another."""


def contract(*streams: str, more: str = "") -> Contract:
    """A contract of these streams, `id` or `id:Name`."""
    named = [(text.partition(":")[0], text.partition(":")[2] or text) for text in streams or ("n1",)]
    listed = ", ".join(f'{{ id = "{i}", name = "{name}", activity = "voix" }}' for i, name in named)
    text = CONTRACT.format(vendor="v", vendor_name="Vendeur", zone="Europe/Paris")
    head, _, tail = text.partition("\n[vat]")
    found, problems = load_contract(f"{head}\nstream = [{listed}]\n{more}\n[vat]{tail}")
    assert found is not None, problems
    return found


def table(header: str, rows: int = 20, **cells) -> bytes:
    """A text file: a date a day, and for each other column of the header what its function gives."""
    lines = [header]
    names = header.split(";")
    for n in range(rows):
        day = FIRST + timedelta(days=n)
        lines.append(
            ";".join(str(cells.get(name, lambda n, day: f"{day:%d/%m/%Y}")(n, day)) for name in names)
        )
    return ("\n".join(lines) + "\n").encode()


def counts(header: str = "Date;Présentés;Décrochés;Abandonnés", **more) -> bytes:
    """Offered = answered + abandoned on every row, each going its own way."""
    given = {
        "Présentés": lambda n, _: 100 + 7 * n % 31,
        "Décrochés": lambda n, _: 90 + 7 * n % 31 - n % 5,
        "Abandonnés": lambda n, _: 10 + n % 5,
    }
    return table(header, **{**given, **more})


def proposed(
    content: bytes, *streams: str, name: str = "appels.csv", more: str = "", **answers: str
) -> Proposal:
    return propose(content, name=name, contract=contract(*streams, more=more), answers=answers)


def part(found: Proposal, name: str) -> ProposedColumn:
    return next(column for column in found.columns if column.name == name)


def why(found: Proposal, name: str) -> list[str]:
    return [reason.code.removeprefix("because.") for reason in part(found, name).because]


def asked(found: Proposal) -> dict[str, str]:
    return {question.id: question.value for question in found.questions}


LEVEL = {"QS 20 s": lambda n, _: f"{80 + n % 13},{n % 10} %"}
