"""What may be done to a page in several languages, and what readers have to get then.

`Groups` does each deed as people do it, in the admin, and notes what it means: which rows are live,
private and locked. What it expects of readers it takes from these notes, never from the database.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from wagtail.models import Page

from cms.publishing.publish import publish
from home.models import ContentPage
from snippets.models import MenuItem
from tests import content
from tests.home.locks import Lock
from tests.home.privacy import Dialog
from tests.people import Person, Reader, snippet_url

NAMES = st.sampled_from(["sea", "club"])


@dataclass
class Note:
    """Of a row: `was` there for readers once, is there, live, private, locked by the admin."""

    pk: int
    live: bool = True
    private: bool = False
    locked: bool = False

    @property
    def is_read(self) -> bool:
        return self.live and not self.private


@dataclass
class Group:
    """Of one page: its rows by language, its aliases by the language of what they repeat, and the
    labels of its menu item. `once`: the languages in which readers had the page."""

    pages: dict[str, Note] = field(default_factory=dict)
    aliases: dict[str, Note] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    once: set[str] = field(default_factory=set)
    items_once: set[str] = field(default_factory=set)

    def rows(self) -> list[Note]:
        return [*self.pages.values(), *self.aliases.values()]


class Groups(RuleBasedStateMachine):
    """Class attributes are set by the test."""

    languages: tuple[str, ...]
    admin: Person
    other: Person
    reader: Reader

    def __init__(self) -> None:
        super().__init__()
        self.groups: dict[str, Group] = {}

    @initialize()
    def there_are_two_pages(self) -> None:
        for code in self.languages:
            content.page(f"Section {code}", "section", parent=content.home(code))
        for name in ("sea", "club"):
            group = self.groups[name] = Group()
            page = content.page(f"{name} en", name)
            group.pages["en"] = Note(page.pk)
            group.once.add("en")
            group.items["en"] = content.menu_item(f"menu {name} en", page=page).pk
            group.items_once.add("en")
        for code in self.languages[1:]:  # one page is in all languages, the other in one
            self._translate("sea", code)

    # --- Deeds ------------------------------------------------------------------------------------

    @rule(name=NAMES, data=st.data())
    def translates(self, name: str, data: Any) -> None:
        """From whichever row is left; the new page is as private as that one."""
        group, code = self.groups[name], data.draw(st.sampled_from(self.languages))
        if code in group.pages or not group.pages:
            return
        self._translate(name, code)

    def _translate(self, name: str, code: str) -> None:
        group = self.groups[name]
        source = next(iter(group.pages.values()))
        page = ContentPage.objects.get(pk=source.pk)
        translation = page.copy_for_translation(content.locale(code), exclude_fields=["locked"])
        translation.title = f"{name} {code}"
        translation.save_revision().publish()
        group.pages[code] = Note(translation.pk, private=source.private)
        group.once.add(code)

    @rule(name=NAMES, data=st.data())
    def makes_an_alias(self, name: str, data: Any) -> None:
        group, code = self.groups[name], self._of(data, self.groups[name].pages)
        if code not in group.pages or code in group.aliases:
            return
        source = group.pages[code]
        section = Page.objects.get(slug="section", locale=content.locale(code))
        url = reverse("wagtailadmin_pages:copy", args=[source.pk])
        form = {"new_title": "x", "new_slug": f"{name}-again", "new_parent_page": section.pk}
        self.admin.client.post(url, form | {"alias": "on"})
        alias = Page.objects.get(slug=f"{name}-again", locale=content.locale(code))
        group.aliases[code] = Note(alias.pk, live=source.live, private=source.private)

    @rule(name=NAMES, data=st.data())
    def locks(self, name: str, data: Any) -> None:
        group, code = self.groups[name], self._of(data, self.groups[name].pages)
        if code not in group.pages or group.pages[code].locked:
            return
        lock = Lock(self.admin, Page.objects.get(pk=group.pages[code].pk))
        if lock.answer.status_code == 200:
            lock.is_answered(as_it_is=True)
        for row in (group.pages[code], *self._kin(group, code)):
            row.locked = True

    @rule(name=NAMES, data=st.data())
    def makes_private(self, name: str, data: Any) -> None:
        group, code = self.groups[name], self._of(data, self.groups[name].pages)
        if code not in group.pages or group.pages[code].private:
            return
        dialog = Dialog(self.admin, Page.objects.get(pk=group.pages[code].pk))
        dialog.is_answered("login")
        for row in (group.pages[code], *self._kin(group, code)):
            row.private = True

    @rule(name=NAMES, data=st.data())
    def makes_public(self, name: str, data: Any) -> None:
        """The page alone, as it is chosen beforehand."""
        group, code = self.groups[name], self._of(data, self.groups[name].pages)
        if code in group.pages and group.pages[code].private:
            Dialog(self.admin, Page.objects.get(pk=group.pages[code].pk)).is_answered("none")
            group.pages[code].private = False

    @rule(name=NAMES, way=st.sampled_from(["delete", "unpublish"]), data=st.data())
    def takes_down(self, name: str, way: str, data: Any) -> None:
        self._takes_down(name, way, self._of(data, self.groups[name].pages), self.admin)

    @rule(name=NAMES, way=st.sampled_from(["delete", "unpublish"]), data=st.data())
    def another_person_takes_down(self, name: str, way: str, data: Any) -> None:
        """What the administrator locked stays."""
        self._takes_down(name, way, self._of(data, self.groups[name].pages), self.other)

    def _takes_down(self, name: str, way: str, code: str, who: Person) -> None:
        group = self.groups[name]
        row = group.pages.get(code)
        if row is None or (way == "unpublish" and not row.live):
            return
        who.client.post(reverse(f"wagtailadmin_pages:{way}", args=[row.pk]))
        if row.locked and who is self.other:
            return
        row.live = False
        if way == "delete":
            del group.pages[code]
        self._takes_aliases_down(group, code)

    @rule(name=NAMES, data=st.data())
    def publishes_again(self, name: str, data: Any) -> None:
        group, code = self.groups[name], self._of(data, self.groups[name].pages)
        if code in group.pages:
            self.admin.edits_page(ContentPage.objects.get(pk=group.pages[code].pk))
            group.pages[code].live = True
            if code in group.aliases:
                group.aliases[code].live = True

    @rule(name=NAMES, data=st.data())
    def translates_the_menu_item(self, name: str, data: Any) -> None:
        group, code = self.groups[name], data.draw(st.sampled_from(self.languages))
        if code in group.items or not group.items:
            return
        item = MenuItem.objects.get(pk=next(iter(group.items.values())))
        if (
            item.page_id is None
        ):  # gone in its last language: it is refused until it leads somewhere
            return
        translation = item.copy_for_translation(content.locale(code))
        translation.label, translation.live = f"menu {name} {code}", False
        translation.save()
        translation.save_revision().publish()
        group.items[code] = translation.pk
        group.items_once.add(code)

    @rule(name=NAMES, data=st.data())
    def deletes_the_menu_item(self, name: str, data: Any) -> None:
        group, code = self.groups[name], self._of(data, self.groups[name].items)
        if code in group.items:
            pk = group.items.pop(code)
            self.admin.client.post(snippet_url(MenuItem, "delete", pk))
            if not group.items:
                group.items_once.clear()

    def _of(self, data: Any, there: dict[str, Any]) -> str:
        """One of the languages that are there, "" for none."""
        return str(data.draw(st.sampled_from(sorted(there)))) if there else ""

    def _kin(self, group: Group, code: str) -> list[Note]:
        """All others that show it, whatever language."""
        return [row for row in group.rows() if row is not group.pages[code]]

    def _takes_aliases_down(self, group: Group, code: str) -> None:
        """A deleted page leaves its alias as a draft of nobody's; that is not looked at again."""
        alias = group.aliases.get(code)
        if alias is None:
            return
        alias.live = False
        if code not in group.pages:
            Page.objects.filter(pk=alias.pk).delete()
            del group.aliases[code]

    # --- What readers get -------------------------------------------------------------------------

    def expected_paths(self, code: str) -> Counter[str]:
        paths = Counter([f"/{code}/", f"/{code}/section/"])
        for name, group in self.groups.items():
            if code in group.pages and group.pages[code].is_read:
                paths[f"/{code}/{name}/"] += 1
            if code in group.aliases and group.aliases[code].is_read:
                paths[f"/{code}/section/{name}-again/"] += 1
        return paths

    @invariant()
    def readers_get_what_is_there_in_their_language_and_nothing_else(self) -> None:
        publish()
        everywhere = {path for code in self.languages for path in self.reader.paths(code)}
        for code in self.languages:
            entries = self.reader.seo_data(code)["pages"]
            assert Counter(entry["path"] for entry in entries) == self.expected_paths(code)
            of_groups = [entry for entry in entries if "sea" in entry["path"] + entry["title"]]
            assert all(entry["title"].endswith(f" {code}") for entry in of_groups)
            self._menu_leads_somewhere(code, everywhere)

    def _menu_leads_somewhere(self, code: str, everywhere: set[str]) -> None:
        for item in self.reader.website_data(code)["menu_items"]:
            _menu, name, written_in = item["label"].split()
            group = self.groups[name]
            assert item["route"] in everywhere, "a link that leads nowhere"
            if written_in != code:
                assert code not in group.items_once, "what was removed comes from another language"
            assert written_in in group.items, "a label that was deleted"
            if not item["route"].startswith(f"/{code}/"):
                assert code not in group.once, "the page was taken down in this language"
            status = self.reader.get(f"/api/v2/pages/find/?html_path={item['route']}").status_code
            assert status == 200
