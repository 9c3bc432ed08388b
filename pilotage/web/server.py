"""What the server adds to Streamlit: headers on every answer, the page's language, health addresses."""

from __future__ import annotations

import base64
import gc
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from pilotage.locale import LANGUAGES
from pilotage.services import maintenance, todo
from pilotage.services.actor import local_administrator
from pilotage.web import log
from pilotage.web.session import LANGUAGE_COOKIE, database

_LOG = structlog.get_logger(__name__)
_A_YEAR = 365 * 24 * 3600
_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def _policy() -> str:
    """The content policy: everything from here; the one inline script of Streamlit by its hash.

    Charts are drawn by Vega's interpreter, which compiles nothing; styles are written at run time.
    """
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _SCRIPT.findall(index.read_bytes())
    )
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


HEADERS = {
    "Content-Security-Policy": _policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """The headers of `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class PageLanguage:
    """`<html lang>` in the language the page will be in, our title and font, and the choice kept.

    The page is a few kilobytes; it is held back to be rewritten, so it is asked for uncompressed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "text/html" not in headers.get("accept", "") or scope.get("method") != "GET":
            await self.app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
        language = _language(asked, headers)
        # An answer from the browser's cache would keep the language it was first read in.
        unwanted = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
        kept = [(name, value) for name, value in scope["headers"] if name not in unwanted]
        page = _Page(send, language, cookie=asked if asked in LANGUAGES else "")
        await self.app({**scope, "headers": kept}, receive, page.send)


class _Page:
    """Holds an HTML answer until it is whole, then sends it rewritten; lets others through."""

    def __init__(self, send: Send, language: str, *, cookie: str) -> None:
        self._send, self._language, self._cookie = send, language, cookie
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if "text/html" in MutableHeaders(scope=message).get("content-type", ""):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._flush(self._start)
            return
        await self._send(message)

    async def _flush(self, start: Message) -> None:
        body = rewritten(self._body, self._language)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        headers["content-language"] = self._language
        headers["cache-control"] = "no-cache"
        headers.add_vary_header("Accept-Language, Cookie")
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        if self._cookie:
            headers.append(
                "set-cookie",
                f"{LANGUAGE_COOKIE}={self._cookie}; Path=/; Max-Age={_A_YEAR}; SameSite=Lax",
            )
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def rewritten(body: bytes, language: str) -> bytes:
    """Streamlit's page in a language, under our name, without the font that we do not use."""
    body = body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    body = body.replace(b"<title>Streamlit</title>", b"<title>Pilotage</title>", 1)
    return re.sub(rb"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*/>", _FONTS, body, count=1)


_FONTS = b"".join(
    b'<link rel="preload" href="./app/static/IBMPlexSans-%s.woff2" as="font" type="font/woff2"'
    b" crossorigin />" % weight
    for weight in (b"Regular", b"SemiBold")
)


def _language(asked: str, headers: Headers) -> str:
    """As `session.language` will decide: the link, the cookie, the browser."""
    cookie = re.search(rf"\b{LANGUAGE_COOKIE}=(\w+)", headers.get("cookie", ""))
    browser = headers.get("accept-language", "fr")[:2].lower()
    for wish in (asked, cookie[1] if cookie else "", browser):
        if wish in LANGUAGES:
            return wish
    return "en"


def middleware() -> list[Middleware]:
    return [Middleware(SecurityHeaders), Middleware(PageLanguage)]


async def _health(_request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def _ready(_request: Request) -> JSONResponse:
    """The database can be read and is what this version expects."""
    try:
        found = await run_in_threadpool(_problems)
    except Exception:  # noqa: BLE001  whatever the reason, the server is not ready
        found = ["database.unreachable"]
    return JSONResponse(
        {"status": "not ready" if found else "ready", "problems": found}, 503 if found else 200
    )


def _problems() -> list[str]:
    return [problem.code for problem in maintenance.check(database(), local_administrator())]


def routes() -> list[BaseRoute]:
    return [Route("/health", _health), Route("/ready", _ready)]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Loads what the first visitor would otherwise wait for."""
    # Until `st.navigation` has run once, Streamlit looks the address up among the files of `pages/`:
    # the very first visitor of a link would read "Page not found" over the right page.
    PagesManager.uses_pages_directory = False
    log.configure()
    await run_in_threadpool(_warm)
    yield


def _warm() -> None:
    """Imports what pages import, and works out the first page: neither is then waited for.

    What lives at that point lives as long as the server. Streamlit collects garbage in full after
    every run of a page; frozen, these objects are not walked each time (measured: a quarter of the
    server time a click, and 253 then 257 MB over two thousand runs).
    """
    for name in ("charts.trend", "charts.feeds", "web.calendar", "web.drawings", "web.register"):
        import_module(f"pilotage.{name}")
    try:
        todo.desk(database(), local_administrator())
    except Exception:  # noqa: BLE001  /ready says what is wrong; the server still answers
        _LOG.exception("the first page could not be prepared")
    gc.collect()
    gc.freeze()
