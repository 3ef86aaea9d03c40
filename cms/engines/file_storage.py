"""What it means that the storage of files does not answer, whichever storage it is."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage

from snippets.private_place import PrivatePlace


class StorageUnavailable(OSError):
    """Files cannot be read or written at the moment; the message says why.

    An OSError, as of a disk: Wagtail shows a missing picture for one that it cannot read. Where a
    file is what was asked for, the answer is a 503 (cms/api/errors.py).
    """


class SiteFileStorage(PrivatePlace, FileSystemStorage):
    """A folder of this machine. nginx gives it away, but for documents and `private/`."""
