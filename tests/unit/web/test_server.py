"""What the server adds to Streamlit: headers, the language of the page, its health."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pilotage.web.server import HEADERS, middleware, rewritten, routes
from pilotage.web.session import LANGUAGE_COOKIE

PAGE = '<!DOCTYPE html>\n<html lang="en"><head><title>Streamlit</title></head></html>'
INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()


@pytest.fixture
def visitor(monkeypatch, tmp_path) -> TestClient:
    """A browser in front of our middleware and a page like Streamlit's."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'portal.db'}")
    app = Starlette(
        routes=[
            *routes(),
            Route("/", lambda _request: HTMLResponse(PAGE, headers={"etag": "x"})),
            Route("/text", lambda _request: PlainTextResponse('<html lang="en">')),
        ],
        middleware=middleware(),
    )
    return TestClient(app, headers={"accept": "text/html,*/*"})


def lang(answer) -> str:
    return re.search(r'<html lang="(\w+)"', answer.text)[1]


@pytest.mark.parametrize("path", ["/", "/text", "/health", "/nowhere"])
def test_every_answer_carries_the_security_headers(visitor, path):
    answer = visitor.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_page_cannot_be_framed_nor_load_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    scripts = policy.split("script-src")[1].split(";")[0]
    assert "unsafe" not in scripts


def test_the_inline_scripts_of_this_streamlit_are_allowed_by_their_hash():
    inline = re.findall(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", INDEX, re.DOTALL)
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
        assert f"'sha256-{digest}'" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accept", "expected"), [("fr-FR,fr;q=0.9", "fr"), ("en-GB", "en"), ("de-DE", "en"), ("fr", "fr")]
)
def test_the_page_says_its_language_as_the_browser_asks(visitor, accept, expected):
    assert lang(visitor.get("/", headers={"accept-language": accept})) == expected


def test_a_language_asked_for_in_the_link_is_kept(visitor):
    asked = visitor.get("/?lang=en", headers={"accept-language": "fr-FR"})
    assert lang(asked) == "en"
    assert asked.cookies[LANGUAGE_COOKIE] == "en"
    assert lang(visitor.get("/", headers={"accept-language": "fr-FR"})) == "en"


def test_an_unknown_language_is_not_kept(visitor):
    answer = visitor.get("/?lang=xx", headers={"accept-language": "fr-FR"})
    assert lang(answer) == "fr"
    assert LANGUAGE_COOKIE not in answer.cookies


def test_a_page_is_not_answered_from_a_cache_in_another_language(visitor):
    answer = visitor.get("/")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_what_is_not_a_page_passes_untouched(visitor):
    assert visitor.get("/text", headers={"accept-language": "fr"}).text == '<html lang="en">'


def test_this_streamlit_still_has_what_is_rewritten():
    page = rewritten(INDEX, "fr")
    assert b'<html lang="fr">' in page
    assert b"<title>Pilotage</title>" in page
    assert b"SourceSans" not in page


def test_health_answers_without_the_database(visitor):
    assert visitor.get("/health").json() == {"status": "ok"}


def test_ready_says_whether_the_database_is_what_this_version_expects(visitor):
    assert visitor.get("/ready").json() == {"status": "ready", "problems": []}


def test_not_ready_without_a_database(visitor, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    answer = visitor.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["problems"]
