"""Sends one message: one request to the address that was judged, signed, and bounded in time and
size whatever the receiver does. It knows no database."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic

from django.conf import settings
from standardwebhooks import Webhook as Signer

from cms.webhooks.addresses import Refused, ResolvedAddress, destination

# Seconds for connecting and for each answer of the network, and for everything together.
PATIENCE = 5.0
LONGEST = 10.0
# Of an answer no more is read.
MOST_READ = 1024
# Retry-After is honoured up to a day, as the longest pause of the schedule.
LONGEST_WAIT = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, and where to. `secrets` sign, the newest first."""

    url: str
    message_id: str
    body: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` is None where there was no answer; `trouble` says why then, "" otherwise.
    `retry_after` is in seconds."""

    status: int | None
    seconds: float
    trouble: str = ""
    retry_after: float | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def send(letter: Letter) -> Reply:
    """Never raises for what the receiver, its name or the network does."""
    started = monotonic()
    try:
        to = destination(letter.url)
    except Refused as error:
        return Reply(None, monotonic() - started, f"{error.code}: {error}")
    connection = _Pinned(to)
    # A receiver that sends a byte now and then is never silent for long.
    end = Timer(LONGEST, connection.hang_up)
    end.daemon = True
    end.start()
    try:
        connection.request("POST", to.target, letter.body.encode(), _headers(letter, to))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        wait = _seconds(answer.getheader("Retry-After") or "")
        return Reply(answer.status, monotonic() - started, "", wait)
    except (OSError, HTTPException, ValueError) as error:
        said = f"{type(error).__name__}: {error}"[:200]
        if connection.is_hung_up:
            said = f"No answer within {LONGEST:.0f} s"
        return Reply(None, monotonic() - started, said)
    finally:
        end.cancel()
        connection.close()


def _headers(letter: Letter, to: ResolvedAddress) -> dict[str, str]:
    now = datetime.now(UTC)
    signatures = (
        Signer(secret).sign(letter.message_id, now, letter.body) for secret in letter.secrets
    )
    return {
        "Host": to.host_header,
        "Content-Type": "application/json",
        "User-Agent": f"ADMSC-CMS/{settings.CMS_VERSION} (Standard Webhooks 1.0)",
        "Accept": "*/*",
        "Connection": "close",
        "webhook-id": letter.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


class _Pinned(HTTPConnection):
    """Connects to the address that was judged; TLS is for the name."""

    def __init__(self, to: ResolvedAddress) -> None:
        super().__init__(to.host, to.port, timeout=PATIENCE)
        self._to = to
        self.is_hung_up = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._to.ip, self._to.port), self.timeout)
        if self._to.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._to.host)

    def hang_up(self) -> None:
        """From another thread."""
        self.is_hung_up = True
        if (held := self.sock) is not None:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself


def _seconds(retry_after: str) -> float | None:
    """RFC 9110, 10.2.3: seconds or a date. None for what is neither."""
    value = retry_after.strip()
    if value.isascii() and value.isdecimal() and len(value) < 10:
        return min(float(value), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - datetime.now(UTC)).total_seconds()), LONGEST_WAIT)
