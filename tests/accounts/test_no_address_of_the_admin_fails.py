"""No address of the admin answers 500: not to what is not there, and not to a form without fields.

Every address that the URLconf has is asked by GET and by an empty POST, with what is there and with
ids that are odd, and so are the bulk actions and uploads. What Wagtail's own views stumble over is
answered by `IncompleteRequests` (cms/api/errors.py) or mended at its own place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Site
from wagtail_localize.models import Translation, TranslationSource

from tests import content
from tests.admin_addresses import Address, addresses
from tests.people import Person, in_group
from tests.releases.campaign import release_of

# Wagtail's test of error pages: it raises.
NOT_ASKED = ("/admin/failwhale/",)
# A walk over some six hundred addresses, which beside other tests takes minutes.
pytestmark = pytest.mark.timeout(600)

ODD = ("0", "2147483648", "9" * 25, "all", "*", "-1", "x y", "%00", "٣")
QUERIES = (
    "id=all",
    "id=*",
    "id=",
    "id=%00",
    f"id={'9' * 30}",
    "p=0&page=x",
    "q=%00",
    "locale=%00&ordering=x&sort=%00",
    "collection_id=x&user=x&content_type=x&date_from=x",
)


@pytest.fixture
def identifiers(admin: Person) -> dict[str, str]:
    """Ids of what there is, by the names that parts of addresses have."""
    page = content.page()
    content.arabic(page, title="من نحن")
    hero, item = content.hero(), content.menu_item()
    content.partner(), content.footer_link()
    picture = content.image()
    admin.edits_snippet(hero, title="Again")
    release_of(page, hero, item, pk=item.pk)
    return {
        "page_id": str(page.pk),
        "parent_page_id": str(content.home().pk),
        "revision_id": str(page.latest_revision_id),
        "revision_id_a": str(page.latest_revision_id),
        "revision_id_b": str(page.latest_revision_id),
        "image_id": str(picture.pk),
        "pk": str(item.pk),
        "app_label": "home",
        "model_name": "contentpage",
        "site_id": str(Site.objects.get().pk),
        "mode": "html",
        "action": "delete",
    }


def urls_to_ask(identifiers: dict[str, str], seed: int) -> Iterator[str]:
    """Each address with what is there, and with one odd id; by turns another one of them, so that
    each person asks with others."""
    for number, address in enumerate(addresses()):
        if address.template in NOT_ASKED:
            continue
        yield address.filled(identifiers, "1")
        if address.names:
            odd = ODD[(number + seed) % len(ODD)]
            yield _with(address, odd)
        else:
            yield f"{address.template}?{QUERIES[(number + seed) % len(QUERIES)]}"


def _with(address: Address, odd: str) -> str:
    return address.filled(
        {"app_label": "snippets", "model_name": "hero", "mode": "html", "action": "delete"}, odd
    )


def failures(person: Person, urls: Iterator[str]) -> dict[str, str]:
    client = person.client
    client.raise_request_exception = False
    failed = {}
    for url in urls:
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            if answer.status_code >= 500:
                failed[f"{method.upper()} {url}"] = _reason(answer)
            if "_auth_user_id" not in client.session:
                client.force_login(person.user)
    return failed


def _reason(answer: Any) -> str:
    kind, error = (answer.exc_info or (None, None, None))[:2]
    return f"{kind.__name__}: {str(error)[:120]}" if kind else str(answer.status_code)


@pytest.mark.parametrize("role", ["admin", "Editors", "SEO staff"])
def test_no_address_fails(admin: Person, identifiers: dict[str, str], role: str) -> None:
    person = admin if role == "admin" else in_group("someone", role)
    failed = failures(person, urls_to_ask(identifiers, len(role)))
    assert failed == {}


BULK = {
    "wagtailcore/page": ("delete", "move", "publish", "unpublish"),
    "snippets/siteimage": ("delete", "add_tags", "add_to_collection"),
    "wagtaildocs/document": ("delete", "add_tags", "add_to_collection"),
    "snippets/hero": ("delete",),
    "auth/user": ("delete", "assign_role", "set_active_state"),
}


@pytest.mark.parametrize("model", BULK)
def test_no_bulk_action_fails(admin: Person, identifiers: dict[str, str], model: str) -> None:
    admin.client.raise_request_exception = False
    for action in BULK[model]:
        for query in (*QUERIES, "id=all&childOf=x", "id=all&childOf=999", "id=1&id=x", ""):
            for method in ("get", "post"):
                url = f"/admin/bulk/{model}/{action}/?{query}&next=/admin/"
                if method == "post" and "id=all" in query:
                    continue  # it does what it says
                answer = getattr(admin.client, method)(url)
                assert answer.status_code < 500, (method, url, _reason(answer))


UPLOADS = {
    "GIF89a and no more": ("picture.gif", b"GIF89a"),
    "says GIF and is text": ("picture.gif", b"GIF89a" + b"this is no picture at all " * 40),
    "text": ("picture.png", b"this is text"),
    "empty": ("picture.png", b""),
    "an SVG": ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a name of its own": ("../../../\u202egpj.exe", b"MZ"),
}


@pytest.mark.parametrize("kind", UPLOADS)
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/admin/images/add/", "file"),
        ("/admin/images/multiple/add/", "files[]"),
        ("/admin/images/chooser/create/", "image-chooser-upload-file"),
        ("/admin/documents/add/", "file"),
        ("/admin/documents/multiple/add/", "files[]"),
        ("/admin/documents/chooser/create/", "document-chooser-upload-file"),
    ],
)
def test_no_upload_fails(admin: Person, kind: str, address: str, field: str) -> None:
    admin.client.raise_request_exception = False
    name, data = UPLOADS[kind]
    prefix = field.removesuffix("file") if field != "files[]" else ""
    form = {field: SimpleUploadedFile(name, data), f"{prefix}title": "A file"}
    answer = admin.client.post(address, form)
    assert answer.status_code < 500, _reason(answer)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\0", b"msgid", b'msgid ""\nmsgstr ""\n'])
def test_a_po_file_that_is_none_is_answered(admin: Person, data: bytes) -> None:
    page = content.page()
    content.arabic(page, title="من نحن")
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=content.locale("ar"))
    answer = admin.client.post(
        f"/admin/localize/translate/{translation.pk}/pofile/upload/",
        {"file": SimpleUploadedFile("ar.po", data), "next": "/admin/"},
        follow=True,
    )
    assert answer.status_code == 200
    assert "PO file" in answer.content.decode()
