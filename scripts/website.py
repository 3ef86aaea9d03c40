"""The reference website in development: the files of `frontend/`, as nginx serves them elsewhere.

Paths without a file extension are the website's own addresses and answer `index.html`, with the
head and the status that the CMS has for them (`/api/head/`): what has moved is a redirect, what is
not there a 404, what is gone for good a 410. While the CMS does not answer they are what they would
be without it. `/robots.txt` and `/sitemap.xml` are the CMS's. Files that are not there are a 404,
and so is everything outside of the folder. `/config.js` is a module that says where the CMS is.
Nothing is cached without asking again, so an edited file shows on reload.

Standard library alone: it starts in a tenth of a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import mimetypes
import re
import socket
import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlencode, urlsplit

# Not left to the machine's own table, which may know fewer or say something else.
TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}

OF_THE_CMS = ("/robots.txt", "/sitemap.xml")
# The website's own, which the CMS does not know: a draft has no head.
PREVIEW = "/preview/"
# Who plays videos, as js/policy.js has them.
PLAYERS = "https://www.youtube-nocookie.com https://player.vimeo.com"
# Seconds to wait for the CMS.
PATIENCE = 5.0
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True)
class CmsAnswer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class WebsiteServer(ThreadingHTTPServer):
    """Serves `folder` on a socket that is bound already."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, folder: Path, cms_url: str) -> None:
        address = listener.getsockname()
        super().__init__(address, WebsiteRequestHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_address = address
        self.server_name, self.server_port = address[:2]
        self.server_activate()
        self.folder = folder.resolve()
        self.cms_url = cms_url
        self.config = f"export default {json.dumps({'cmsUrl': cms_url})};\n".encode()

    def ask_cms(self, path: str) -> CmsAnswer | None:
        """What the CMS answers, redirects as they are; None while it does not."""
        cms = urlsplit(self.cms_url)
        kind = http.client.HTTPSConnection if cms.scheme == "https" else http.client.HTTPConnection
        try:
            connection = kind(cms.netloc, timeout=PATIENCE)
            try:
                connection.request("GET", cms.path.rstrip("/") + path)
                answer = connection.getresponse()
                return CmsAnswer(answer.status, answer.headers, answer.read())
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError):
            return None

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """A browser that went on to another page is no error; the rest is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class WebsiteRequestHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: WebsiteServer
    timeout = 60

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == "/config.js":
            self._send(HTTPStatus.OK, self.server.config, TYPES[".js"])
            return
        if path in OF_THE_CMS:
            self._pass_on()
            return
        file = self._file(path)
        if file is not None and file.name == "index.html":
            self._send_page(path, file.read_text())
            return
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, b"Not found\n", TYPES[".txt"])
            return
        kind = (
            TYPES.get(file.suffix)
            or mimetypes.guess_type(file.name)[0]
            or "application/octet-stream"
        )
        self._send(HTTPStatus.OK, file.read_bytes(), kind)

    do_HEAD = do_GET

    def _pass_on(self) -> None:
        """What the CMS has for websites to pass on as their own."""
        answer = self.server.ask_cms(self.path)
        if answer is None:
            self._send(HTTPStatus.BAD_GATEWAY, b"The CMS does not answer\n", TYPES[".txt"])
            return
        kind = answer.headers.get("Content-Type", TYPES[".txt"])
        self._send(HTTPStatus(answer.status), answer.body, kind)

    def _send_page(self, path: str, page: str) -> None:
        """The one page of the website, with the head of what is at the address."""
        head = None
        if path != "/" and not path.startswith(PREVIEW):
            query = urlencode({"path": self.path, "format": "html"})
            head = self.server.ask_cms(f"/api/head/?{query}")
        if head is None or "head" not in head.headers.get("Cache-Tag", ""):
            self._send(HTTPStatus.OK, page.encode(), TYPES[".html"])
            return
        location = head.headers.get("Location")
        if location is None:
            status = HTTPStatus(head.status)
            self._send(status, with_head(page, head).encode(), TYPES[".html"])
        elif self._is_left_to_the_reader(head.status, location):
            self._send(HTTPStatus.OK, page.encode(), TYPES[".html"])
        else:
            self._send(HTTPStatus(head.status), b"", TYPES[".html"], location)

    def _is_left_to_the_reader(self, status: int, location: str) -> bool:
        """An address without a language is shown in the reader's, which the page itself knows."""
        target = unquote(urlsplit(location).path).rstrip("/")
        current = unquote(urlsplit(self.path).path).rstrip("/")
        language = target.removesuffix(current)
        return status == HTTPStatus.FOUND and re.fullmatch(r"/[a-z-]{2,}", language) is not None

    def _file(self, path: str) -> Path | None:
        """The file that answers a path; None when there is none, or it is not for readers."""
        parts = PurePosixPath(path).parts[1:]
        if "\0" in path or "\\" in path or any(part.startswith(".") for part in parts):
            return None
        if not PurePosixPath(path).suffix:
            parts = ("index.html",)
        file = self.server.folder.joinpath(*parts).resolve()
        # A link inside the folder may point out of it.
        return file if file.is_relative_to(self.server.folder) and file.is_file() else None

    def _send(
        self, status: HTTPStatus, body: bytes, kind: str, location: str | None = None
    ) -> None:
        self.send_response(status)
        if location is not None:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", self._policy(kind))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _policy(self, kind: str) -> str:
        """What `js/policy.js` says of a page, and who may frame it: the CMS, for previews."""
        if kind != TYPES[".html"]:
            return "default-src 'none'; frame-ancestors 'none'"
        cms = origin(self.server.cms_url)
        # The CMS's user bar is a script with styles of its own, and only previews have one.
        is_preview = urlsplit(self.path).path.startswith(PREVIEW)
        scripts, styles = (f" {cms}", f" {cms} 'unsafe-inline'") if is_preview else ("", "")
        return (
            f"default-src 'self'; connect-src 'self' {cms}; img-src 'self' {cms}; "
            f"script-src 'self'{scripts}; style-src 'self'{styles}; frame-src {PLAYERS}; "
            f"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self' {cms}"
        )

    def version_string(self) -> str:
        return "website"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the browser's own tools show requests better than a terminal full of them."""


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def with_head(page: str, head: CmsAnswer) -> str:
    """`page` with the tags in place of its title, and in their language. They are marked as what
    `js/head.js` writes, so the next page that is opened takes them away."""
    tags = re.sub(r"<(meta|link|script) ", r'<\1 data-page="" ', head.body.decode())
    language = head.headers.get("Content-Language", "en")
    direction = "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
    opening = f'<html lang="{language}" dir="{direction}">'
    page = re.sub(r"<html[^>]*>", lambda _tag: opening, page, count=1)
    return re.sub(r"<title>.*?</title>\n?", lambda _title: tags, page, count=1, flags=re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cms-url", required=True)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", type=int)
    where.add_argument("--fd", type=int, help="a bound socket that the parent process hands over")
    options = parser.parse_args()
    if options.fd is not None:
        listener = socket.socket(fileno=options.fd)
    else:
        listener = socket.create_server(("127.0.0.1", options.port))
    WebsiteServer(listener, options.folder, options.cms_url).serve_forever()


if __name__ == "__main__":
    main()
