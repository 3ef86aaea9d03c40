"""With TLS_DOMAIN nginx ends TLS: what it speaks, where plain HTTP leads, what is refused."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.nginx import HOST, Nginx, needs_nginx
from tests.operations.certificates import WithTls, anybody, eventually
from tests.operations.nginx_site import Application, publish_everything

pytestmark = needs_nginx


@pytest.fixture(scope="module")
def with_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithTls]:
    """nginx with a self-signed certificate: no authority is reachable."""
    with (
        Application() as application,
        WithTls(tmp_path_factory.mktemp("tls"), application.address) as running,
    ):
        publish_everything(running.nginx)
        (running.nginx.certificates / "challenges/.well-known/acme-challenge").mkdir(parents=True)
        assert not running.shakes_hands(anybody()), "there is no certificate yet"
        # Nobody answers there, so nobody is asked for a certificate.
        running.keep(NGINX="http://127.0.0.1:1")
        eventually(lambda: running.shakes_hands(anybody()), "nginx has no certificate")
        yield running
        assert "[emerg]" not in running.nginx.errors()


def of_version(version: ssl.TLSVersion) -> ssl.SSLContext:
    """A client of this version alone, with every cipher that this machine's OpenSSL has."""
    context = anybody()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        pytest.warns(DeprecationWarning, match="TLS")
        if version < ssl.TLSVersion.TLSv1_2
        else nullcontext()
    ):
        context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize(
    ("version", "is_spoken"),
    [
        (ssl.TLSVersion.TLSv1, False),
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
def test_only_versions_of_tls_that_are_safe_are_spoken(
    with_tls: WithTls, version: ssl.TLSVersion, is_spoken: bool
) -> None:
    assert with_tls.shakes_hands(of_version(version)) is is_spoken


def test_only_ciphers_with_forward_secrecy_and_authentication_are_taken(with_tls: WithTls) -> None:
    """Mozilla's intermediate list, of which a certificate of ECDSA leaves three."""
    accepted = set()
    for cipher in of_version(ssl.TLSVersion.TLSv1_2).get_ciphers():
        if cipher["protocol"] != "TLSv1.3":
            context = of_version(ssl.TLSVersion.TLSv1_2)
            context.set_ciphers(f"{cipher['name']}:@SECLEVEL=0")
            if with_tls.shakes_hands(context):
                accepted.add(cipher["name"])
    assert accepted == {
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
    }


def test_http_2_is_offered_and_spoken(with_tls: WithTls) -> None:
    context = anybody()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with with_tls.connect(context) as connection:
        assert connection.selected_alpn_protocol() == "h2"
        no_settings = b"\0\0\0\4\0\0\0\0\0"
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + no_settings)
        assert connection.recv(9)[3] == 4, "the first frame of a server is SETTINGS"


def test_documents_and_the_application_are_answered_over_tls(with_tls: WithTls) -> None:
    status, headers, body = with_tls.ask("/api/website-data/?locale=ar")
    assert (status, headers["x-content-version"]) == (200, "1289")
    assert json.loads(body)["data"]["version"] == 1289
    status, _, body = with_tls.ask("/admin/login/")
    assert status == 200
    # Django believes that it is HTTPS, and gives the cookies that log-ins need.
    assert json.loads(body)["headers"]["x-forwarded-proto"] == "https"


@pytest.mark.parametrize("address", ["/", "/admin/login/?next=/admin/", "/api/website-data/"])
def test_plain_http_leads_to_https(with_tls: WithTls, address: str) -> None:
    answer = with_tls.nginx.ask(address)
    assert answer.status == 301
    assert answer.header("Location") == f"https://{HOST}{address}"


def test_the_authority_and_the_health_check_are_answered_over_plain_http(with_tls: WithTls) -> None:
    folder = with_tls.nginx.certificates / "challenges/.well-known/acme-challenge"
    (folder / "token").write_text("token.thumbprint")
    answer = with_tls.nginx.ask("/.well-known/acme-challenge/token")
    assert (answer.status, answer.body) == (200, b"token.thumbprint")
    for address in ("none", "", "../../../current.pem", "%2e%2e/%2e%2e/%2e%2e/current.pem"):
        answer = with_tls.nginx.ask(f"/.well-known/acme-challenge/{address}")
        assert answer.status in (301, 400, 404), address
        assert b"PRIVATE KEY" not in answer.body
    assert with_tls.nginx.ask("/health/live/").status == 200


def test_a_name_that_is_not_ours_gets_neither_a_certificate_nor_an_answer(
    with_tls: WithTls,
) -> None:
    assert not with_tls.shakes_hands(anybody(), "other.example.com")
    status, _, body = with_tls.ask("/api/website-data/", host="other.example.com")
    assert (status, json.loads(body)["errors"][0]["code"]) == (400, "unknown_host")
    assert with_tls.nginx.ask("/", host="other.example.com").status == 400


def test_plain_http_on_the_port_of_tls_is_a_bad_request(with_tls: WithTls) -> None:
    nginx = with_tls.nginx
    port, nginx.port = nginx.port, nginx.tls_port
    try:
        assert nginx.ask("/api/website-data/").status == 400
    finally:
        nginx.port = port


def test_a_certificate_that_nginx_refuses_changes_nothing(with_tls: WithTls) -> None:
    before = with_tls.certificate.read_text()
    try:
        with_tls.certificate.write_text("neither a certificate nor a key")
        eventually(lambda: "refuses the certificate" in with_tls.watched.read_text(), "not told")
        assert with_tls.ask("/api/website-data/")[0] == 200
    finally:
        with_tls.certificate.write_text(before)


def test_without_a_certificate_of_the_authority_the_service_is_not_well(with_tls: WithTls) -> None:
    assert "nobody is asked" in with_tls.said.read_text()
    checked = with_tls.check()
    assert checked.returncode == 1
    assert "self-signed" in checked.stdout
    assert with_tls.certificate.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"TLS_DOMAIN": "cms.example.org"}, "cms.example.org is not in ALLOWED_HOSTS"),
        ({"TLS_DOMAIN": "https://cms.example.com"}, "is no host name"),
        ({"CMS_URL": "http://cms.example.com"}, "it is the address https://cms.example.com"),
    ],
)
def test_settings_that_do_not_go_together_are_told(
    with_tls: WithTls, setting: dict[str, str], said: str
) -> None:
    checked = with_tls.check(**setting)
    assert checked.returncode == 1
    assert said in checked.stdout


def test_without_a_domain_everything_is_as_it_was(tmp_path: Path, with_tls: WithTls) -> None:
    assert with_tls.check(TLS_DOMAIN="").returncode == 0
    with Application() as application, Nginx(tmp_path, application.address) as plain:
        publish_everything(plain)
        assert plain.ask("/api/website-data/").status == 200
        assert plain.ask("/admin/login/").status == 200
        plain.port = plain.tls_port
        with pytest.raises(ConnectionRefusedError):
            plain.ask("/")
