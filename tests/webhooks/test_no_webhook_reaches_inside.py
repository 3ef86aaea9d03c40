"""No webhook reaches inside the network, however its address is spelt, whatever its name resolves
to later, and wherever it redirects to; unless an operator has allowed the host by name."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_address
from typing import Any

import pytest

from cms.webhooks.addresses import Refused, destination, is_inner
from cms.webhooks.models import new_secret
from cms.webhooks.sending import Letter, send
from tests.webhooks.receiver import Receiver

# Spellings of hosts. Most are what the resolver takes for an address by itself.
INNER = [
    # Loopback
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1",
    "0x7F.0x0.0x0.0x1", "0177.0.0.1", "017700000001", "0177.1", "0x7f.0.0.1", "127.000.000.001",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1", "127．0．0．1", "[::1]", "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]",
    "[2001:0:7f00:1::]", "[2001:0000:4136:e378:8000:63bf:80ff:fffe]",
    "localhost", "LOCALHOST", "localhost.", "ⓛocalhost", "ip6-localhost",
    # This host, and everybody
    "0.0.0.0", "0", "0x0", "00", "[::]", "[::0]", "255.255.255.255",
    # Private networks
    "10.0.0.1", "10.1", "167772161", "0xa.0.0.1", "012.0.0.1", "172.16.0.1", "172.31.255.255",
    "0xac100001", "192.168.0.1", "192.168.1", "3232235521", "0xc0a80001", "[fc00::1]", "[fd12::1]",
    "[::ffff:10.0.0.1]", "[::ffff:c0a8:1]", "[2002:a00:1::]", "[64:ff9b::a00:1]", "[fec0::1]",
    # Link-local, and what clouds tell of a machine there and elsewhere
    "169.254.169.254", "169.254.43518", "2852039166", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe",
    "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fe80::1]",
    "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192", "168.63.129.16", "[::ffff:168.63.129.16]",
    "[2002:a9fe:a9fe::]", "[64:ff9b::a9fe:a9fe]",
    # Shared, reserved, for documentation and tests, multicast
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "[ff02::1]", "[2001:db8::1]", "[100::1]",
]  # fmt: skip
MALFORMED = [
    "https://user:password@example.com/", "https://example.com@127.0.0.1/", "https:///path",
    "https://example.com\\@127.0.0.1/", "https://127.0.0.1\t/", " https://example.com/",
    "https://exam ple.com/", "https://example.com/\r\nX: y", "https://example.com/#part",
    "https://[::1", "https://example.com:99999/", "https://example.com:0/", "https://example.com:x/",
    "file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1/", "127.0.0.1", "", "https://",
    "https://example.com/é", "https://" + "a" * 70 + ".com/", "https://a..b/", "https://\x00/",
]  # fmt: skip


def test_there_are_at_least_sixty_spellings() -> None:
    assert len(set(INNER)) >= 60


@pytest.mark.parametrize("host", INNER)
def test_an_inner_address_is_refused_when_it_is_saved_and_when_it_is_sent(host: str) -> None:
    for url in (f"https://{host}/", f"https://{host}:8443/hook?x=1"):
        with pytest.raises(Refused) as refusal:
            destination(url)
        # On a machine without that name, or without IPv6, there is no address at all.
        assert refusal.value.code in ("inner_address", "unknown_host", "malformed")
        answer = send(Letter(url, "msg_1", "{}", (new_secret(),)))
        assert answer.status is None
        assert answer.trouble.partition(":")[0] == refusal.value.code


@pytest.mark.parametrize("host", [host.strip("[]") for host in INNER if host.startswith("[")])
def test_it_is_the_number_that_is_judged(host: str) -> None:
    assert is_inner(ip_address(host))


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        destination(url)


@pytest.mark.parametrize("number", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111"])
def test_a_public_address_is_called(number: str, names: dict[str, str]) -> None:
    names["hooks.example.com"] = number
    to = destination("https://hooks.example.com/a?b=c")
    assert (to.ip, to.host, to.port, to.target) == (number, "hooks.example.com", 443, "/a?b=c")


def test_a_name_with_one_inner_address_among_others_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def both(*args: Any, **options: Any) -> Any:
        return [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(Refused):
        destination("https://hooks.example.com/")


def test_plain_http_is_for_allowed_hosts_alone(names: dict[str, str]) -> None:
    names["hooks.example.com"] = "8.8.8.8"
    with pytest.raises(Refused) as refusal:
        destination("http://hooks.example.com/")
    assert refusal.value.code == "not_https"


def test_an_operator_allows_a_host_by_name_and_no_other(
    settings: Any, names: dict[str, str]
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = {"receiver.test"}
    assert destination("http://Receiver.Test:9000/").ip == "127.0.0.1"
    for url in ("http://127.0.0.1:9000/", "https://localhost/", "https://x.receiver.test/"):
        with pytest.raises(Refused):
            destination(url)


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first answer is public, every other one is this machine."""
    settings.WEBHOOK_ALLOWED_HOSTS = set()
    numbers = iter(["8.8.8.8"])
    connected: list[str] = []

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        return [(2, 1, 6, "", (next(numbers, "127.0.0.1"), port))]

    def create_connection(address: tuple[str, int], *args: Any, **options: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    answer = send(
        Letter(f"https://rebinding.test:{receiver.port}/", "msg_1", "{}", (new_secret(),))
    )
    assert answer.status is None
    assert connected == ["8.8.8.8"]


def test_no_redirect_is_followed(receiver: Receiver, names: dict[str, str]) -> None:
    receiver.behaves = ["redirect"]
    answer = send(Letter(receiver.url, "msg_1", '{"type":"x","data":{}}', (new_secret(),)))
    assert (answer.status, answer.is_success) == (307, False)
    assert len(receiver.requests) == 1


def test_tls_is_for_the_name_and_not_for_the_number(names: dict[str, str], settings: Any) -> None:
    """The client hello that arrives names the host (SNI)."""
    settings.WEBHOOK_ALLOWED_HOSTS = {"receiver.test"}
    hello: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _peer = server.accept()
            with connection:
                hello.append(connection.recv(4096))

        listening = threading.Thread(target=listen)
        listening.start()
        port = server.getsockname()[1]
        answer = send(Letter(f"https://receiver.test:{port}/", "msg_1", "{}", (new_secret(),)))
        listening.join()
    assert answer.status is None
    assert b"receiver.test" in hello[0]


def test_a_long_answer_is_not_read(receiver: Receiver) -> None:
    receiver.behaves = [{"status": 200, "Content-Length": str(10**12)}]
    answer = send(Letter(receiver.url, "msg_1", '{"type":"x","data":{}}', (new_secret(),)))
    # It says that there is more than it sends; nobody waits for it.
    assert answer.seconds < 60
