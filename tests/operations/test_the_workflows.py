"""What GitHub Actions may do, and that they run what people run."""

from __future__ import annotations

import re
import subprocess
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


def test_a_release_is_deployed_by_digest_and_to_production_after_staging_and_approval() -> None:
    """Who approves is a setting of the environment `production` on GitHub."""
    workflow = WORKFLOWS["deploy.yml"]
    assert workflow["on"] == {"workflow_dispatch": None}
    jobs = workflow["jobs"]
    assert jobs["image"]["if"] == "github.ref == 'refs/heads/main'"
    assert jobs["image"]["outputs"]["release"].endswith("@${{ steps.build.outputs.digest }}")
    (build,) = (step for step in jobs["image"]["steps"] if step.get("id") == "build")
    assert (build["with"]["sbom"], build["with"]["provenance"]) == (True, "mode=max")
    assert jobs["production"]["needs"] == ["image", "staging"]
    for name in ("staging", "production"):
        assert jobs[name]["environment"] == name
        (deploy,) = (step["run"] for step in jobs[name]["steps"] if "run" in step)
        assert deploy.split()[0] == "scripts/deploy-over-ssh"


@pytest.mark.parametrize(
    ("release", "commit"),
    [
        ("registry/cms:latest", "0" * 40),
        ("cms@sha256:" + "0" * 64 + "; reboot", "0" * 40),
        ("cms@sha256:" + "0" * 64, "main"),
    ],
)
def test_a_server_is_told_a_digest_and_a_commit_and_nothing_else(release: str, commit: str) -> None:
    completed = subprocess.run(
        [str(ROOT / "scripts/deploy-over-ssh"), release, commit],
        env={"PATH": "/usr/bin:/bin", "FOLDER": "/srv/cms"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 2
    assert "is no " in completed.stderr
