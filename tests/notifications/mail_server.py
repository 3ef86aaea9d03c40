"""A mail server in a process of its own: `python -m tests.notifications.mail_server FOLDER PORT`.

It reads FOLDER/behaves before each mail: "accept", a line that it answers with ("550 no such
person", "451 later"), "hang" or "drop". What it took lies in FOLDER/mail, a Maildir.
"""

from __future__ import annotations

import asyncio
import mailbox
import socket
import subprocess
import sys
import time
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any


class Handler:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, _o: Any) -> str:
        behaves = (self._folder / "behaves").read_text().strip()
        if behaves == "hang":
            await asyncio.sleep(30)
        if behaves == "drop":
            server.transport.abort()
        if behaves[0].isdigit():
            return behaves
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mailbox.Maildir(self._folder / "mail").add(envelope.content)
        return "250 taken"


class MailServer:
    """Starts the process, and reads what it took."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behaves("accept")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def behaves(self, how: str) -> None:
        (self.folder / "behaves").write_text(how)

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.notifications.mail_server"]
        self._process = subprocess.Popen([*command, str(self.folder), str(self.port)])
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert time.monotonic() < deadline, "the mail server did not start"
                time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def mails(self) -> list[Message]:
        """The oldest first."""
        files = sorted(self.folder.glob("mail/new/*"), key=lambda file: file.stat().st_mtime_ns)
        return [BytesParser(policy=default).parsebytes(file.read_bytes()) for file in files]


if __name__ == "__main__":
    from aiosmtpd.controller import Controller

    controller = Controller(Handler(Path(sys.argv[1])), "127.0.0.1", int(sys.argv[2]))
    controller.start()
    while True:
        time.sleep(60)
