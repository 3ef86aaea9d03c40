"""scripts/log-monitor: did anything go wrong since the last look? One line, of all services' logs.

For cron, which mails what is printed: with `--quiet` a look that finds nothing is silent. An error
is what its service calls one: messages of web and worker from ERROR on, answers of nginx from 500
on and its own errors, FATAL and PANIC of PostgreSQL (its ERROR is often ours, and then web says it
too), what Redis gives up, a certificate that was refused. Each is told once: where the last look
ended is kept beside the env file. The first look goes back an hour.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scripts.production.colours import COLOURS, replace
from scripts.production.compose import Compose
from scripts.production.steps import StepFailed

FIRST_LOOK = timedelta(hours=1)
# The most that is shown of a message.
LONGEST = 120
UNABLE = 2
# Compose clears the line of a terminal before each of the log, also where none is.
FOR_TERMINALS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def of_the_cms(line: str) -> str:
    """Of JSON what was logged as an error; of anything else, such as a start that failed, what
    says so."""
    message = _json(line)
    if message is None:
        return line if re.search(r"\b(?:ERROR|CRITICAL|Traceback)\b", line) else ""
    if message.get("level") in ("ERROR", "CRITICAL"):
        return f"{message.get('logger')}: {message.get('message')}"
    return ""


def of_nginx(line: str) -> str:
    answer = _json(line)
    if answer is None:
        return line if re.search(r"\[(?:error|crit|alert|emerg)\]", line) else ""
    status = answer.get("status")
    if isinstance(status, int) and status >= 500:
        return f"{status} {answer.get('method')} {answer.get('uri')}"
    return ""


def that_match(pattern: str) -> Callable[[str], str]:
    return lambda line: line if re.search(pattern, line) else ""


# Service -> what of a line is an error, "" for none.
SERVICES: dict[str, Callable[[str], str]] = {
    "nginx": of_nginx,
    **dict.fromkeys((*COLOURS, "worker", "migrate"), of_the_cms),
    "postgres": that_match(r"\b(?:FATAL|PANIC): "),
    "redis": that_match(r"(?i)\b(?:oom|fatal|bug report|crashed|can't save)\b"),
    "certificates": that_match(r"^No certificate"),
}


def _json(line: str) -> dict[str, object] | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def errors(compose: Compose, since: datetime, until: datetime) -> Iterator[tuple[str, list[str]]]:
    """Services with the errors that they logged, in the order of the logs. Raises StepFailed."""
    span = ("--since", since.isoformat(), "--until", until.isoformat())
    for service, error_of in SERVICES.items():
        words = ("logs", "--no-color", "--no-log-prefix", *span, service)
        logged = FOR_TERMINALS.sub("", compose.run(*words))
        if found := [error for line in logged.splitlines() if (error := error_of(line))]:
            yield service, found


def last_look(state: Path, now: datetime) -> datetime:
    """Where the last look ended. Raises StepFailed when the file says something else."""
    if not state.exists():
        return now - FIRST_LOOK
    text = state.read_text().strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise StepFailed(
            f"{state} holds no time but {text!r}: delete it, and an hour is looked at."
        )
    return moment


def summary(found: list[tuple[str, list[str]]]) -> str:
    """`3 new errors: web 2 (django.request: …), nginx 1 (502 GET /)`: the last of each service."""
    count = sum(len(messages) for _service, messages in found)
    parts = (f"{service} {len(messages)} ({_short(messages[-1])})" for service, messages in found)
    return f"{count} new error{'s' if count > 1 else ''}: {', '.join(parts)}"


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def main(words: list[str], now: datetime | None = None, compose: Compose | None = None) -> int:
    parser = argparse.ArgumentParser(
        "scripts/log-monitor",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Exit status: 0 nothing; 1 there are errors; {UNABLE} the logs cannot be read.",
    )
    parser.add_argument("--quiet", action="store_true", help="print only what went wrong")
    parser.add_argument(
        "--dry-run", action="store_true", help="look, and look here again next time"
    )
    parser.add_argument("--env-file", type=Path, default=Compose.env_file)
    parser.add_argument("--file", type=Path, action="append", help="compose files, in order")
    parser.add_argument("--project", default="cms", help="Compose's name of the installation")
    options = parser.parse_args(words)
    files = tuple(options.file or Compose.files)
    compose = compose or Compose(options.env_file, files, options.project)
    state = compose.env_file.with_name("log-monitor.state")
    until = now or datetime.now(UTC)
    try:
        since = last_look(state, until)
        found = list(errors(compose, since, until))
        if not options.dry_run:
            replace(state, f"{until.isoformat()}\n")
    except (StepFailed, OSError) as error:
        print(f"✗ logs         cannot be read: {str(error).splitlines()[-1]}")
        return UNABLE
    of_when = f"since {since:%Y-%m-%d %H:%M:%S} UTC"
    if found:
        print(f"✗ logs         {summary(found)}, {of_when}")
    elif not options.quiet:
        print(f"✓ logs         nothing went wrong {of_when}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
