"""The website that `scripts/run` serves: addresses of its own, files as they are, nothing else."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from scripts.website import WebsiteServer


class Visitor:
    def __init__(self, port: int) -> None:
        self.port = port

    def asks(self, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """The path goes out as it is: no client tidies it up."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), body


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("website") / "frontend"
    (folder / "parts").mkdir(parents=True)
    (folder / "index.html").write_text("<title>مرحبا</title>")
    (folder / "parts" / "menu.js").write_text("export {}")
    (folder / "style.css").write_text("body {}")
    (folder / "face.woff2").write_bytes(b"\0")
    (folder / ".env").write_text("SECRET_KEY=hidden")
    (folder.parent / "secret.txt").write_text("hidden")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    website = WebsiteServer(
        socket.create_server(("127.0.0.1", 0)), folder, 'http://localhost:8000/"</script>'
    )
    thread = threading.Thread(target=website.serve_forever, daemon=True)
    thread.start()
    yield Visitor(website.server_port)
    website.shutdown()
    website.server_close()


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/ar/about/", "/ar/about", "/no/such/page/?a=b.c", "/parts/", "/parts"]
)
def test_addresses_of_the_website_answer_its_one_page(visitor: Visitor, path: str) -> None:
    status, headers, body = visitor.asks(path)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "مرحبا" in body.decode()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/parts/menu.js", "text/javascript; charset=utf-8"),
        ("/style.css?v=2", "text/css; charset=utf-8"),
        ("/face.woff2", "font/woff2"),
        ("/config.js", "text/javascript; charset=utf-8"),
    ],
)
def test_files_have_their_type_and_are_asked_for_again(
    visitor: Visitor, path: str, kind: str
) -> None:
    status, headers, _ = visitor.asks(path)
    assert (status, headers["Content-Type"]) == (200, kind)
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_config_js_is_a_module_that_says_where_the_cms_is(visitor: Visitor) -> None:
    assert visitor.asks("/config.js")[2] == (
        b'export default {"cmsUrl": "http://localhost:8000/\\"</script>"};\n'
    )


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-file.js",
        "/../secret.txt",
        "/parts/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        "/link.txt",
        "/.env",
        "/parts\\..\\secret.txt",
        "/secret.txt%00.js",
    ],
)
def test_nothing_else_is_served(visitor: Visitor, path: str) -> None:
    status, _, body = visitor.asks(path)
    assert status == 404
    assert b"hidden" not in body


def test_head_answers_without_a_body(visitor: Visitor) -> None:
    status, headers, body = visitor.asks("/style.css", method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, "7", b"")


def test_other_methods_are_refused(visitor: Visitor) -> None:
    assert visitor.asks("/", method="POST")[0] == 501
