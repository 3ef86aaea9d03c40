"""`scripts/compare-answers`: whether two states of the code give the same answers.

    scripts/compare-answers save ADDRESS FILE      asks the CMS at ADDRESS some 200 questions
    scripts/compare-answers compare FILE FILE      says which answers differ, and how

Both states must have served the same database: start `scripts/run` with the same `DATA_DIR`, first
in one state and then in the other. The status, the body and the headers that a contract names are
compared. The present time in an answer is not.
"""

from __future__ import annotations

import difflib
import http.client
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

LANGUAGES = ("en", "ar")
DOCUMENTS = (
    *("website-data", "seo-data", "home-page", "menu-items", "heroes", "partners"),
    "footer-links",
)
ENDPOINTS = (
    *("pages", "images", "documents", "redirects", "menu-items", "heroes", "partners"),
    "footer-links",
)
HEADERS = (
    *("ETag", "Cache-Control", "Cache-Tag", "Content-Type", "Content-Language", "Vary", "Allow"),
    *("X-Content-Version", "Access-Control-Allow-Origin", "X-Robots-Tag", "Location"),
)
# Of answers that are about now: every error, and what is no document.
_NOW = re.compile(r'"timestamp":"[^"]*"')

RecordedAnswer = dict[str, object]


def addresses(client: Client) -> Iterator[str]:
    """What is asked: every document, endpoint and page, and what is refused."""
    yield from ("/", "/robots.txt", "/sitemap.xml", "/health/live/", "/api/openapi.json")
    for name in DOCUMENTS:
        yield f"/api/{name}/"
        for query in (
            "locale=en",
            "locale=ar",
            "locale=xx",
            "locale=en&locale=ar",
            "a=b",
            "locale=",
        ):
            yield f"/api/{name}/?{query}"
    pages = client.data("/api/v2/pages/?limit=100&fields=path")["items"]
    for page in pages:
        path = quote(page["path"])
        yield f"/api/seo-data/?path={path}"
        yield f"/api/v2/pages/{page['id']}/"
        yield f"/api/v2/pages/find/?html_path={path}"
    for name in ENDPOINTS:
        yield f"/api/v2/{name}/"
        for query in ("fields=*", "limit=3&offset=1", "order=-id", "locale=ar", "limit=x", "zzz=1"):
            yield f"/api/v2/{name}/?{query}"
        items = client.data(f"/api/v2/{name}/")["items"]
        for item in items[:3]:
            yield f"/api/v2/{name}/{item['id']}/"
        yield f"/api/v2/{name}/999999/"
    for words in ("سباق", "race", "club", "العضوية", "nothing-says-this"):
        yield f"/api/v2/pages/?search={quote(words)}"
    yield from (
        "/api/nothing/",
        "/api/preview/?token=x",
        "/api/update-redis/",
        "/sitemap.xml?part=9",
    )


class Client:
    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def ask(self, path: str) -> RecordedAnswer:
        self._connection.request("GET", path, headers={"Accept": "*/*"})
        response = self._connection.getresponse()
        body = response.read().decode("utf-8", "replace")
        if response.status >= 400 or response.headers.get("Cache-Control") == "no-store":
            body = _NOW.sub('"timestamp":"now"', body)
        headers = {name: response.headers.get(name) for name in HEADERS}
        return {"status": response.status, "headers": headers, "body": body}

    def data(self, path: str) -> dict[str, list[dict[str, str]]]:
        answer: dict[str, list[dict[str, str]]] = json.loads(str(self.ask(path)["body"]))
        return answer


def save(address: str, file: Path) -> None:
    client = Client(address)
    answers = {path: client.ask(path) for path in dict.fromkeys(addresses(client))}
    file.write_text(json.dumps(answers, ensure_ascii=False))
    print(f"{len(answers)} answers of {address} are in {file}.")


def compare(first: Path, second: Path) -> int:
    before, after = (json.loads(file.read_text()) for file in (first, second))
    differing = 0
    for path in dict.fromkeys([*before, *after]):
        if before.get(path) == after.get(path):
            continue
        differing += 1
        print(f"--- {path}")
        lines_before, lines_after = (_lines(answers.get(path)) for answers in (before, after))
        for line in list(difflib.unified_diff(lines_before, lines_after, lineterm="", n=0))[2:14]:
            print(f"    {line[:180]}")
    print(f"{len(before) - differing} of {len(before)} answers are the same.")
    return 1 if differing else 0


def _lines(answer: RecordedAnswer | None) -> list[str]:
    if answer is None:
        return ["not asked"]
    body = str(answer["body"])
    try:
        body = json.dumps(json.loads(body), ensure_ascii=False, indent=1)
    except ValueError:
        body = body.replace("><", ">\n<")
    return [str(answer["status"]), json.dumps(answer["headers"], indent=1), *body.splitlines()]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["save", address, file]:
            save(address, Path(file))
            return 0
        case ["compare", first, second]:
            return compare(Path(first), Path(second))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
