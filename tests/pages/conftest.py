"""A portal driven from its router, as a visitor would, on a database of its own."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True, scope="session")
def _libraries_scanned_once() -> Iterator[None]:
    """Each AppTest looks through every installed library for components, a tenth of a second and more;
    a server does it once, and no library comes or goes while tests run.
    """
    with pytest.MonkeyPatch.context() as patched:
        scanned = cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", scanned)
        yield


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit's caches outlive a test; the demo that all read stays open, with what was judged of it.
    The portal starts from the project's folder.
    """
    monkeypatch.chdir(ROOT)
    yield
    if "demo_url" not in request.fixturenames:
        st.cache_data.clear()
        st.cache_resource.clear()


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Open:
    """`portal(url, page, lang="fr", vendor=..., month=...)`: the page, open and without exception."""

    def opened(
        url: str, page: str = "todo", *, lang: str = "fr", role: str = "", **query: str
    ) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("PILOTAGE_ROLE", role)
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params["lang"] = lang
        if page != "todo":  # addresses are known once a page has run: the one that judges no month
            at.switch_page("pages/start.py").run()
            at.switch_page(f"pages/{page}.py")
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception, [one.value for one in at.exception]
        return at

    return opened


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """A portal that nobody has used yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


def texts(at: AppTest) -> str:
    """Everything that the main page says, in one text."""
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.error, at.warning, at.info)
    said = [element.value for kind in kinds for element in kind]
    said += [f"{metric.label} {metric.value} {metric.delta}" for metric in at.metric]
    said += [element.value for element in at.success]
    return "\n".join(said).replace("\\", "")
