"""The web server's door: Streamlit behind security headers, with health addresses beside it.

`python -m pilotage run` serves it; so does `uvicorn asgi:app`, or `streamlit run asgi.py`.
"""

from pathlib import Path

import streamlit as st

from pilotage.web.guard import breakdown
from pilotage.web.server import lifespan, middleware, routes

app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    middleware=middleware(),
    routes=routes(),
    on_script_error=breakdown,
)
