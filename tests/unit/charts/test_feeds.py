"""The calendar of feeds: the normal is quiet, every exception has a shape of its own."""

from datetime import date

from pilotage.charts.feeds import STATES, FeedDay, FeedRow, feed_calendar
from pilotage.periods import Window

WINDOW = Window(date(2026, 11, 2), date(2026, 11, 11))
NAMES = {
    "received": "Reçu",
    "late": "En retard",
    "doubtful": "Douteux",
    "replaced": "Remplacé",
    "missing": "Manquant",
}


def calendar(rows: list[FeedRow]) -> dict:
    return feed_calendar(
        rows,
        window=WINDOW,
        state_names=NAMES,
        closed_name="fond gris : dimanche",
        closed=[date(2026, 11, 8)],
        week_names={date(2026, 11, 2): "lun. 2 nov.", date(2026, 11, 9): "lun. 9 nov."},
        theme="light",
        language="fr",
    )


def row(*states: str, group: str = "Armor", name: str = "Appels") -> FeedRow:
    days = tuple(FeedDay(date(2026, 11, 2 + n), state, f"{name} {n}") for n, state in enumerate(states))
    return FeedRow(group, name, days)


def marks(found: dict) -> list[dict]:
    """The marks in the plot: those that say something when pointed at."""
    return [
        value
        for layer in found["layer"]
        if "tooltip" in layer["encoding"]
        for value in layer["data"]["values"]
    ]


def test_each_state_has_its_own_shape_or_ring():
    looks = {(one["shape"], one["fill"], one["edge"]) for one in marks(calendar([row(*STATES)]))}
    assert len(looks) == len(STATES)
    assert len({one["shape"] for one in marks(calendar([row(*STATES)]))}) == len(STATES) - 1


def test_exceptions_are_drawn_over_what_is_normal():
    drawn = marks(calendar([row("missing", "received", "late")]))
    assert [one["shape"] for one in drawn] == ["circle", "triangle-up", "square"]


def test_a_long_calendar_has_no_more_layers_than_a_short_one():
    few, many = calendar([row(*STATES)]), calendar([row(*STATES)] * 20)
    assert len(few["layer"]) == len(many["layer"]) < 10


def test_a_day_outside_the_window_is_not_drawn():
    late = FeedRow("Armor", "Appels", (FeedDay(date(2026, 12, 1), "missing", "x"),))
    assert marks(calendar([late])) == []


def test_the_words_of_the_five_states_stand_above():
    texts = [
        value["text"]
        for layer in calendar([row("received")])["layer"]
        for value in layer["data"]["values"]
        if "text" in value
    ]
    assert set(NAMES.values()) <= set(texts)


def test_a_vendor_is_named_once_for_all_its_feeds():
    rows = [row("received"), row("received", name="Satisfaction"), row("received", group="Atlas")]
    texts = [
        value["text"]
        for layer in calendar(rows)["layer"]
        for value in layer["data"]["values"]
        if "text" in value
    ]
    assert texts.count("Armor") == 1
    assert texts.count("Atlas") == 1


def test_many_feeds_tighten_the_rows():
    few, many = calendar([row("received")] * 8), calendar([row("received")] * 16)
    assert many["height"] / 16 < few["height"] / 8


def test_every_mark_says_what_happened_when_pointed_at():
    found = marks(calendar([row("received", "missing")]))
    assert {one["label"] for one in found} == {"Appels 0", "Appels 1"}
