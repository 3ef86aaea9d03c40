"""scripts/rehearse deploy: deploys for real, under readers and an editor who publishes.

It works on the installation of `--env-file`, which runs already and holds nothing that matters: a
good release, one that does not start, one that fails its smoke test, one whose tables cannot be
made, and the way back. No read may fail, no publish may be lost. The releases are made of the image
that answers; no registry is needed.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.production.compose import ROOT, Compose
from scripts.production.deploy import deploy
from scripts.production.steps import Failed, finish

NO_ENGINE = 3
LOAD = "/load.py"
WRONG_TABLES = """from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial")]
    operations = [migrations.RunSQL("SELECT 1/0")]
"""
NO_SITEMAP = "urlpatterns = [p for p in urlpatterns if 'sitemap' not in str(p.pattern)]"
# What is written into a file of the good release: a name, the file, the words that are added.
RELEASES = (
    ("good", "/app/release", "good"),
    ("no-start", "/app/config/wsgi.py", "raise SystemExit(1)"),
    ("no-smoke", "/app/cms/urls.py", NO_SITEMAP),
    ("no-tables", "/app/home/migrations/0999_wrong.py", WRONG_TABLES),
)


def build(base: str, name: str, file: str, words: str) -> str:
    image = f"admsc-cms-rehearsal:{name}"
    lines = "".join(
        f"RUN printf '%s\\n' {shlex.quote(line)} >> {file}\n" for line in words.splitlines()
    )
    text = f"FROM {base}\nUSER 0\n{lines}USER 10001:10001\n"
    done = subprocess.run(
        ["docker", "build", "--quiet", "--tag", image, "-"],
        input=text, text=True, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"{image} cannot be built:\n{done.stderr}")
    return image


@contextmanager
def load(compose: Compose, host: str) -> Iterator[dict[str, object]]:
    """Readers and an editor while it is entered. Filled in afterwards: what they saw."""
    seen: dict[str, object] = {}
    password = secrets.token_urlsafe(20)
    script = (
        "from django.contrib.auth.models import User;"
        "u, _ = User.objects.get_or_create(username='rehearsal', is_superuser=True, is_staff=True);"
        f"u.set_password('{password}'); u.save()"
    )
    compose.inside(compose.live(), "python", "manage.py", "shell", "--no-imports", "-c", script)
    order = json.dumps({"host": host, "user": "rehearsal", "password": password})
    program = ROOT / "scripts/production/rehearsal_load.py"
    crew = subprocess.Popen(
        [
            *("docker", "run", "--interactive", "--rm", "--network", f"{compose.project}_front"),
            *("--volume", f"{program}:{LOAD}:ro", "--entrypoint", "python"),
            *(compose.image(), LOAD, order),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(5)
    try:
        yield seen
        time.sleep(5)
    finally:
        said, _ = crew.communicate(timeout=120)
        seen.update(json.loads(said or "{}"))


def attempt(what: str, shall_succeed: bool, act: Callable[[], None]) -> None:
    """Raises Failed when it came out otherwise than it shall."""
    print(f"\n{what}", flush=True)
    began = time.monotonic()
    try:
        act()
        succeeded, said = True, ""
    except Failed as error:
        succeeded, said = False, str(error).splitlines()[0]
        print(f"  refused: {said}", flush=True)
    print(f"  after {time.monotonic() - began:.1f} s", flush=True)
    if succeeded != shall_succeed:
        raise Failed(f"{what}: it {'was refused' if shall_succeed else 'went through'}.\n{said}")


def rehearse(compose: Compose, host: str) -> None:
    base = compose.image()
    images = {name: build(base, name, file, words) for name, file, words in RELEASES}

    def to(image: str, migrates: bool = True) -> Callable[[], None]:
        return lambda: deploy(compose, image, migrates=migrates, backs_up=lambda: None)

    with load(compose, host) as seen:
        attempt("A release", True, to(images["good"]))
        attempt("A release that does not start", False, to(images["no-start"]))
        attempt("A release that fails its smoke test", False, to(images["no-smoke"]))
        attempt("A release whose tables cannot be made", False, to(images["no-tables"]))
        attempt("The way back", True, to(base, migrates=False))
    print(
        f"\nreads {seen['reads']}, failed {len(seen['failed'])}, older after newer {seen['older']};"  # type: ignore[arg-type]
        f" published {seen['published']}, lost {len(seen['lost'])},"  # type: ignore[arg-type]
        f" refused {len(seen['refused'])}, the editor's longest wait {seen['longest']} s"  # type: ignore[arg-type]
    )
    if seen["failed"] or seen["lost"] or seen["older"]:
        raise Failed(json.dumps({name: seen[name] for name in ("failed", "lost", "older")}))


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "scripts/rehearse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Exit status: 0 all as promised; 1 not; {NO_ENGINE} no Docker Engine is here.",
    )
    parser.add_argument("what", choices=["deploy"])
    parser.add_argument("--env-file", type=Path, default=Compose.env_file)
    parser.add_argument("--project", default="cms")
    parser.add_argument("--host", default="cms.example.com", help="a name of ALLOWED_HOSTS")
    given = parser.parse_args(words)
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        print("There is no Docker Engine here: nothing was rehearsed.", file=sys.stderr)
        return NO_ENGINE
    compose = Compose(given.env_file, project=given.project)
    return finish(lambda: rehearse(compose, given.host), "See above for how far it came.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
