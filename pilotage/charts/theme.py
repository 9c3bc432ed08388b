"""One look for every chart: the palettes of .streamlit/config.toml and the reader's number format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ThemeName = Literal["light", "dark"]
Spec = dict[str, Any]
FONT = "IBM Plex Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they mean. State colours (`met`, `watch`, `missed`) are for states alone."""

    ink: str
    muted: str
    grid: str
    ground: str
    first: str
    second: str
    quiet: str
    met: str
    watch: str
    watch_edge: str
    missed: str
    shade: str
    volume: str
    bands: Mapping[str, str]


PALETTES: Mapping[ThemeName, Palette] = {
    "light": Palette(
        ink="#14202E",
        muted="#566273",
        grid="#E3E8EE",
        ground="#FFFFFF",
        first="#0B3D78",
        second="#6B7686",
        quiet="#8DBFDF",
        met="#0072B2",
        watch="#E69F00",
        watch_edge="#7A5200",
        missed="#D55E00",
        shade="#F3F6FA",
        volume="#DDE3EB",
        bands={"malus": "#FCE7DA", "neutral": "#EEF1F5", "bonus": "#E3F1F9"},
    ),
    "dark": Palette(
        ink="#E8EDF3",
        muted="#A6B1BF",
        grid="#263140",
        ground="#0E141C",
        first="#7FB4EE",
        second="#A6B1BF",
        quiet="#2F6C96",
        met="#56B4E9",
        watch="#F0B429",
        watch_edge="#F5C75B",
        missed="#F0803C",
        shade="#18212C",
        volume="#2B3746",
        bands={"malus": "#41200B", "neutral": "#222C38", "bonus": "#12314A"},
    ),
}

_FRENCH: Spec = {
    "number": {
        "decimal": ",",
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", "\u00a0€"],
        "minus": "\u2212",
        "percent": "\u00a0%",
    },
    "time": {
        "dateTime": "%A %e %B %Y à %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["", ""],
        "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        "months": [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
            "octobre", "novembre", "décembre",
        ],
        "shortMonths": [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
            "déc.",
        ],
    },
}  # fmt: skip
_ENGLISH: Spec = {
    "number": {
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
        "currency": ["€", ""],
        "minus": "\u2212",
        "percent": "%",
    },
    "time": {
        "dateTime": "%A %e %B %Y, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        "months": [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ],
        "shortMonths": [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    },
}  # fmt: skip


def locale_of(language: str) -> Spec:
    """The d3 number and time locale of `fr` or `en`."""
    return _FRENCH if language == "fr" else _ENGLISH


def config_of(theme: ThemeName, language: str, *, text: int = 14) -> Spec:
    """The `config` block of a specification: type, axes and locale; `text` is the label size in px."""
    palette = PALETTES[theme]
    return {
        "background": "transparent",
        # The whole chart is described by its `alt`; a description of every mark would be read one by one.
        "aria": False,
        "font": FONT,
        "view": {"stroke": None},
        "legend": {"disable": True},
        "locale": locale_of(language),
        "axis": {
            "domain": False,
            "ticks": False,
            "title": None,
            "labelFontSize": text,
            "labelPadding": 8,
            "labelColor": palette.muted,
            "gridColor": palette.grid,
        },
        "axisX": {"grid": False},
        "text": {"fontSize": text + 1, "color": palette.ink},
        "rule": {"strokeWidth": 1.5},
        "line": {"strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round"},
    }


def finish(spec: Spec, theme: ThemeName, language: str, *, text: int = 14) -> Spec:
    """The specification as it is drawn: our configuration, and data inside the layers.

    Data at the top would be converted to Arrow by Streamlit at each run; inside a layer it goes to
    the browser as it is.
    """
    shared, named = spec.pop("data", None), spec.pop("datasets", {})
    for layer in spec["layer"]:
        data = layer.setdefault("data", shared)
        if data and "name" in data:
            layer["data"] = {"values": named[data["name"]]}
    spec["config"] = config_of(theme, language, text=text)
    return spec
