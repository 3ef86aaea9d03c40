"""nginx with TLS as production has it, and who gives it certificates.

`WithTls` runs the two programs of production beside nginx: docker/certificates/keep.py and
docker/nginx/30-certificates.sh. `Authority` is Pebble, Let's Encrypt's own test authority, with a
name server that leads every name to this machine.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.nginx import HOST, PATH, ROOT, Nginx, free_port

KEEPER = ROOT / "docker/certificates/keep.py"
NEEDED = ("pebble", "pebble-challtestsrv")
needs_an_authority = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)) and not os.environ.get("CI"),
    reason="pebble is not installed",
)


def eventually(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds} s: {what}"
        time.sleep(0.05)


def run_in_background(
    stack: ExitStack, words: list[str], **options: object
) -> subprocess.Popen[str]:
    """Ended with the stack, and with all that it started."""
    process = subprocess.Popen(words, text=True, start_new_session=True, **options)  # type: ignore[call-overload]

    def end() -> None:
        os.killpg(process.pid, 15)
        process.wait(timeout=10)

    stack.callback(end)
    return process  # type: ignore[no-any-return]


class WithTls:
    """nginx, and what keeps its certificate. `keep` starts the keeper of certificates."""

    def __init__(self, directory: Path, application: str) -> None:
        self.directory = directory
        self.nginx = Nginx(directory, application, tls=True)
        self.said = directory / "keeper.log"
        self.watched = directory / "watch.log"
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self.nginx)
            watch = stack.enter_context(self.watched.open("w"))
            environment = {
                "PATH": PATH,
                "TLS_DOMAIN": HOST,
                "TEMP_ROOT": str(self.nginx.temporary),
                "NGINX_CONF": str(self.nginx.configuration),
                "CERTIFICATE": str(self.certificate),
            }
            # The image has the files that templates become in TEMP_ROOT.
            (self.nginx.temporary / "tls-server.conf").symlink_to(
                self.nginx.configuration.with_name("tls-server.conf")
            )
            script = str(ROOT / "docker/nginx/30-certificates.sh")
            run_in_background(stack, [script, "watch"], env=environment, stdout=watch, stderr=watch)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def certificate(self) -> Path:
        return self.nginx.certificates / "current.pem"

    def environment(self, **changes: str) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:{PATH}",
            "HOME": str(self.directory),
            "TLS_DOMAIN": HOST,
            "ALLOWED_HOSTS": HOST,
            "CMS_URL": f"https://{HOST}",
            "CERTIFICATES": str(self.nginx.certificates),
            "NGINX": f"http://127.0.0.1:{self.nginx.port}",
            **changes,
        }

    def keep(self, **changes: str) -> None:
        log = self._stack.enter_context(self.said.open("w"))
        words = [sys.executable, str(KEEPER)]
        run_in_background(
            self._stack, words, env=self.environment(**changes), stdout=log, stderr=log
        )

    def check(self, **changes: str) -> subprocess.CompletedProcess[str]:
        """The health check of the service."""
        return subprocess.run(
            [sys.executable, str(KEEPER), "--check"],
            env=self.environment(**changes),
            capture_output=True,
            text=True,
            check=False,
        )

    # --- As clients see it -----------------------------------------------------------------------

    def connect(self, context: ssl.SSLContext, name: str = HOST) -> ssl.SSLSocket:
        raw = socket.create_connection(("127.0.0.1", self.nginx.tls_port), timeout=10)
        return context.wrap_socket(raw, server_hostname=name)

    def shakes_hands(self, context: ssl.SSLContext, name: str = HOST) -> bool:
        try:
            self.connect(context, name).close()
        except (ssl.SSLError, ConnectionError):
            return False
        return True

    def shown(self) -> x509.Certificate:
        """The certificate that clients are shown."""
        with self.connect(anybody()) as connection:
            der = connection.getpeercert(binary_form=True)
        assert der is not None
        return x509.load_der_x509_certificate(der)

    def ask(self, address: str, host: str = HOST) -> tuple[int, dict[str, str], bytes]:
        """One request over HTTPS, by HTTP/1.1, of whoever trusts everybody."""
        with self.connect(anybody()) as connection:
            connection.sendall(
                f"GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            )
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        return int(first.split()[1]), headers, body


def anybody() -> ssl.SSLContext:
    """A client that trusts every certificate, as a browser's user who clicks a warning away."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Authority:
    """Pebble. Its certificates live for `seconds`; it asks for challenges at the port `asks_at`."""

    def __init__(self, directory: Path, seconds: int, asks_at: int) -> None:
        self.directory, self.seconds, self.asks_at = directory, seconds, asks_at
        self.port, self.management, self._names = free_port(), free_port(), free_port()
        self.trusted = directory / "authority.pem"
        self._stack = ExitStack()

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/dir"

    def __enter__(self) -> Self:
        key = self_signed(self.trusted, self.directory / "authority.key")
        configuration = self.directory / "pebble.json"
        configuration.write_text(
            json.dumps(
                {
                    "pebble": {
                        "listenAddress": f"127.0.0.1:{self.port}",
                        "managementListenAddress": f"127.0.0.1:{self.management}",
                        "certificate": str(self.trusted),
                        "privateKey": str(key),
                        "httpPort": self.asks_at,
                        "tlsPort": free_port(),
                        "ocspResponderURL": "",
                        "certificateValidityPeriod": self.seconds,
                    }
                }
            )
        )
        with ExitStack() as stack:
            log = stack.enter_context((self.directory / "pebble.log").open("w"))
            names = [
                *("pebble-challtestsrv", "-http01", "", "-https01", "", "-tlsalpn01", ""),
                *("-dns01", f"127.0.0.1:{self._names}", "-management", f"127.0.0.1:{free_port()}"),
                *("-defaultIPv6", ""),
            ]
            run_in_background(stack, names, stdout=log, stderr=log)
            pebble = [
                "pebble",
                "-config",
                str(configuration),
                "-dnsserver",
                f"127.0.0.1:{self._names}",
            ]
            environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}
            run_in_background(stack, pebble, stdout=log, stderr=log, env=environment)
            eventually(lambda: _answers(self.management), "Pebble does not answer")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def root(self) -> str:
        """The certificate that its own are signed by, as PEM: what a browser would trust."""
        context = ssl.create_default_context(cafile=str(self.trusted))
        address = f"https://localhost:{self.management}"
        roots = [
            httpx.get(f"{address}/{kind}/0", verify=context).text
            for kind in ("roots", "intermediates")
        ]
        return "".join(roots)

    def settings(self) -> dict[str, str]:
        return {
            "TLS_ACME_SERVER": self.address,
            "REQUESTS_CA_BUNDLE": str(self.trusted),
            "TLS_EMAIL": "operations@example.com",
        }


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def self_signed(certificate: Path, key: Path) -> Path:
    """A certificate of `localhost` for an hour, into one file, and its key into the other."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return key
