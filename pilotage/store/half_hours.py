"""Half-hours of a contract, read from the evidence: the projection keeps days only."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlmodel import Session

from pilotage.feeds.model import Feed
from pilotage.feeds.projecting import project
from pilotage.periods import Window
from pilotage.store import contracts
from pilotage.store.replacing import pieces_of
from pilotage.store.scope import Vendors
from pilotage.store.superseding import Piece, standing


def half_hours(session: Session, vendors: Vendors, contract: str, window: Window) -> pd.DataFrame:
    """The live half-hours of the window, in the contract's own time; none when it is out of scope.

    `stream`, `start` (datetime64 of the half-hour, as clocks show it: the hour that they repeat is
    one), `batch`, `holder` (`client` or `vendor`: who counted), `estimated`, then one `Int64` column
    a counter in millionths, missing where not given. Quarters of an hour and contacts are summed;
    feeds without hours have none.
    """
    row = contracts.find(session, vendors, contract)
    if row is None:
        return pd.DataFrame()
    frames = [
        _summed(piece)
        for pieces in pieces_of(session, row, window)
        for piece in standing(pieces)
        if _clocked(piece.feed)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _clocked(feed: Feed) -> bool:
    """Whether its rows bear an hour: contacts may have a date alone."""
    return bool(feed.when.time) or "h" in feed.when.format


def _summed(piece: Piece) -> pd.DataFrame:
    """The projection of the piece, as if each half-hour were a day."""
    rows = piece.rows
    at = pc.floor_temporal(rows["start"], multiple=30, unit="minute")
    rows = rows.set_column(rows.schema.get_field_index("day"), "day", pc.cast(at, pa.timestamp("s")))
    frame = project(rows, piece.feed).drop(columns="grain")
    return frame.assign(batch=piece.batch, holder=piece.feed.source)
