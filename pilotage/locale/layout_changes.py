"""What changed in the layout of a feed, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.locale import N_, Words
from pilotage.locale.proposed import choice_words
from pilotage.wizard.proposal import LayoutChange

_GRAINS = {
    "half_hour": N_("half-hours"),
    "quarter_hour": N_("quarter-hours"),
    "day": N_("days"),
    "week": N_("weeks"),
    "month": N_("months"),
    "contact": N_("contacts"),
}


def change_sentences(change: LayoutChange, t: Words) -> Iterator[str]:
    """One sentence for each thing that changed since the feed was set up."""
    yield t("The layout differs from that of “{feed}”:", feed=change.feed_name)
    for was, now in change.renamed:
        yield t("“{was}” seems to be called “{now}” now.", was=was, now=now)
    if change.gone:
        yield t("Columns gone: {names}.", names=", ".join(change.gone))
    if change.added:
        yield t("Columns added: {names}.", names=", ".join(change.added))
    if change.moved:
        yield t("The columns stand in another order.")
    if change.grain:
        was, now = (t(_GRAINS.get(name, name)) for name in change.grain)
        yield t("The rows were {was}; they are {now}.", was=was, now=now)
    if change.encoding:
        was, now = (choice_words(name, t) for name in change.encoding)
        yield t("The text has {after}, where it had {before}.", before=was, after=now)
    if change.decimal:
        yield t(
            "The decimal mark was “{was}”; it is “{now}”.", was=change.decimal[0], now=change.decimal[1]
        )
