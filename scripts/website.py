"""The reference website in development: the files of `frontend/`, as nginx serves them elsewhere.

Paths without a file extension are the website's own addresses and answer `index.html`; files that
are not there are a 404, and so is everything outside of the folder. `/config.js` is a module that
says where the CMS is. Nothing is cached without asking again, so an edited file shows on reload.

Standard library alone: it starts in a tenth of a second.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

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
        self.config = f"export default {json.dumps({'cmsUrl': cms_url})};\n".encode()

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
        file = self._file(path)
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

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def version_string(self) -> str:
        return "website"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the browser's own tools show requests better than a terminal full of them."""


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
