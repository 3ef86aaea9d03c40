"""Every answer tells browsers what they may do with it, whoever makes it and whatever its status.

What the application makes, what nginx has as a file, what it refuses, what it says when nobody is
behind it, over plain HTTP and over TLS: each header once, with the value of its one place.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cms.http.content_security import NOTHING, OF_FILES
from config.env import ROOT
from config.settings import base
from tests.nginx import HOST, Nginx, NginxAnswer, free_port, needs_nginx
from tests.operations.certificates import WithTls, anybody, eventually
from tests.operations.nginx_site import Application, by_the_application, publish_everything

pytestmark = needs_nginx

HSTS = "max-age=31536000; includeSubDomains; preload"
TOLD = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TOO_MUCH = b"x" * (20 * 1024 * 1024 + 1)
# A client has it already: the ETag is asked for first.
HAS_IT: dict[str, object] = {"headers": {"If-None-Match": "*"}}


def answered_with(status: int) -> dict[str, object]:
    """The application answers so."""
    return {"headers": {"X-Answer-With": str(status)}}


# A kind of answer: its name, the status, and how it is asked for.
Asked = tuple[str, int, str, dict[str, object]]
KINDS: tuple[Asked, ...] = (
    ("a page of the application", 200, "/admin/", {}),
    ("one that changes something", 200, "/admin/", {"method": "POST", "body": b""}),
    ("one that leads elsewhere", 302, "/admin/", answered_with(302)),
    ("one that is not there", 404, "/none/", answered_with(404)),
    ("one that failed", 500, "/admin/", answered_with(500)),
    ("a list of the API", 200, "/api/v2/pages/", {}),
    ("an address of the API that there is not", 404, "/api/no/", answered_with(404)),
    ("a refusal of the API", 429, "/api/head/", answered_with(429)),
    ("a document", 200, "/api/website-data/", {}),
    ("its head", 200, "/api/website-data/?locale=ar", {"method": "HEAD"}),
    ("a document that a client has", 304, "/api/website-data/", HAS_IT),
    ("a document of no language", 200, "/api/website-data/?locale=fr", {}),
    ("a static file", 200, "/static/a.css", {}),
    ("a static file that a client has", 304, "/static/a.css", HAS_IT),
    ("a static file that is not there", 404, "/static/b.css", answered_with(404)),
    ("a picture", 200, "/media/images/sea.avif", {}),
    ("a part of a picture", 206, "/media/images/sea.avif", {"headers": {"Range": "bytes=0-1"}}),
    ("a document of the media", 404, "/media/documents/a.pdf", answered_with(404)),
    ("a file for who may read it", 200, "/documents/1/a.pdf", {}),
    ("the sitemap", 200, "/sitemap.xml", {}),
    ("too much", 413, "/admin/", {"method": "POST", "body": TOO_MUCH}),
    ("too much for the API", 413, "/api/update-redis/", {"method": "POST", "body": TOO_MUCH}),
    ("an address that is too long", 414, "/api/?" + "x" * 9000, {}),
    ("a header that is too long", 400, "/", {"headers": {"Cookie": "x" * 40_000}}),
    ("a method that is refused", 405, "/api/website-data/", {"method": "TRACE"}),
    ("a host that is not ours", 400, "/", {"host": "other.example.com"}),
)  # fmt: skip


def frontends_may_read(address: str) -> bool:
    public = ("/api/", "/media/", "/documents/", "/sitemap.xml", "/health/")
    return address.startswith(public)


def check(answer: NginxAnswer, address: str, hsts: str | None = None) -> None:
    """Each header once; `header` refuses one that is sent twice."""
    for name, value in TOLD.items():
        assert answer.header(name) == value, name
    policy = str(answer.header("Permissions-Policy"))
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))
    shared = "cross-origin" if frontends_may_read(address) else "same-origin"
    assert answer.header("Cross-Origin-Resource-Policy") == shared
    assert answer.header("Strict-Transport-Security") == hsts
    assert answer.header("Content-Security-Policy") == content_security(answer, address)


def content_security(answer: NginxAnswer, address: str) -> str:
    """A page of nginx's own has its style sheet, a file of the media a sandbox; others nothing."""
    if b"<style>" in answer.body:
        digest = base64.b64encode(hashlib.sha256(style_of_pages().encode()).digest()).decode()
        own = f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        return f"default-src 'none'; {own}; frame-ancestors 'none'"
    return OF_FILES if address.startswith("/media/") else NOTHING


def style_of_pages() -> str:
    """All pages have one and the same."""
    pages = (ROOT / "docker/nginx/pages").glob("*.html")
    sheets = {re.findall(r"<style>(.*?)</style>", page.read_text(), re.DOTALL)[0] for page in pages}
    (sheet,) = sheets
    return sheet


def lay_out_files(nginx: Nginx) -> None:
    publish_everything(nginx)
    (nginx.static / "a.css").write_text("a {}")
    for folder in ("images", "documents"):
        (nginx.media / folder).mkdir(exist_ok=True)
    (nginx.media / "images/sea.avif").write_bytes(b"AVIF")
    (nginx.media / "documents/a.pdf").write_bytes(b"PDF")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with (
        Application() as application,
        Nginx(tmp_path_factory.mktemp("plain"), application.address) as nginx,
    ):
        lay_out_files(nginx)
        yield nginx


@pytest.mark.parametrize(
    ("status", "address", "asked"), [kind[1:] for kind in KINDS], ids=[kind[0] for kind in KINDS]
)
def test_every_kind_of_answer(
    plain: Nginx, status: int, address: str, asked: dict[str, object]
) -> None:
    if asked is HAS_IT:
        etag = str(plain.ask(address).header("ETag"))
        asked = {"headers": {"If-None-Match": etag}}
    answer = plain.ask(address, **asked)  # type: ignore[arg-type]
    assert answer.status == status
    check(answer, address)


def test_a_flood_that_is_refused(plain: Nginx) -> None:
    for address in ("/api/update-redis/", "/admin/login/"):
        answers = [plain.ask(address, method="POST", body=b"") for _ in range(14)]
        assert answers[-1].status == 429
        check(answers[-1], address)


def test_nobody_behind_it(tmp_path: Path) -> None:
    with Nginx(tmp_path, f"127.0.0.1:{free_port()}") as nginx:
        lay_out_files(nginx)
        for address in ("/admin/", "/api/v2/pages/", "/static/none.css", "/media/documents/a.pdf"):
            answer = nginx.ask(address)
            assert answer.status == 503
            check(answer, address)
        check(nginx.ask("/api/website-data/"), "/api/website-data/")


@pytest.fixture(scope="module")
def by_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithTls]:
    with ExitStack() as stack:
        application = stack.enter_context(Application())
        site = stack.enter_context(WithTls(tmp_path_factory.mktemp("tls"), application.address))
        lay_out_files(site.nginx)
        site.keep(NGINX="http://127.0.0.1:1")
        eventually(lambda: site.shakes_hands(anybody()), "nginx has no certificate")
        yield site


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("/admin/", HOST),
        ("/api/website-data/", HOST),
        ("/static/a.css", HOST),
        ("/media/images/sea.avif", HOST),
        ("/api/?" + "x" * 9000, HOST),
        ("/", "other.example.com"),
    ],
)
def test_over_tls_browsers_are_told_to_stay_there(by_tls: WithTls, address: str, host: str) -> None:
    status, headers, body = by_tls.ask(address, host)
    check(NginxAnswer(status, list(headers.items()), body), address, HSTS)


def test_the_way_to_https_is_told_too(by_tls: WithTls) -> None:
    answer = by_tls.nginx.ask("/admin/")
    assert answer.status == 301
    check(answer, "/admin/")


def test_what_the_application_says_stands(plain: Nginx) -> None:
    said = {
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self)",
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Cross-Origin-Resource-Policy": "same-site",
        "Content-Security-Policy": "default-src 'self'",
    }
    asked = {f"X-Answer-Header-{name}": value for name, value in said.items()}
    answer = plain.ask("/admin/", headers=asked)
    assert by_the_application(answer)
    assert {name: answer.header(name) for name in said} == said


def test_django_says_the_same_where_no_nginx_is() -> None:
    assert {
        "X-Content-Type-Options": "nosniff" if base.SECURE_CONTENT_TYPE_NOSNIFF else "",
        "Referrer-Policy": base.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": base.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    } == TOLD
    source = (ROOT / "config/settings/production.py").read_text()
    for line in (
        "SECURE_HSTS_SECONDS = 31_536_000",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS = True",
        "SECURE_HSTS_PRELOAD = True",
    ):
        assert line in source, "HSTS of nginx says the same"
