"""The whole CSS, and the only call to `st.html` that writes style: constants, never data."""

import streamlit as st

from pilotage.locale import Language

_SCALE = "@media (min-width:1600px){:root{font-size:18px !important}}"
_PROJECTOR = ":root{font-size:30px !important} [data-testid=stSidebar]{display:none}"
# Rows that navigate are columns with links in them; these rules make them read as a table.
_ROWS = """
[data-testid=stMain] [data-testid=stPageLink-NavLink]{padding-left:0;min-height:0;
  background:none !important}
[data-testid=stMain] [data-testid=stPageLink-NavLink]:hover p{text-decoration:underline}
[data-testid=stSidebar] [data-testid=stHtml] a{color:inherit}
[data-testid=stMain] [data-testid=stPageLink-NavLink] p{font-weight:600;white-space:normal}
[data-testid=stSidebar] [data-testid=stPageLink-NavLink]{padding-top:.1rem;padding-bottom:.1rem}
[class*=st-key-table-] [data-testid=stHorizontalBlock]{border-bottom:1px solid rgba(128,145,165,.28);
  padding:.3rem .35rem .35rem;align-items:center}
[class*=st-key-table-]>[data-testid=stLayoutWrapper]:last-child>[data-testid=stHorizontalBlock]{border-bottom:0}
[class*=st-key-table-] p,[class*=st-key-list-] p,[class*=st-key-steps-] p{font-size:.875rem}
[class*=st-key-here-]{background:rgba(0,114,178,.09);border-radius:.375rem}
[class*=st-key-table-] [class*=st-key-steps-] [data-testid=stHorizontalBlock]{border:0;padding:0}
[class*=st-key-figure-] h3{font-size:1.875rem;padding:0}
[class*=st-key-steps-] p{line-height:1.4}
[class*=st-key-name-] p{font-size:1.25rem}
[class*=st-key-pair-] p{font-size:1rem}
[data-testid=stMetricDelta] p{font-size:.875rem}
"""
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


def write_style(language: Language, *, projector: bool = False) -> None:
    """Once a run, before anything else: sizes, rows that read as tables, the uploader's words."""
    button, drop, _ = _UPLOADER[language]
    words = _DROP.format(button=button, drop=drop)
    st.html(f"<style>{_PROJECTOR if projector else _SCALE}{_ROWS}{words}</style>")


def upload_limits(language: Language) -> str:
    """What the drop zone takes, as the line above it."""
    return _UPLOADER[language][2]
