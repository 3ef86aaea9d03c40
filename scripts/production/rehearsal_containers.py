"""An installation of containers to rehearse with: our Dockerfile and docker/compose.yaml."""

from __future__ import annotations

import json
import secrets
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.production import installation
from scripts.production.compose import ROOT, Compose
from scripts.production.rehearsal_processes import HOST
from scripts.production.steps import StepFailed, run, step

LOAD = "/load.py"
IMAGE, PROJECT = "admsc-cms:rehearsal", "cms-rehearsal"
# Where nginx listens in its network.
NGINX = ("nginx", 8080)
DIGEST = """
import hashlib, http.client, sys
connection = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]), timeout=30)
connection.request("GET", sys.argv[4], headers={"Host": sys.argv[3]})
answer = connection.getresponse()
if answer.status != 200:
    sys.exit(f"{sys.argv[4]}: {answer.status}")
print(hashlib.sha256(answer.read()).hexdigest())
"""


class RehearsedContainers:
    def __init__(self, compose: Compose, host: str) -> None:
        self.colours, self.host = compose, host

    def build(self, base: str, name: str, file: str, text: str) -> str:
        """A release like `base`, with a text at the end of one of its files."""
        image = f"{base.partition(':')[0]}:rehearsal-{name}"
        lines = "".join(
            f"RUN printf '%s\\n' {shlex.quote(line)} >> /app/{file}\n" for line in text.splitlines()
        )
        completed = subprocess.run(
            ["docker", "build", "--quiet", "--tag", image, "-"],
            input=f"FROM {base}\nUSER 0\n{lines}USER 10001:10001\n",
            text=True,
            capture_output=True,
            check=False,
        )
        if completed.returncode:
            raise StepFailed(f"{image} cannot be built:\n{completed.stderr}")
        return image

    def crew(self, program: Path, order: dict[str, object]) -> subprocess.Popen[str]:
        """Readers and editors, in a container beside nginx that ends with its input."""
        network = f"{self.colours.project}_front"
        return subprocess.Popen(
            [
                *("docker", "run", "--interactive", "--rm", "--network", network),
                *("--volume", f"{program}:{LOAD}:ro", "--entrypoint", "python"),
                *(self.colours.image(), LOAD, json.dumps({**order, "nginx": NGINX})),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def digest(self, address: str) -> str:
        """Of what nginx answers. Raises StepFailed unless it is a document."""
        words = (DIGEST, NGINX[0], str(NGINX[1]), self.host, address)
        return self.colours.inside(self.colours.live(), "python", "-c", *words).strip()

    def installation(self) -> installation.Containers:
        return installation.Containers(self.colours)

    def lose_everything(self) -> None:
        """Containers, networks and volumes."""
        self.colours.run("down", "--volumes")
        self.colours.live_file.unlink(missing_ok=True)


@contextmanager
def containers(folder: Path) -> Iterator[RehearsedContainers]:
    """The image of this checkout, and an env file for it; nothing is started. All that it became is
    gone in the end. Raises StepFailed where an installation of the same name is there."""
    env_file = folder / "production.env"
    env_file.write_text(
        f"CMS_IMAGE={IMAGE}\nPOSTGRES_PASSWORD={secrets.token_hex(24)}\n"
        f"SECRET_KEY={secrets.token_hex(32)}\nALLOWED_HOSTS={HOST}\nCMS_URL=http://{HOST}\n"
        "FRONTEND_URL=http://www.example.com\n"
    )
    compose = Compose(env_file, project=PROJECT)
    if compose.live_file.exists():
        raise StepFailed(f"{compose.live_file} is of an installation in this checkout.")
    with step(f"image {IMAGE}"):
        words = ("--network", "host", "--file", str(ROOT / "docker/Dockerfile"))
        run(["docker", "build", "--quiet", "--tag", IMAGE, *words, str(ROOT)])
    rehearsed = RehearsedContainers(compose, HOST)
    try:
        yield rehearsed
    finally:
        rehearsed.lose_everything()
