"""The demo site on the air: a real gunicorn, and the website in frontend/ as it is served in
development, each on an origin of its own.

It writes to the database that the test has, and leaves putting it back to that test's fixture.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from django.test import override_settings

from scripts.website import WebsiteServer
from tests import kept_demo
from tests.cms_server import CmsServer

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
LANGUAGES = ("en", "ar")


@dataclass
class Served:
    """Addresses of the website and of the CMS behind it, and the website's paths by language."""

    url: str
    cms: str
    paths: dict[str, list[str]] = field(default_factory=dict)


@contextmanager
def reference_website(listener: socket.socket, served: Served) -> Iterator[None]:
    website = WebsiteServer(listener, FRONTEND, served.cms)
    threading.Thread(target=website.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        website.shutdown()
        website.server_close()


@contextmanager
def on_the_air(
    add: Callable[[], None] = lambda: None,
    with_demo: bool = True,
    website: Callable[[socket.socket, Served], AbstractContextManager[None]] = reference_website,
) -> Iterator[Served]:
    """The demo, and what `add` makes besides, published with all its pictures' sizes. Without the
    demo, which takes a minute, the empty website of a fresh installation. `website` serves it on
    the socket that it gets."""
    from cms.delivery import renditions
    from cms.publishing.publish import publish

    listener = socket.create_server(("127.0.0.1", 0))
    with socket.create_server(("127.0.0.1", 0)) as free:
        cms_port = free.getsockname()[1]
    served = Served(f"http://localhost:{listener.getsockname()[1]}", f"http://localhost:{cms_port}")
    ours = override_settings(
        CMS_URL=served.cms, MEDIA_URL=f"{served.cms}/media/", FRONTEND_URL=served.url
    )
    # Other processes that a test starts, a worker for one, are of the same site.
    theirs = patch.dict(os.environ, {"CMS_URL": served.cms, "FRONTEND_URL": served.url})
    with ours, theirs:
        if with_demo:
            kept_demo.load()
        add()
        renditions.make_missing()
        publish()
        server = CmsServer(workers=2)
        server.port = cms_port
        with server, website(listener, served):
            served.paths = _paths()
            yield served


def _paths() -> dict[str, list[str]]:
    from cms.publishing.stores import memory

    snapshot = memory.newest()
    assert snapshot is not None
    documents = {
        code: json.loads(snapshot.body(f"seo_data:{code}").plain)["data"] for code in LANGUAGES
    }
    return {code: [page["path"] for page in data["pages"]] for code, data in documents.items()}
