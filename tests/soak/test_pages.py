"""Pages drawn again and again: the memory of the server stays where it was."""

import gc
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("sla", "kpis", "preinvoice", "received_files")
ALLOWED_MB = 25

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        sys.platform != "linux", reason="reads the memory of the process as Linux tells it"
    ),
]


def megabytes() -> float:
    """The memory that this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


def test_pages_do_not_grow_once_what_lives_is_frozen(demo_url, soak, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", demo_url)
    monkeypatch.chdir(ROOT)
    visits = []
    for page in PAGES:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        visits.append(at.switch_page(f"pages/{page}.py").run())
    gc.collect()
    gc.freeze()
    try:
        for at in visits:
            at.run()
        before = megabytes()
        for _ in range(500 if soak else 25):
            for at in visits:
                at.run()
                assert not at.exception
            gc.collect()
        assert megabytes() - before < ALLOWED_MB
    finally:
        gc.unfreeze()
        st.cache_resource.clear()
