"""Clients that send half a request hold no thread: everybody else is answered meanwhile."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
import pytest

from cms.http.costly import PREFIXES
from config.whole_requests import (
    LARGEST_BODY,
    LARGEST_HEAD,
    RefusedRequest,
    ThreadPools,
    is_whole,
)
from tests.cms_server import CmsServer
from tests.nginx import HOST, Nginx, needs_nginx
from tests.operations.nginx_site import Application

HEAD = b"POST /api/update-redis/ HTTP/1.1\r\nHost: %b\r\nContent-Length: 10\r\n\r\n"
HALVES = {
    "a request line": b"GET /api/website-da",
    "a head": b"GET /api/website-data/ HTTP/1.1\r\nHost: local",
    "a body": HEAD % b"localhost" + b"12345",
}


@contextmanager
def clients_that_sent(half: bytes, number: int, port: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        clients = []
        for _ in range(number):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            client.sendall(half)
            clients.append(client)
        time.sleep(0.3)  # All of them have been accepted.
        yield clients


def seconds_to_an_answer(port: int, path: str) -> float:
    start = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    assert answer.status in (200, 503)
    return time.monotonic() - start


def open_connections(server: CmsServer) -> int:
    """Those of clients. Threads open theirs to Redis and PostgreSQL whenever they need them."""
    return sum(
        bool(connection.raddr) and connection.laddr.port == server.port
        for pid in server.worker_pids
        for connection in psutil.Process(pid).net_connections("tcp")
    )


@pytest.mark.parametrize("number", [9, 50, 200])
@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_the_server_of_scripts_run_answers_meanwhile_and_is_as_before_afterwards(
    cms_server: CmsServer, half: bytes, number: int
) -> None:
    for path in ("/health/live/", "/api/website-data/") * 4:
        seconds_to_an_answer(cms_server.port, path)  # The first of a process takes longer.
    with clients_that_sent(half, number, cms_server.port):
        for path in ("/health/live/", "/api/website-data/"):
            assert seconds_to_an_answer(cms_server.port, path) < 5
        assert open_connections(cms_server) >= number
    deadline = time.monotonic() + 10
    while open_connections(cms_server) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert open_connections(cms_server) == 0


def test_a_request_that_arrives_byte_by_byte_is_answered_and_the_connection_is_kept(
    cms_server: CmsServer,
) -> None:
    request = b"GET /health/live/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", cms_server.port), timeout=5) as client:
        for _ in range(2):
            for position in range(len(request)):
                client.sendall(request[position : position + 1])
            answer = http.client.HTTPResponse(client)
            answer.begin()
            answer.read()
            assert answer.status == 200


def test_two_requests_sent_at_once_are_both_answered(cms_server: CmsServer) -> None:
    request = b"GET /health/live/ HTTP/1.1\r\nHost: localhost\r\n%b\r\n"
    with socket.create_connection(("127.0.0.1", cms_server.port), timeout=5) as client:
        client.sendall(request % b"" + request % b"Connection: close\r\n")
        received = b""
        while piece := client.recv(65536):
            received += piece
    assert received.count(b"HTTP/1.1 200 OK") == 2


def test_the_server_stops_while_half_sent_requests_wait() -> None:
    with CmsServer(workers=1) as server, clients_that_sent(HALVES["a head"], 9, server.port):
        start = time.monotonic()
        server.stop()
        assert time.monotonic() - start < 5


@pytest.mark.parametrize("size", range(len(HALVES["a body"]) + 5))
def test_a_request_is_whole_with_the_last_byte_of_its_body(size: int) -> None:
    whole = b"\r\n" + HALVES["a body"] + b"67890"
    assert not is_whole(bytearray(whole[:size]))
    assert is_whole(bytearray(whole))


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"x" * LARGEST_HEAD, "431"),
        (b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n", "411"),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1), "413"),
        (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", "413"),
    ],
)
def test_what_would_wait_without_bound_is_refused(request_: bytes, status: str) -> None:
    with pytest.raises(RefusedRequest, match=status):
        is_whole(bytearray(request_))


def test_a_client_hears_why_it_is_refused(cms_server: CmsServer) -> None:
    with socket.create_connection(("127.0.0.1", cms_server.port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 411 Length Required\r\n")


@needs_nginx
@pytest.mark.parametrize("half", HALVES)
def test_nginx_keeps_half_sent_requests_from_the_application(
    nginx: Nginx, application: Application, half: str
) -> None:
    sent = HEAD % HOST.encode() + b"12345" if half == "a body" else HALVES[half]
    with clients_that_sent(sent, 200, nginx.port):
        assert nginx.ask("/health/live/").status == 200
        assert application.asked == ["GET /health/live/"]


@pytest.mark.parametrize("address", PREFIXES)
@pytest.mark.parametrize(
    "line", ["GET {} HTTP/1.1", "HEAD {}?x=1 HTTP/1.1", "GET http://h{} HTTP/1.1"]
)
def test_what_costs_much_has_threads_of_its_own(address: str, line: str) -> None:
    pools = ThreadPools(8)
    for written in (address, address.replace("a", "%61"), f"/{address}"):
        request = bytearray(line.format(written).encode() + b"\r\nHost: h\r\n\r\n")
        assert pools.of(request) is pools.costly


@pytest.mark.parametrize(
    "address", ["/api/website-data/", "/admin/login/", "/health/", "/", "/api/"]
)
def test_everything_else_has_the_others(address: str) -> None:
    pools = ThreadPools(8)
    assert pools.of(bytearray(f"GET {address} HTTP/1.1\r\n\r\n".encode())) is pools.others


@pytest.mark.parametrize(("threads", "costly"), [(1, 1), (2, 1), (4, 1), (8, 3), (16, 6)])
def test_threads_are_shared_out(threads: int, costly: int) -> None:
    pools = ThreadPools(threads)
    assert pools.costly._max_workers == costly
    assert pools.others._max_workers == max(1, threads - costly)
