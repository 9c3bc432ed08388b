"""The whole CSS, and the only call to `st.html` that writes style: constants, never data."""

import streamlit as st

from pilotage.charts.theme import ThemeName
from pilotage.locale import Language

_SCALE = "@media (min-width:1600px){:root{font-size:18px !important}}"
# The room's screen: large, without a menu, and still while it is read again every two seconds.
_PROJECTOR = """:root{font-size:30px !important} [data-testid=stSidebar]{display:none}
@media (max-width:1599px){:root{font-size:21px !important}}
[data-stale]{opacity:1 !important;transition:none !important}
[data-testid=stMain] [class*=st-key-table-] p{font-size:1rem}
"""
# Rows that navigate are columns with links in them; these rules make them read as a table.
_ROWS = """
[data-testid=stMain] [data-testid=stPageLink-NavLink]{padding-left:0;min-height:0;
  background:none !important}
[data-testid=stMain] [data-testid=stPageLink-NavLink]:hover p{text-decoration:underline}
[data-testid=stSidebar] [data-testid=stHtml] a{color:inherit}
[data-testid=stMain] [data-testid=stPageLink-NavLink] p{font-weight:600;white-space:normal}
[data-testid=stSidebar] [data-testid=stPageLink-NavLink]{padding-top:.1rem;padding-bottom:.1rem}
[data-testid=stSidebar] [data-testid=stPageLink-NavLink] p{letter-spacing:-.022em}
[class*=st-key-table-] [data-testid=stHorizontalBlock]{border-bottom:1px solid rgba(128,145,165,.28);
  padding:.3rem .35rem .35rem;align-items:center}
[class*=st-key-table-]>[data-testid=stLayoutWrapper]:last-child>[data-testid=stHorizontalBlock]{border-bottom:0}
[class*=st-key-table-] p,[class*=st-key-list-] p,[class*=st-key-steps-] p{font-size:.875rem}
[class*=st-key-here-]{background:rgba(0,114,178,.09);border-radius:.375rem}
[class*=st-key-table-] [class*=st-key-three-]{margin:.1rem .35rem .2rem 2rem}
[class*=st-key-figure-] p{line-height:1.5}
[class*=st-key-figure-] p:first-child>strong:first-child{font-size:1.75rem;font-weight:600;
  line-height:1.3;vertical-align:middle}
[class*=st-key-steps-] table,[class*=st-key-grid-] table{width:100%;border:0;margin:0}
[class*=st-key-steps-] thead{display:none}
[class*=st-key-steps-] tr{border:0 !important}
[class*=st-key-steps-]{padding-bottom:.5rem}
[class*=st-key-steps-] td{border:0 !important;padding:0 0 .1rem;font-size:.875rem;line-height:1.35;
  vertical-align:top}
[class*=st-key-steps-] tr:nth-child(odd) td{padding-top:.45rem}
[class*=st-key-steps-] td:last-child{white-space:nowrap;padding-left:.75rem}
[class*=st-key-grid-] th,[class*=st-key-grid-] td{border:0 !important;padding:.35rem;font-size:.875rem;
  border-bottom:1px solid rgba(128,145,165,.28) !important}
[class*=st-key-grid-] th{font-weight:400;opacity:.75}
[class*=st-key-facts-] thead{display:none}
[class*=st-key-facts-] td:first-child{white-space:nowrap;width:1%;padding-right:1rem}
[class*=st-key-table-] .stMarkdownBadge{white-space:normal !important}
@media (max-width:1599px){:is([class*=st-key-table-slas],[class*=st-key-table-lines],
  [class*=st-key-table-owed],[class*=st-key-table-gaps]) [data-testid=stHorizontalBlock]{gap:.7rem}
  [class*=st-key-preinvoice-life] p{font-size:.8125rem;letter-spacing:-.01em}
  [class*=st-key-preinvoice-life] [data-testid=stHorizontalBlock]{gap:.35rem}}
[class*=st-key-name-] p{font-size:1.25rem}
[class*=st-key-pair-] p{font-size:1rem}
[class*=st-key-move-] button p{font-size:0 !important}
[data-testid=stMetricDelta] p{font-size:.875rem}
"""
# The accent of a link is not that of a button: on a dark ground it has to be lighter to be read.
_LINKS = "[data-testid=stMain] [data-testid=stPageLink-NavLink] :is(p,span){{color:{colour}}}"
_LINK_COLOURS: dict[ThemeName, str] = {"light": "#0B3D78", "dark": "#9CC6F5"}
_UPLOADER = {
    "fr": ("Importer", "ou glisser les fichiers ici", "50 Mo au plus : Excel, CSV ou ODS"),
    "en": ("Import", "or drop the files here", "50 MB at most: Excel, CSV or ODS"),
}
_DROP = """
[data-testid=stFileUploaderDropzone] button p{{font-size:0}}
[data-testid=stFileUploaderDropzone] button p::after{{content:"{button}";font-size:.875rem}}
[data-testid=stFileUploaderDropzoneInstructions] span{{font-size:0}}
[data-testid=stFileUploaderDropzoneInstructions] span::after{{content:"{drop}";font-size:.875rem}}
"""


def write_style(language: Language, theme: ThemeName, *, projector: bool = False) -> None:
    """Once a run, before anything else: sizes, rows that read as tables, the uploader's words."""
    button, drop, _ = _UPLOADER[language]
    words = _DROP.format(button=button, drop=drop)
    links = _LINKS.format(colour=_LINK_COLOURS[theme])
    st.html(f"<style>{_ROWS}{links}{_PROJECTOR if projector else _SCALE}{words}</style>")


def upload_limits(language: Language) -> str:
    """What the drop zone takes, as the line above it."""
    return _UPLOADER[language][2]
