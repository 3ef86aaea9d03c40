"""Is the web process of this container alive? Exit status 0 when /health/live/ answers 200.

It asks as nginx would, under the CMS's own host name; Django refuses every other.
"""

import http.client
import sys
from urllib.parse import urlsplit

from config.env import load, stage


def main() -> int:
    env = load(stage())
    host = urlsplit(env.cms_url or "").netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", env.port, timeout=4)
    try:
        connection.request("GET", "/health/live/", headers={"Host": host})
        status = connection.getresponse().status
    except OSError as error:
        print(f"no answer: {error}", file=sys.stderr)
        return 1
    print(f"/health/live/ answers {status}")
    return 0 if status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())
