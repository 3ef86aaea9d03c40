"""What GitHub Actions may do, and that they run what people run."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from config.env import ROOT
from tests.operations.docker_files import DEVELOPMENT, DOCKERFILE, PRODUCTION, REQUIRED

WORKFLOWS: dict[str, dict[str, Any]] = {
    path.name: yaml.safe_load(path.read_text())
    for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
}
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
    actions = [step for step in job["steps"] if "uses" in step]
    for step in actions:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    (checkout,) = (step for step in actions if step["uses"].startswith("actions/checkout@"))
    assert checkout["with"]["persist-credentials"] is False


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
    image = DOCKERFILE.parent_images[-1]
    assert job["container"] == image.replace("-slim", "")


def test_the_audit_fails_on_what_it_could_not_audit() -> None:
    commands = [s.get("run", "") for s in WORKFLOWS["audit.yml"]["jobs"]["audit"]["steps"]]
    (audit,) = (command for command in commands if command.startswith("pip-audit "))
    assert "--strict" in audit.split()
    assert "requirements.txt" in audit.split()
