"""Readers and an editor, in a container or process beside nginx: what a rehearsal has them see.

It reads its orders as JSON from the first argument, and its standard input until that ends; then it
prints one line of JSON: what each saw. It needs the standard library alone.
"""

from __future__ import annotations

import http.client
import http.cookies
import json
import sys
import threading
import time
from html.parser import HTMLParser
from urllib.parse import urlencode

PAUSE_OF_A_READER, PAUSE_OF_THE_EDITOR = 0.02, 0.5
# Seconds until what the editor was told is published must be in the documents.
SOON = 2.0
PUBLISH = {"action-publish": "action-publish"}


class Form(HTMLParser):
    """The values of the fields of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._select, self._area, self._text = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        match tag:
            case "input" if name and attributes.get("type") not in ("submit", "button", "file"):
                is_off = (
                    attributes.get("type") in ("checkbox", "radio") and "checked" not in attributes
                )
                if not is_off:
                    self.fields.append((name, attributes.get("value", "")))
            case "select":
                self._select = name
            case "option" if self._select and "selected" in attributes:
                self.fields.append((self._select, attributes.get("value", "")))
            case "textarea" if name:
                self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area:
            self.fields.append((self._area, self._text))
            self._area = ""


class Visitor:
    """`nginx` is where it listens; `host` the name that it is asked by."""

    def __init__(self, nginx: tuple[str, int], host: str) -> None:
        self._nginx, self._host, self._cookies = nginx, host, http.cookies.SimpleCookie()

    def ask(self, address: str, body: str | None = None) -> tuple[int, str, str]:
        """Status, text, and where a redirect leads. A connection of its own each time."""
        connection = http.client.HTTPConnection(*self._nginx, timeout=30)
        headers = {"Host": self._host}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{k}={m.value}" for k, m in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request("GET" if body is None else "POST", address, body, headers)
            answer = connection.getresponse()
            for cookie in answer.msg.get_all("Set-Cookie", []):
                self._cookies.load(cookie)
            text = answer.read().decode(errors="replace")
            return answer.status, text, answer.getheader("Location") or ""
        finally:
            connection.close()

    def submit(self, address: str, **changes: str) -> tuple[int, str, str]:
        status, page, _ = self.ask(address)
        if status != 200:
            return status, page, ""
        fields = [(name, value) for name, value in Form(page).fields if name not in changes]
        return self.ask(address, urlencode([*fields, *changes.items()]))


class Reader(threading.Thread):
    def __init__(self, visitor: Visitor, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.visitor, self.over = visitor, over
        self.reads, self.older = 0, 0
        self.failed: list[str] = []

    def run(self) -> None:
        newest = 0
        while not self.over.wait(PAUSE_OF_A_READER):
            self.reads += 1
            moment = time.strftime("%H:%M:%S")
            try:
                status, text, _ = self.visitor.ask("/api/menu-items/?locale=en")
            except OSError as error:
                self.failed.append(f"{moment} {error!r}")
                continue
            if status != 200:
                self.failed.append(f"{moment} {status} {text[:80]}")
                continue
            numbers = [int(i["label"]) for i in json.loads(text)["data"] if i["label"].isdigit()]
            self.older += max(numbers, default=0) < newest
            newest = max(newest, *numbers, 0)


class Editor(threading.Thread):
    """Publishes a menu item with the next number, again and again."""

    def __init__(self, visitor: Visitor, over: threading.Event, account: tuple[str, str]) -> None:
        super().__init__(daemon=True)
        self.visitor, self.over, self.account = visitor, over, account
        self.published = 0
        # Seconds of each request, and when it began.
        self.waits: list[tuple[float, str]] = []
        self.lost: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        user, password = self.account
        self.visitor.submit("/admin/login/", username=user, password=password)
        add = "/admin/snippets/snippets/menuitem/add/"
        status, page, _ = self.visitor.submit(add, **{"label": "0", "route": "/", **PUBLISH})
        if status != 302:
            self.refused.append(f"the first item: {status} {page[:300]}")
            return
        _, listing, _ = self.visitor.ask("/admin/snippets/snippets/menuitem/")
        number = listing.partition("/menuitem/edit/")[2].partition("/")[0]
        label = 0
        while not self.over.wait(PAUSE_OF_THE_EDITOR):
            label += 1
            self._publish(f"/admin/snippets/snippets/menuitem/edit/{number}/", str(label))

    def _publish(self, address: str, label: str) -> None:
        form = self._ask("the form", address)
        if form[0] != 200:
            self._note_refusal(label, form)
            return
        fields = [(name, value) for name, value in Form(form[1]).fields if name != "label"]
        body = urlencode([*fields, ("label", label), *PUBLISH.items()])
        answer = self._ask("publishing", address, body)
        if answer[0] != 302:
            self._note_refusal(label, answer)
            return
        self.published += 1
        deadline = time.monotonic() + SOON
        while time.monotonic() < deadline:
            _, text, _ = self.visitor.ask("/api/menu-items/?locale=en")
            if label in (item["label"] for item in json.loads(text)["data"]):
                return
            time.sleep(0.05)
        self.lost.append(label)

    def _ask(self, name: str, address: str, body: str | None = None) -> tuple[int, str, str]:
        moment, began = time.strftime("%H:%M:%S"), time.monotonic()
        try:
            return self.visitor.ask(address, body)
        except OSError as error:
            return 0, repr(error), ""
        finally:
            self.waits.append((round(time.monotonic() - began, 2), f"{moment} {name}"))

    def _note_refusal(self, label: str, answer: tuple[int, str, str]) -> None:
        self.refused.append(f"{time.strftime('%H:%M:%S')} {label}: {answer[0]} {answer[1][:120]}")


def main() -> None:
    order = json.loads(sys.argv[1])
    over = threading.Event()

    def visitor() -> Visitor:
        return Visitor((order["nginx"][0], order["nginx"][1]), order["host"])

    readers = [Reader(visitor(), over) for _ in range(2)]
    editor = Editor(visitor(), over, (order["user"], order["password"]))
    for thread in (*readers, editor):
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in (*readers, editor):
        thread.join(30)
    summary = {
        "reads": sum(reader.reads for reader in readers),
        "older": sum(reader.older for reader in readers),
        "failed": [failure for reader in readers for failure in reader.failed],
        "published": editor.published,
        "lost": editor.lost,
        "refused": editor.refused,
        "slowest": sorted(editor.waits, reverse=True)[:5],
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
