"""S3, whose silence stops nobody: time-outs, a bound on how many wait, and a rest after a failure.

botocore waits 60 seconds, five times over. Twenty readers of one document then held every thread of
the application for a minute. Here a request waits `CONNECT` and `READ` seconds and is not sent
again; at most `SLOTS` requests of a process are under way; and after one that was not answered
nobody asks for `REST` seconds. What fails raises StorageUnavailable, a missing file
FileNotFoundError.

It does not know who asks. Settings name it when there is a bucket.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3File, S3Storage

from cms.engines.circuit_breaker import CircuitBreaker
from cms.engines.file_storage import StorageUnavailable
from snippets.private_place import PrivatePlace

log = logging.getLogger(__name__)

# Seconds to wait for a connection, and for the next bytes of an answer.
CONNECT = 2.0
READ = 5.0
# Requests of one process that are under way: half of its threads (docker/gunicorn.conf.py), so that
# the others are there for whoever needs no file.
SLOTS = 4
# Seconds to wait for one of them, and to leave S3 alone after it did not answer.
PATIENCE = 2.0
REST = 5.0

S3 = CircuitBreaker("s3", REST)
_slots = threading.BoundedSemaphore(SLOTS)

Given = ParamSpec("Given")
Result = TypeVar("Result")


class BoundedSession:
    """botocore's HTTP session, which sends a request and waits for its answer."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def send(self, request: Any) -> Any:
        if S3.is_open:
            raise StorageUnavailable("S3 did not answer a moment ago")
        if not _slots.acquire(timeout=PATIENCE):
            raise StorageUnavailable("too many wait for S3 already")
        try:
            answer = self._session.send(request)
        except HTTPClientError as error:
            S3.failed()
            log.error("S3 does not answer: %s", error)
            raise StorageUnavailable(f"S3 does not answer: {error}") from error
        finally:
            _slots.release()
        S3.succeeded()
        return answer

    def close(self) -> None:
        self._session.close()


@contextmanager
def _answering() -> Iterator[None]:
    """What boto3 raises, as StorageUnavailable. What is not there stays FileNotFoundError."""
    try:
        yield
    except ClientError as error:
        log.error("S3 refuses: %s", error)
        raise StorageUnavailable(f"S3 refuses: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        S3.failed()
        log.error("S3 does not answer: %s", error)
        raise StorageUnavailable(f"S3 does not answer: {error}") from error


def _prompt(method: Callable[Given, Result]) -> Callable[Given, Result]:
    @wraps(method)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with _answering():
            return method(*args, **kwargs)

    return call


class PromptS3File(S3File):
    def _get_file(self) -> Any:
        with _answering():
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


@deconstructible
class PromptS3Storage(PrivatePlace, S3Storage):
    """As django-storages, but within seconds."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "client_config": Config(
                connect_timeout=CONNECT,
                read_timeout=READ,
                # Of answers that say so (a 503 of S3); silence is StorageUnavailable at once.
                retries={"mode": "standard", "total_max_attempts": 2},
            ),
            # In the thread that asks, which is counted; and once.
            "transfer_config": TransferConfig(use_threads=False, num_download_attempts=1),
        }

    @property
    def connection(self) -> Any:
        connection = super().connection
        endpoint = connection.meta.client._endpoint
        if not isinstance(endpoint.http_session, BoundedSession):
            endpoint.http_session = BoundedSession(endpoint.http_session)
        return connection

    def _open(self, name: str, mode: str = "rb") -> S3File:
        with _answering():
            file = super()._open(name, mode)
        # The same object, whose reading waits no longer than the rest.
        file.__class__ = PromptS3File
        return file

    _save = _prompt(S3Storage._save)
    delete = _prompt(S3Storage.delete)
    exists = _prompt(S3Storage.exists)
    listdir = _prompt(S3Storage.listdir)
    size = _prompt(S3Storage.size)
    get_modified_time = _prompt(S3Storage.get_modified_time)
