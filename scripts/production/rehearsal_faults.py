"""scripts/rehearse containers: from nothing to healthy, and each service killed under readers."""

from __future__ import annotations

import json
import time

from scripts.production.compose import Compose
from scripts.production.deploy import first_start
from scripts.production.rehearsal_containers import RehearsedContainers
from scripts.production.rehearsed import LoadReport, load, summary
from scripts.production.steps import StepFailed, run

# Killed in this order. Of nginx alone readers notice: whoever connects meanwhile is refused.
KILLED = ("web", "worker", "redis", "postgres", "nginx")
# What `docker inspect` says of a container, beside what compose.yaml asks for.
INSPECTED = (
    '{"read_only":{{.HostConfig.ReadonlyRootfs}},"user":"{{.Config.User}}",'
    '"memory":{{.HostConfig.Memory}},"processes":{{.HostConfig.PidsLimit}},'
    '"dropped":{{json .HostConfig.CapDrop}},"privileged":{{.HostConfig.Privileged}}}'
)


def rehearse_containers(machine: RehearsedContainers) -> None:
    compose = machine.colours
    began = time.monotonic()
    first_start(compose)
    print(f"Healthy from nothing after {time.monotonic() - began:.1f} s.")
    confined(compose)
    for service in KILLED:
        with load(machine) as crew:
            killed(compose, service)
        report = crew[0]
        print(f"{service} killed: {summary(report)}", flush=True)
        _judge(service, report)


def _judge(service: str, report: LoadReport) -> None:
    broken = {"lost": report["lost"], "older": report["older"]}
    if service != "nginx":
        broken["failed"] = report["failed"][:5]
    if any(broken.values()) or not report["published"]:
        raise StepFailed(f"{service}: {json.dumps(broken)}, {report['published']} published")


def killed(compose: Compose, service: str) -> None:
    """Kills the first process of a service, as the kernel does when memory is short; returns when
    Docker has started it again and it is healthy."""
    (container,) = compose.run("ps", "--quiet", service).split()
    number = run(["docker", "inspect", "--format", "{{.State.Pid}}", container]).stdout.strip()
    once = ("docker", "run", "--rm", "--pid", "host", "--user", "0", "--entrypoint", "python")
    run([*once, compose.image(), "-c", f"import os; os.kill({number}, 9)"])
    time.sleep(1)
    deadline = time.monotonic() + 60
    while compose.state(service) != "healthy":
        if time.monotonic() > deadline:
            raise StepFailed(f"{service} was killed and is {compose.state(service)} since.")
        time.sleep(0.5)


def confined(compose: Compose) -> None:
    """Raises StepFailed unless each container has the rights and limits of compose.yaml."""
    services = json.loads(compose.run("config", "--format", "json"))["services"]
    for service in (compose.live(), "worker", "nginx", "postgres", "redis"):
        (container,) = compose.run("ps", "--quiet", service).split()
        inspected = json.loads(run(["docker", "inspect", "--format", INSPECTED, container]).stdout)
        expected = {
            "read_only": True,
            "user": services[service]["user"],
            "memory": int(services[service]["mem_limit"]),
            "processes": services[service]["pids_limit"],
            "dropped": ["ALL"],
            "privileged": False,
        }
        if inspected != expected:
            raise StepFailed(f"{service} has {inspected}, not {expected}")
    print("Read-only roots, users, capabilities and limits are those of compose.yaml.")
