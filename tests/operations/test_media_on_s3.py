"""Files on S3, against a server that speaks it (moto) and against one that says nothing: nobody
waits long, few wait at all, and who asked for a file gets a 503 that says when to come again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from cms.delivery.private_pictures import move_misplaced
from cms.engines import s3_storage
from cms.engines.file_storage import StorageUnavailable
from config.env import ROOT
from tests import content
from tests.people import Person

Document = get_document_model()
BUCKET = "media"
READERS = 20


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 that works."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=address, **_KEYS).create_bucket(Bucket=BUCKET)
    yield address
    moto.stop()


_KEYS: dict[str, str] = {
    "aws_access_key_id": "key",
    "aws_secret_access_key": "secret",
    "region_name": "us-east-1",
}


class SilentServer:
    """Takes every connection and never says a word. `connections` are those that it took."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        try:
            while True:
                self.connections.append(self._listener.accept()[0])
        except OSError:
            return  # closed

    def close(self) -> None:
        self._listener.close()
        for connection in self.connections:
            connection.close()


@pytest.fixture
def silent() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.close()


@pytest.fixture
def media_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Has media on the S3 at an address."""
    for name, seconds in (("CONNECT", 0.3), ("READ", 0.3), ("PATIENCE", 0.05)):
        monkeypatch.setattr(s3_storage, name, seconds)
    stages = dict(settings.STORAGES)

    def choose(address: str) -> None:
        s3_storage.S3.succeeded()
        settings.STORAGES = stages | {
            "default": {
                "BACKEND": "cms.engines.s3_storage.PromptS3Storage",
                "OPTIONS": {
                    "bucket_name": BUCKET,
                    "access_key": "key",
                    "secret_key": "secret",
                    "region_name": "us-east-1",
                    "endpoint_url": address,
                    "querystring_auth": False,
                    "file_overwrite": False,
                },
            }
        }

    yield choose
    s3_storage.S3.succeeded()


@pytest.fixture
def document(database: None, server: str, media_on: Callable[[str], None]) -> Any:
    """A document whose file is on the S3 that works."""
    media_on(server)
    return Document.objects.create(title="Rules", file=ContentFile(b"the rules", name="rules.txt"))


def dead_address() -> str:
    """Nothing listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def asks(address: str) -> Any:
    try:
        return Client(raise_request_exception=False).get(address)
    finally:
        connections.close_all()


def test_what_is_uploaded_is_read_again(document: Any, admin: Person) -> None:
    assert b"".join(asks(document.url).streaming_content) == b"the rules"
    assert default_storage.exists(document.file.name)
    assert default_storage.size(document.file.name) == len(b"the rules")
    document.file.delete()
    assert not default_storage.exists("documents/rules.txt")
    with pytest.raises(FileNotFoundError):
        default_storage.open("documents/rules.txt")


def test_a_private_picture_is_read_through_the_cms_alone(
    database: None, server: str, media_on: Callable[[str], None]
) -> None:
    media_on(server)
    members = Collection.get_first_root_node().add_child(name="Members")
    picture = content.image(collection=members)
    public = picture.file.name
    assert picture.file.url.startswith(server)
    CollectionViewRestriction.objects.create(collection=members, restriction_type="login")
    assert move_misplaced() == 1
    picture.refresh_from_db()
    assert picture.file.url == f"{settings.PRIVATE_MEDIA_URL}{public}"
    assert default_storage.exists(picture.file.name)
    assert not default_storage.exists(public)
    assert asks(f"/private-media/{public}").status_code == 404


@pytest.mark.parametrize("trouble", ["dead", "silent"])
def test_who_asks_for_a_document_is_told_when_to_come_again(
    trouble: str, document: Any, media_on: Callable[[str], None], silent: SilentServer
) -> None:
    media_on(silent.address if trouble == "silent" else dead_address())
    answer = asks(document.url)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert "The storage of its files does not answer." in text
    assert "مخزن ملفاته لا يستجيب" in text


@pytest.mark.parametrize("trouble", ["dead", "silent"])
def test_an_upload_is_refused_and_leaves_nothing(
    trouble: str,
    admin: Person,
    media_on: Callable[[str], None],
    silent: SilentServer,
) -> None:
    media_on(silent.address if trouble == "silent" else dead_address())
    admin.client.raise_request_exception = False
    file = SimpleUploadedFile("rules.txt", b"the rules")
    answer = admin.client.post(reverse("wagtaildocs:add"), {"title": "Rules", "file": file})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert not Document.objects.exists()


def test_few_wait_for_a_silent_s3_and_the_others_are_answered_at_once(
    document: Any,
    media_on: Callable[[str], None],
    silent: SilentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever has a slot waits until the test lets go; all the others come to their end before."""
    media_on(silent.address)
    monkeypatch.setattr(s3_storage, "READ", 60.0)
    answered = threading.Semaphore(0)

    def read(_number: int) -> int:
        try:
            return int(asks(document.url).status_code)
        finally:
            answered.release()

    with ThreadPoolExecutor(READERS) as readers:
        statuses = readers.map(read, range(READERS))
        for _ in range(READERS - s3_storage.SLOTS):
            answered.acquire()
        assert len(silent.connections) <= s3_storage.SLOTS
        # What needs no file is answered meanwhile.
        assert asks("/health/live/").status_code == 200
        silent.close()
        assert set(statuses) == {503}


def test_after_a_failure_nobody_asks_for_a_while(
    document: Any, media_on: Callable[[str], None], silent: SilentServer
) -> None:
    media_on(silent.address)
    for _ in range(5):
        assert asks(document.url).status_code == 503
    assert len(silent.connections) == 1
    s3_storage.S3.succeeded()
    assert asks(document.url).status_code == 503
    assert len(silent.connections) == 2


def test_s3_that_comes_back_is_used_again(
    document: Any, server: str, media_on: Callable[[str], None]
) -> None:
    media_on(dead_address())
    assert asks(document.url).status_code == 503
    media_on(server)
    assert asks(document.url).status_code == 200


def test_a_bucket_that_refuses_is_told_as_that(
    document: Any, server: str, media_on: Callable[[str], None], settings: Any
) -> None:
    default = settings.STORAGES["default"]
    options = {**default["OPTIONS"], "bucket_name": "of-nobody"}
    settings.STORAGES = settings.STORAGES | {"default": {**default, "OPTIONS": options}}
    with pytest.raises(StorageUnavailable, match="S3 refuses"):
        default_storage.save("x.txt", ContentFile(b"x"))


def test_a_bucket_in_the_environment_is_this_storage() -> None:
    code = """
from django.core.files.storage import default_storage as storage
config = storage.connection.meta.client.meta.config
print(storage.bucket_name, config.connect_timeout, config.read_timeout)
print(type(storage.connection.meta.client._endpoint.http_session).__name__)
"""
    completed = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        env={**os.environ, "AWS_STORAGE_BUCKET_NAME": BUCKET, "AWS_S3_REGION_NAME": "us-east-1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.stdout.splitlines() == ["media 2.0 5.0", "BoundedSession"], completed.stderr
