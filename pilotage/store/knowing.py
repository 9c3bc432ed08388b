"""What was known on a day: the counters that the files received by then gave, as they stood."""

from datetime import datetime

from sqlmodel import Session

from pilotage.counters import CounterTable
from pilotage.periods import Window
from pilotage.store import batches, projection, replacing
from pilotage.store.tables import ContractRow


def known_at(session: Session, row: ContractRow, window: Window, moment: datetime) -> CounterTable:
    """The counters of the window as they stood before `moment`: without the files that came since,
    those withdrawn since still counting.

    Files that only added days are left out of the live rows; where they replaced some, or where one
    was withdrawn since, the rows are made again from the evidence.
    """
    scope = frozenset({row.vendor})
    table = projection.counter_table(session, scope, row.ref, window=window)
    files = batches.listed(session, scope, contract=row.ref, window=projection.reaching(window))
    since = {file.id for file in files if file.received_at >= moment}
    gone = {number: left.withdrawn_at for number, left in batches.withdrawn(session, scope).items()}
    undone = any(file.id in gone and gone[file.id] >= moment for file in files)
    if not since and not undone:
        return table
    if not undone and not any(file.days_replaced for file in files if file.id in since):
        kept = table.frame[~table.frame["batch"].isin(since)]
        return CounterTable(kept.reset_index(drop=True))
    then = [
        file
        for file in files
        if file.id not in since and not (file.id in gone and gone[file.id] < moment)
    ]
    frame = replacing.made_of(session, row, then, projection.reaching(window), row.version)
    return (
        CounterTable(projection.touching(frame, window)) if len(frame) else CounterTable(table.frame[:0])
    )
