"""What nginx stands between in its tests: published files, and an application behind it."""

from __future__ import annotations

import gzip
import json
import os
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from tests.nginx import Nginx, NginxAnswer


def publish(root: Path, version: int, documents: dict[str, bytes]) -> None:
    """Lay out one version as the publisher does, and make it the current one."""
    directory = root / "versions" / str(version)
    directory.mkdir(parents=True)
    moment = int(str(version), 16)
    for name, plain in documents.items():
        packed = gzip.compress(plain, 9, mtime=0)
        variants = {f"{name}.json": plain}
        if len(packed) < len(plain):
            variants[f"{name}.json.gz"] = packed
        for filename, content in variants.items():
            path = directory / filename
            path.write_bytes(content)
            os.utime(path, (moment, moment))
    swap = root / "current.new"
    swap.symlink_to(f"versions/{version}")
    swap.replace(root / "current")


def document(version: int, words: int = 400) -> bytes:
    data = {"version": version, "text": "مرحبا " * words}
    return json.dumps({"status": "success", "data": data}, ensure_ascii=False).encode()


class Application:
    """Says what it was asked; answers with the status in X-Answer-With, 200 without it, and with
    each header that is asked for by X-Answer-Header-<name>."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        requests = self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                received = len(self.rfile.read(length))
                # Not self.path: http.server tidies a leading // away.
                address = self.requestline.split(" ")[1]
                requests.append(f"{self.command} {address}")
                kind = "application/xml" if "sitemap" in address else "application/json"
                report = json.dumps(
                    {
                        "method": self.command,
                        "address": address,
                        "received": received,
                        "headers": {k.lower(): v for k, v in self.headers.items()},
                    }
                ).encode()
                self.send_response(int(self.headers.get("X-Answer-With", 200)))
                self.send_header("Content-Type", kind)
                self.send_header("X-Answered-By", "application")
                for name, value in self.headers.items():
                    if name.startswith("X-Answer-Header-"):
                        self.send_header(name.removeprefix("X-Answer-Header-"), value)
                self.send_header("Content-Length", str(len(report)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(report)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

            def log_message(self, *_: object) -> None:
                """The tests look at `asked`."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 512  # as many may come at one time as to gunicorn

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def publish_everything(nginx: Nginx) -> None:
    publish(
        nginx.published,
        1289,
        {
            "website-data": document(1289),
            "website-data.ar": document(1289, 300),
            "website-data.pt-BR": document(1289, 50),
            "seo-data.en": b'{"version": 1289}',
        },
    )


def by_the_application(answer: NginxAnswer) -> bool:
    return answer.header("X-Answered-By") == "application"


def envelope(answer: NginxAnswer) -> dict[str, object]:
    """The one entry of `errors`, of an error whose envelope is checked key by key."""
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("Cache-Control") == "no-store"
    body = json.loads(answer.body)
    assert list(body) == ["status", "data", "message", "timestamp", "errors"]
    assert body["status"] == "error"
    assert body["data"] is None
    assert body["message"]
    when = datetime.fromisoformat(body["timestamp"])
    assert abs((datetime.now(UTC) - when).total_seconds()) < 60
    (error,) = body["errors"]
    assert list(error) == ["code", "field", "detail"]
    assert error["field"] is None
    assert error["detail"]
    return dict(error)
