"""Does this release answer as it should? Asked in its own container, before anybody else asks it.

Exit status 0 when every address below answers 200 with what belongs there. The version of documents
must be that of the database: a release that cannot build documents answers with old ones.
"""

from __future__ import annotations

import http.client
import json
import sys
from urllib.parse import urlsplit

from config.env import load, stage

# Address -> what its answer has in it.
ADDRESSES = {
    "/health/live/": '"alive"',
    "/health/ready/": '"ready"',
    "/api/version/": '"version"',
    "/api/website-data/?locale=en": '"status":"success"',
    "/api/website-data/?locale=ar": '"status":"success"',
    "/api/seo-data/?locale=ar": '"status":"success"',
    "/api/v2/pages/?limit=1": '"meta"',
    "/api/openapi.json": '"openapi"',
    "/sitemap.xml": "<urlset",
    "/robots.txt": "User-agent",
    "/admin/login/": 'name="password"',
}


def ask(port: int, host: str, address: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", address, headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def main() -> None:
    env = load(stage())
    host = urlsplit(env.cms_url or "").netloc or "localhost"
    wrong = []
    for address, wanted in ADDRESSES.items():
        try:
            status, text = ask(env.port, host, address)
        except (OSError, http.client.HTTPException) as error:
            wrong.append(f"{address}: no answer, {error!r}")
            continue
        if address == "/sitemap.xml" and "<sitemapindex" in text:
            wanted = "<sitemapindex"
        if status != http.HTTPStatus.OK or wanted not in text.replace('": "', '":"'):
            wrong.append(f"{address}: {status}, without {wanted}: {text[:200]}")
    if not wrong:
        wrong = _not_of_the_database(env.port, host)
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(ADDRESSES)} addresses answer as they should")


def _not_of_the_database(port: int, host: str) -> list[str]:
    status, text = ask(port, host, "/health/")
    versions = json.loads(text)["data"]["versions"]
    if versions["postgresql"] is None or (versions["memory"] or 0) < versions["postgresql"] - 5:
        return [f"/health/: {status}, readers would get {versions}"]
    return []


if __name__ == "__main__":
    main()
