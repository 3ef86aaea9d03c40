"""Keeps nginx's certificate: of an authority (certbot, ACME), self-signed until the first one.

    keep.py            until it is ended: issues, renews
    keep.py --check    exit status 1 when the certificate is not as it should be, and says why
    keep.py --end      when it ends, in seconds since 1970

Runs in the service `certificates` of compose.yaml, in certbot's own image: Python and openssl, no
package of ours. `current.pem`, the chain with its key, is one file and replaced in one step, so
nginx (docker/nginx/30-certificates.sh has it read again) never has a key of another chain. Nobody
is asked for a certificate before nginx answers a challenge of our own: authorities count failures.
"""

from __future__ import annotations

import datetime
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# Seconds between two looks when all is well.
LOOK = 12 * 3600.0
# After the first failure, the second, and each one more: authorities allow five failures at once,
# and one more each twelve minutes.
AFTER_FAILURES = (60.0, 300.0, 900.0)
# Seconds between two looks at whether nginx, or the folder, is ready.
READY = 2.0
# With less than this of its life left it should have been renewed: certbot does at a third.
LATE = 0.15
SELF_SIGNED_DAYS = 90


def say(text: str) -> None:
    print(text, flush=True)


def comma_separated(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(",") if word.strip()]


@dataclass(frozen=True)
class Certificate:
    """What is in a file of PEM. Raises ValueError when it is none."""

    names: frozenset[str]
    begins: datetime.datetime
    ends: datetime.datetime
    is_self_signed: bool

    @classmethod
    def of(cls, path: Path) -> Certificate:
        words = (
            "-noout",
            "-startdate",
            "-enddate",
            "-subject",
            "-issuer",
            "-ext",
            "subjectAltName",
        )
        read = subprocess.run(
            ["openssl", "x509", "-in", str(path), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        if read.returncode:
            raise ValueError(f"{path} is no certificate: {read.stderr.strip()}")
        fields = dict(line.split("=", 1) for line in read.stdout.splitlines() if "=" in line)
        return cls(
            names=frozenset(re.findall(r"DNS:([^,\s]+)", read.stdout)),
            begins=_moment(fields["notBefore"]),
            ends=_moment(fields["notAfter"]),
            is_self_signed=fields["subject"] == fields["issuer"],
        )

    def left(self) -> datetime.timedelta:
        return self.ends - datetime.datetime.now(datetime.timezone.utc)  # noqa: UP017 - any Python


def _moment(text: str) -> datetime.datetime:
    """As openssl writes it: `Nov 28 00:51:03 2026 GMT`."""
    moment = datetime.datetime.strptime(text, "%b %d %H:%M:%S %Y %Z")  # noqa: DTZ007 - is GMT
    return moment.replace(tzinfo=datetime.timezone.utc)  # noqa: UP017


@dataclass(frozen=True)
class Keeper:
    names: list[str]
    email: str
    server: str
    folder: Path
    nginx: str
    hosts: list[str]
    cms_url: str

    @classmethod
    def of_environment(cls) -> Keeper:
        setting = os.environ.get
        return cls(
            names=comma_separated(setting("TLS_DOMAIN", "")),
            email=setting("TLS_EMAIL", ""),
            server=setting("TLS_ACME_SERVER", ""),
            folder=Path(setting("CERTIFICATES", "/var/lib/cms/certificates")),
            nginx=setting("NGINX", "http://nginx:8080"),
            hosts=comma_separated(setting("ALLOWED_HOSTS", "")),
            cms_url=setting("CMS_URL", ""),
        )

    @property
    def current(self) -> Path:
        return self.folder / "current.pem"

    def wrong_settings(self) -> str:
        """What in the settings no certificate helps; empty when nothing is."""
        for name in self.names:
            if not re.fullmatch(
                r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+", name
            ):
                return f"TLS_DOMAIN: {name!r} is no host name such as cms.example.com."
            if name not in self.hosts:
                return (
                    f"TLS_DOMAIN: {name} is not in ALLOWED_HOSTS, so nginx does not answer for it."
                )
        url = urlsplit(self.cms_url)
        if url.scheme != "https" or url.hostname not in self.names:
            wanted = f"https://{self.names[0]}"
            return f"CMS_URL is {self.cms_url!r}: with TLS_DOMAIN it is the address {wanted}."
        return ""

    # --- The file that nginx reads ---------------------------------------------------------------

    def install(self, chain: str, key: str) -> None:
        aside = self.folder / ".current.pem"
        aside.unlink(missing_ok=True)
        aside.touch(0o600)
        aside.write_text(f"{chain.strip()}\n{key.strip()}\n")
        aside.replace(self.current)

    def sign_oneself(self) -> None:
        """A certificate that encrypts and that no browser trusts, so that nginx has one."""
        chain, key = self.folder / ".self.pem", self.folder / ".self.key"
        names = ",".join(f"DNS:{name}" for name in self.names)
        subprocess.run(
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                ),
                *("-nodes", "-days", str(SELF_SIGNED_DAYS), "-subj", "/CN=not yet trusted"),
                *("-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(chain)),
            ],
            check=True,
            capture_output=True,
        )
        self.install(chain.read_text(), key.read_text())
        for path in (chain, key):
            path.unlink()
        say("A self-signed certificate until there is one of the authority.")

    # --- The authority ---------------------------------------------------------------------------

    def challenge_is_answered(self) -> bool:
        """Whether nginx answers under each name what the authority will ask for."""
        token = secrets.token_urlsafe(16)
        path = self.folder / "challenges/.well-known/acme-challenge" / f"of-our-own-{token}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(token)
        try:
            return all(self._answers(name, path.name, token) for name in self.names)
        finally:
            path.unlink()

    def _answers(self, name: str, file: str, token: str) -> bool:
        address = f"{self.nginx}/.well-known/acme-challenge/{file}"
        request = urllib.request.Request(address, headers={"Host": name})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # nosec B310
                return bool(answer.read(100) == token.encode())
        except (OSError, urllib.error.URLError):
            return False

    def certbot(self) -> subprocess.CompletedProcess[str]:
        """Issues or renews, unless the one that is there is of these names and young enough."""
        contact = ["--email", self.email] if self.email else ["--register-unsafely-without-email"]
        server = ["--server", self.server] if self.server else []
        scratch = Path(os.environ.get("HOME", "/tmp")) / "certbot"  # noqa: S108  # nosec B108
        return subprocess.run(
            [
                *("certbot", "certonly", "--non-interactive", "--agree-tos", "--cert-name", "cms"),
                *("--webroot", "--webroot-path", str(self.folder / "challenges")),
                *(word for name in self.names for word in ("--domain", name)),
                *("--keep-until-expiring", "--renew-with-new-domains", "--key-type", "ecdsa"),
                *("--config-dir", str(self.folder / "certbot"), "--work-dir", str(scratch)),
                *("--logs-dir", str(scratch / "logs"), *contact, *server),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def look(self) -> bool:
        """Issues or renews where it is time to. False when the authority gave none."""
        asked = self.certbot()
        if asked.returncode:
            reasons = [line for line in asked.stdout.splitlines() if line.strip()]
            say("No certificate:\n  " + "\n  ".join(reasons[-12:]))
            return False
        live = self.folder / "certbot/live/cms"
        chain, key = (live / "fullchain.pem").read_text(), (live / "privkey.pem").read_text()
        before = self.current.read_text() if self.current.exists() else ""
        if before != f"{chain.strip()}\n{key.strip()}\n":
            self.install(chain, key)
            ends = Certificate.of(self.current).ends
            say(f"A certificate for {', '.join(self.names)} until {ends:%Y-%m-%d %H:%M} UTC.")
        return True

    # --- Its life --------------------------------------------------------------------------------

    def wait_for_the_folder(self) -> None:
        """The image of the CMS gives the volume its owner, when its first container is made."""
        has_said = False
        while not os.access(self.folder, os.W_OK):
            if not has_said:
                say(f"{self.folder} cannot be written yet: the release step makes it.")
                has_said = True
            time.sleep(READY)

    def wait_for_nginx(self) -> None:
        has_said = False
        while not self.challenge_is_answered():
            if not has_said:
                say(f"nginx does not answer challenges at {self.nginx} yet: nobody is asked.")
                has_said = True
            time.sleep(READY)

    def keep(self) -> None:
        self.wait_for_the_folder()
        if not self.current.exists():
            self.sign_oneself()
        if wrong := self.wrong_settings():
            say(f"No certificate is asked for. {wrong}")
            wait_for_ever()
        failures = 0
        while True:
            self.wait_for_nginx()
            if self.look():
                failures = 0
                time.sleep(float(os.environ.get("LOOK_SECONDS", LOOK)))
            else:
                time.sleep(AFTER_FAILURES[min(failures, len(AFTER_FAILURES) - 1)])
                failures += 1

    def complaint(self) -> str:
        """Why the service is not well; empty when it is."""
        if not self.names:
            return ""
        if wrong := self.wrong_settings():
            return wrong
        try:
            certificate = Certificate.of(self.current)
        except ValueError as error:
            return str(error)
        if certificate.is_self_signed:
            return "The certificate is self-signed: the log of this service says why."
        if missing := set(self.names) - certificate.names:
            return f"The certificate is not for {', '.join(sorted(missing))}."
        if certificate.left() < LATE * (certificate.ends - certificate.begins):
            return f"The certificate ends at {certificate.ends:%Y-%m-%d %H:%M} UTC: see the log."
        return ""


def wait_for_ever() -> None:
    while True:
        time.sleep(LOOK)


def main(words: list[str]) -> int:
    keeper = Keeper.of_environment()
    if words == ["--check"]:
        complaint = keeper.complaint()
        say(complaint or "well")
        return 1 if complaint else 0
    if words == ["--end"]:
        say(f"{Certificate.of(keeper.current).ends.timestamp():.0f}")
        return 0
    if words:
        say(__doc__ or "")
        return 2
    if not keeper.names:
        say("TLS_DOMAIN is empty: TLS ends elsewhere, and nothing is done here.")
        wait_for_ever()
    keeper.keep()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
