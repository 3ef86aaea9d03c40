#!/usr/bin/env python3
"""nginx's configuration for a machine without Docker: the templates, filled in.

    docker/nginx/render.py DIRECTORY NAME=value …

writes nginx.conf and what it includes into DIRECTORY, for `nginx -c DIRECTORY/nginx.conf`. In
containers the nginx image does the same with envsubst. Only ${NAMES_IN_CAPITALS} are ours; $names
are nginx's. A name that is missing or that no template asks for stops it: a configuration is never
filled in by halves. Those that have a default (DEFAULTS) need not be said.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
SUFFIX = ".template"
PAGES = HERE / "pages"

# Plain HTTP. SITE=tls is HTTPS; 30-certificates.sh then has the certificate read.
DEFAULTS = {
    "SITE": "plain",
    "LISTEN_TLS": "8443",
    "CERTIFICATE": "",
    "CHALLENGES_ROOT": "",
    # The worker's STREAM_PORT; port 1 is nobody's, so that 503 is answered.
    "STREAM": "127.0.0.1:1",
    # nginx before 1.25: HTTP_TWO_LISTEN=" http2" HTTP_TWO=""
    "HTTP_TWO_LISTEN": "",
    "HTTP_TWO": "http2 on;",
}

_PLACE = re.compile(r"\$\{([A-Z_]+)\}")


def names() -> set[str]:
    """Every name that the templates ask for."""
    return {
        name
        for template in TEMPLATES.glob(f"*{SUFFIX}")
        for name in _PLACE.findall(template.read_text())
    }


def render(directory: Path, values: dict[str, str]) -> Path:
    """Write the configuration into `directory`; answers the path of its nginx.conf."""
    values = DEFAULTS | values
    if missing := names() - values.keys():
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    if unknown := values.keys() - names():
        raise ValueError(f"not in any template: {', '.join(sorted(unknown))}")
    for template in TEMPLATES.glob(f"*{SUFFIX}"):
        text = _PLACE.sub(lambda place: values[place[1]], template.read_text())
        (directory / template.name.removesuffix(SUFFIX)).write_text(text)
    return directory / "nginx.conf"


def main(arguments: list[str]) -> None:
    if not arguments or not all("=" in argument for argument in arguments[1:]):
        sys.exit(__doc__)
    values = dict(argument.split("=", 1) for argument in arguments[1:])
    try:
        render(Path(arguments[0]), {"PAGES_ROOT": str(PAGES), **values})
    except ValueError as error:
        sys.exit(f"{Path(__file__).name}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
