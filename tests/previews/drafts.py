"""Somebody who reads the website with all drafts, by a token or a share link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from cms.previews.share_links import ShareLink
from cms.tokens.models import MachineToken


class Frontend:
    def __init__(self, secret: str, address: str = "127.0.0.1") -> None:
        self.secret = secret
        self.client = Client(REMOTE_ADDR=address)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={"Authorization": f"Bearer {self.secret}", **headers})

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.content)
        return answer.json()

    def website_data(self, language: str) -> Any:
        return self.json(f"/api/drafts/website-data/?locale={language}")["data"]

    def page(self, pk: int) -> Any:
        return self.json(f"/api/drafts/v2/pages/{pk}/")

    def find(self, path: str) -> Any:
        return self.json(f"/api/drafts/v2/pages/find/?html_path={path}")

    def titles(self, language: str) -> list[str]:
        listing = self.json(f"/api/drafts/v2/pages/?locale={language}&order=title")
        return [item["title"] for item in listing["items"]]


def with_token(user: Any, *scopes: str) -> Frontend:
    token = MachineToken(name="Frontend", scopes=list(scopes or ("drafts",)))
    return Frontend(token.make(user, timedelta(days=7)))


def with_link(user: Any) -> Frontend:
    return Frontend(ShareLink(name="For the board").make(user, timedelta(days=7)))
