"""The router: who is here, which page, which vendor and month. Nothing is drawn but the frame."""

import streamlit as st

from pilotage.web import session, shell, style
from pilotage.web.guard import closed_door

st.set_page_config(
    page_title="Pilotage",
    page_icon="static/icon.svg",
    layout="wide",
    initial_sidebar_state=284,
)
words = session.words()
page = st.navigation(shell.pages_by_group(words), position="hidden")
current = shell.info_of(page.url_path)
style.write_style(words.language, session.theme(), projector=current.projector)
visit = session.visit(one_vendor=current.one_vendor)
if not current.projector:
    shell.sidebar(visit, current)
if visit.trouble:
    closed_door(visit, current)
else:
    shell.settle(visit, current)
    page.run()
