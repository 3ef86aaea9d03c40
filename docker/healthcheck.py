"""Is the web process of this container alive? Exit status 0 when /health/live/ answers 200.

It asks as nginx would, under the CMS's own host name; Django refuses every other.
"""

import http
import http.client
import sys
from urllib.parse import urlsplit

from config.env import load, stage


def main() -> None:
    env = load(stage())
    host = urlsplit(env.cms_url or "").netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", env.port, timeout=4)
    try:
        connection.request("GET", "/health/live/", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        sys.exit(f"no answer: {error!r}")
    if status != http.HTTPStatus.OK:
        sys.exit(f"/health/live/ answers {status}")


if __name__ == "__main__":
    main()
