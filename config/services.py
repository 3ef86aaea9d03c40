"""Addresses of services that are not ours, as the environment names them: where mail goes, and
where browsers send reports of what a page may not load."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _mail(value: str) -> str:
    if value:
        parts = urlsplit(value)
        if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
            raise ValueError("must be smtp+tls://user:password@host:587, smtps://… or smtp://…")
    return value


def _report(value: str) -> str:
    """With nothing in it that would end the directive that it is written into."""
    if value:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and parts.hostname
        if not is_whole or re.search(r"[\s;,]", value):
            raise ValueError("must be an address such as https://reports.example.com/csp")
    return value


MailUrl = Annotated[str, AfterValidator(_mail)]
ReportAddress = Annotated[str, AfterValidator(_report)]
