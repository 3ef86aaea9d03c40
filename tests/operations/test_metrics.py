"""What Prometheus is told, by whom, and that alerts and dashboard ask for nothing else.

gunicorn and the worker are those of production, and so is promtool.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from cms.engines import metrics
from cms.engines.circuit_breaker import CircuitBreaker
from cms.publishing.publish import publish
from cms.webhooks.models import Webhook, WebhookDelivery, new_message_id
from config.env import ROOT
from scripts.production import backup, monitor
from tests import content
from tests.nginx import free_port
from tests.operations.certificates import eventually, run_in_background
from tests.operations.docker_files import PRODUCTION, environment_of

FOLDER = ROOT / "docker/metrics"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None and not os.environ.get("CI"), reason="promtool is not installed"
)

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(text: str) -> Samples:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def ask(port: int, path: str, host: str = "cms.example.com") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answers(port: int, path: str) -> bool:
    try:
        return ask(port, path)[0] == 200
    except OSError:
        return False


# --- Requests, counted by several processes --------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="module")
def web(folder: Path) -> Iterator[tuple[int, int]]:
    """gunicorn as in the container, with two processes, and neither PostgreSQL nor Redis: the port
    of readers and that of Prometheus."""
    port, inner = free_port(), free_port()
    environment = environment_of("web", folder) | {
        "PORT": str(port),
        "METRICS_PORT": str(inner),
        "WEB_WORKERS": "2",
        "TMPDIR": str(folder),
    }
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    words = [gunicorn, "--config", "docker/gunicorn.conf.py", "config.wsgi:application"]
    with ExitStack() as stack:
        log = stack.enter_context((folder / "log").open("w"))
        run_in_background(stack, words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        eventually(lambda: answers(port, "/health/live/"), "gunicorn does not answer", 60)
        yield port, inner


def test_the_processes_count_together_by_view_and_status(web: tuple[int, int]) -> None:
    port, inner = web
    before = samples(ask(inner, "/metrics")[1])
    live = (("method", "GET"), ("status", "200"), ("view", "health_live"))
    counted = ("cms_requests_total", live)
    readers = [
        threading.Thread(target=lambda: [ask(port, "/health/live/") for _ in range(10)])
        for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    # Whichever process is asked.
    for _ in range(6):
        after = samples(ask(inner, "/metrics")[1])
        assert after[counted] - before[counted] == 40
    seconds = ("cms_request_seconds_count", (("view", "health_live"),))
    assert after[seconds] >= 40


def test_whatever_gunicorn_and_the_application_say_is_json(
    web: tuple[int, int], folder: Path
) -> None:
    ask(web[0], "/api/website-data/?locale=")
    said = [json.loads(line) for line in (folder / "log").read_text().splitlines() if line]
    assert {"gunicorn.error"} < {line["logger"] for line in said}


def test_strangers_cannot_make_names_up(web: tuple[int, int]) -> None:
    """Each name of a view is kept for ever: there are as many as there are views."""
    port, inner = web
    for number in range(5):
        ask(port, f"/made-up-{number}/")
    ask(port, "/api/website-data/")
    exposed = samples(ask(inner, "/metrics")[1])
    views = {dict(labels).get("view") for name, labels in exposed if name == "cms_requests_total"}
    assert not any("made-up" in str(view) for view in views)
    assert {"none", "document"} <= views


def test_the_numbers_are_inside_alone(web: tuple[int, int]) -> None:
    port, inner = web
    assert ask(port, "/metrics")[0] == 404
    assert ask(inner, "/admin/")[0] == 404
    assert ask(inner, "/api/website-data/")[0] == 404
    exposed = [
        port for service in PRODUCTION["services"].values() for port in service.get("ports", [])
    ]
    metrics_port = environment_of("web", ROOT)["METRICS_PORT"]
    assert not any(metrics_port in port for port in exposed)
    templates = "".join(p.read_text() for p in (ROOT / "docker/nginx").rglob("*.template"))
    assert metrics_port not in templates


# --- States, asked for by the worker ---------------------------------------------------------


def test_the_worker_tells_checks_versions_and_webhooks(database: None, tmp_path: Path) -> None:
    content.hero()
    number = publish().version
    hook = Webhook.objects.create(name="A", address="https://a.example.com", state="paused")
    Webhook.objects.create(name="B", address="https://b.example.com", failures=3)
    for state in ("open", "done", "done"):
        WebhookDelivery.objects.create(
            webhook=hook, message_id=new_message_id(), type="content", body="{}", state=state
        )
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "METRICS_PORT": str(port),
    }
    with ExitStack() as stack:
        log = stack.enter_context((tmp_path / "log").open("w"))
        words = [sys.executable, "manage.py", "worker"]
        run_in_background(stack, words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        eventually(lambda: answers(port, "/metrics"), "the worker does not answer", 60)
        told = samples(ask(port, "/metrics")[1])
    assert told["cms_check_ok", (("check", "postgresql"),)] == 1
    assert told["cms_check_ok", (("check", "keeper"),)] == 1
    assert told["cms_version", (("place", "postgresql"),)] >= number
    assert told["cms_webhook_deliveries", (("state", "open"),)] == 1
    assert told["cms_webhook_deliveries", (("state", "done"),)] == 2
    # Nobody is waited for who is paused.
    assert told["cms_webhook_waiting_seconds", ()] == 0
    assert told["cms_webhooks", (("state", "paused"),)] == 1
    assert (
        told["cms_webhooks", (("state", "works"),)] + told["cms_webhooks", (("state", "failing"),)]
        == 1
    )


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_publish_is_timed_once_and_from_the_change_on(database: None) -> None:
    publish()
    before = value("cms_publish_seconds_count"), value("cms_publish_lag_seconds_count")
    content.hero(title="New")
    publish()
    publish()
    assert value("cms_publish_seconds_count") == before[0] + 1
    assert value("cms_publish_lag_seconds_count") == before[1] + 1
    assert value("cms_publish_lag_seconds_sum") > 0


def test_failures_of_servers_and_lookups_of_caches_are_counted() -> None:
    before = value("cms_circuit_breaker_failures_total", server="tests")
    CircuitBreaker("tests").failed()
    assert value("cms_circuit_breaker_failures_total", server="tests") == before + 1
    metrics.looked_up("tests", has_it=True)
    metrics.looked_up("tests", has_it=False)
    assert value("cms_cache_lookups_total", cache="tests", result="hit") == 1
    assert value("cms_cache_lookups_total", cache="tests", result="miss") == 1


# --- The machine: scripts/monitor ------------------------------------------------------------


def test_the_monitor_writes_the_age_of_backups_for_the_node_exporter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    textfile = tmp_path / "cms.prom"
    place = tmp_path / "backups"
    for name, made, is_proved in (
        ("2026-01-01T000000Z", "2026-01-01T00:00:00Z", True),
        ("2026-01-02T000000Z", "2026-01-02T00:00:00Z", False),
    ):
        (place / name).mkdir(parents=True)
        note = {"made": made, "version": 4, "release": "x", "files": {}, "encrypted_to": ""}
        (place / name / backup.NOTE).write_text(json.dumps(note))
        if is_proved:
            (place / name / backup.PROOF).write_text(json.dumps({"documents": 30}))
    words = ["--place", str(place), "--textfile", str(textfile), "--quiet"]
    assert monitor.main("backup-monitor", words) == 1
    told = samples(textfile.read_text())
    assert told["cms_backup_timestamp_seconds", ()] == 1767312000
    assert told["cms_backup_verified_timestamp_seconds", ()] == 1767225600
    assert told["cms_monitor_well", (("question", "backup"),)] == 0
    assert textfile.stat().st_mode & 0o777 == 0o644
    assert monitor.main("backup-monitor", [*words[:3], str(tmp_path / "none/cms.prom")]) == 1
    assert "cannot be written" in capsys.readouterr().out


# --- What is done with the numbers -----------------------------------------------------------


def exported() -> set[str]:
    """Every name that web, worker and monitor tell."""
    text = "".join(
        (ROOT / path).read_text()
        for path in (
            "cms/engines/metrics.py",
            "cms/doctor/state_metrics.py",
            "cms/webhooks/state_metrics.py",
            "scripts/production/monitor.py",
        )
    )
    return set(re.findall(r'"(cms_[a-z_]+)"', text)) | {"cms_monitor_well"}


def asked_for(text: str) -> set[str]:
    return {
        re.sub(r"_(?:total|bucket|sum|count)$", "", name)
        for name in re.findall(r"\bcms_[a-z_]+", text)
    }


@pytest.mark.parametrize("name", ["alerts.yaml", "dashboard.json"])
def test_alerts_and_dashboard_ask_for_what_there_is(name: str) -> None:
    if name.endswith("json"):
        panels = json.loads((FOLDER / name).read_text())["panels"]
        text = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    else:
        groups = yaml.safe_load((FOLDER / name).read_text())["groups"]
        text = " ".join(rule["expr"] for group in groups for rule in group["rules"])
    assert asked_for(text)
    assert asked_for(text) <= exported()


@needs_promtool
@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "alerts.yaml"),
        ("test", "rules", "alerts.test.yaml"),
        ("check", "config", "--syntax-only", "prometheus.yaml"),
    ],
)
def test_promtool_finds_nothing_wrong(words: tuple[str, ...]) -> None:
    checked = subprocess.run(
        [PROMTOOL or "promtool", *words], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@needs_promtool
def test_what_is_told_is_as_prometheus_wants_it() -> None:
    """Names, units, help: `promtool check metrics`."""
    checked = subprocess.run(
        [PROMTOOL or "promtool", "check", "metrics"],
        input=metrics.exposition(shares=False),
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_dashboard_panels_query_the_source_that_is_chosen() -> None:
    dashboard = json.loads((FOLDER / "dashboard.json").read_text())
    assert [each["name"] for each in dashboard["templating"]["list"]] == ["datasource"]
    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {"${datasource}"}
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_prometheus_asks_the_services_that_there_are_and_is_reached_from_the_machine_alone() -> (
    None
):
    asked = yaml.safe_load((FOLDER / "prometheus.yaml").read_text())["scrape_configs"]
    jobs = {job["job_name"]: job for job in asked}
    (discovery,) = jobs["cms-web"]["dns_sd_configs"]
    port = int(environment_of("web", ROOT)["METRICS_PORT"])
    assert (set(discovery["names"]), discovery["port"]) == ({"web", "web-green"}, port)
    (worker,) = jobs["cms-worker"]["static_configs"]
    assert worker["targets"] == [f"worker:{port}"]
    overlay = yaml.safe_load((ROOT / "docker/compose.metrics.yaml").read_text())
    (service,) = overlay["services"].values()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["networks"] == ["front"]
