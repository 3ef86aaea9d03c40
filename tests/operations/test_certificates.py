"""Certificates come from an authority that speaks ACME, and are renewed while readers read.

certbot and the authority (Pebble) are real, and so is nginx, which answers the challenges.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nginx import free_port, needs_nginx
from tests.operations.certificates import (
    Authority,
    WithTls,
    anybody,
    eventually,
    needs_an_authority,
)
from tests.operations.nginx_site import Application, publish_everything

pytestmark = [needs_nginx, needs_an_authority]

# The life of a certificate; certbot renews one as short at its half.
SECONDS = 12


@pytest.fixture
def site(tmp_path: Path) -> Iterator[WithTls]:
    with Application() as application, WithTls(tmp_path, application.address) as running:
        publish_everything(running.nginx)
        yield running


class Readers:
    """Reads a document over HTTPS, each time on a new connection, until the block ends."""

    def __init__(self, site: WithTls, context: ssl.SSLContext) -> None:
        self.site, self.context = site, context
        self.answered, self.failed = 0, list[str]()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def _read(self) -> None:
        request = (
            b"GET /api/website-data/ HTTP/1.1\r\nHost: cms.example.com\r\nConnection: close\r\n\r\n"
        )
        while not self._end.wait(0.01):
            try:
                with self.site.connect(self.context) as connection:
                    connection.sendall(request)
                    answer = b"".join(iter(lambda: connection.recv(65536), b""))
                assert answer.startswith(b"HTTP/1.1 200 ")
                self.answered += 1
            except (OSError, AssertionError) as error:
                self.failed.append(repr(error))

    def __enter__(self) -> Readers:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def test_the_first_certificate_comes_by_itself_and_the_next_one_drops_nothing(
    tmp_path: Path, site: WithTls
) -> None:
    with Authority(tmp_path, SECONDS, asks_at=site.nginx.port) as authority:
        issue_and_renew(site, authority)


def issue_and_renew(site: WithTls, authority: Authority) -> None:
    site.keep(LOOK_SECONDS="1", **authority.settings())
    eventually(lambda: "A self-signed certificate" in site.said.read_text(), "none at the start")
    eventually(lambda: "A certificate for cms.example.com until" in site.said.read_text(), "none")
    browser = ssl.create_default_context(cadata=authority.root())
    browser.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    eventually(lambda: site.shakes_hands(browser), "browsers do not trust what nginx shows")
    assert site.check().stdout == "well\n"

    ends = site.shown().not_valid_after_utc
    with Readers(site, anybody()) as readers:
        # For a moment of a reload both are shown: by the processes of before, and by the new ones.
        eventually(lambda: site.shown().not_valid_after_utc > ends, "it is not renewed")
        eventually(lambda: readers.answered > 50, "nobody reads")
    assert readers.failed == []


def test_an_authority_that_refuses_leaves_what_is_there_and_says_why(
    tmp_path: Path, site: WithTls
) -> None:
    with Authority(tmp_path, SECONDS, asks_at=free_port()) as misled:
        site.keep(**misled.settings())
        eventually(lambda: "No certificate:" in site.said.read_text(), "it is not told")
    assert "refused" in site.said.read_text(), "the reason of the authority is not told"
    eventually(lambda: site.shakes_hands(anybody()), "the self-signed one is gone")
    assert site.ask("/api/website-data/")[0] == 200
    assert site.check().returncode == 1
