"""What people try with snippets, images and the rest of the admin.

Each function answers whether it came about.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from home.models import SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage
from tests.content import locale
from tests.home.roles import attempt, item, picture, somebody_elses_image
from tests.people import Person, snippet_url


def write_a_menu_item(person: Person) -> bool:
    url = snippet_url(MenuItem, "add")
    attempt(person, url, label="New", route="/new/")
    return MenuItem.objects.filter(label="New", live=False).exists()


def publish_a_menu_item(person: Person) -> bool:
    attempt(
        person, snippet_url(MenuItem, "add"), label="New", route="/new/", **{"action-publish": "1"}
    )
    return MenuItem.objects.filter(label="New", live=True).exists()


def rewrite_every_kind_of_snippet(person: Person) -> bool:
    snippets_and_texts = [
        (item(), {"label": "New", "route": "/"}),
        (Hero.objects.create(title="A", locale=locale("en")), {"title": "New"}),
        (Partner.objects.create(name="A", locale=locale("en")), {"name": "New"}),
        (
            FooterLink.objects.create(label="A", key="a", route="/", locale=locale("en")),
            {"label": "New", "route": "/", "key": "a"},
        ),
    ]
    changed = []
    for snippet, data in snippets_and_texts:
        attempt(person, snippet_url(type(snippet), "edit", snippet.pk), **data)
        latest = type(snippet).objects.get(pk=snippet.pk).get_latest_revision_as_object()
        changed.append(str(latest) == "New")
    assert len(set(changed)) == 1, changed
    return changed[0]


def unpublish_a_menu_item(person: Person) -> bool:
    menu_item = item()
    attempt(person, snippet_url(MenuItem, "unpublish", menu_item.pk))
    return not MenuItem.objects.get(pk=menu_item.pk).live


def delete_a_menu_item(person: Person) -> bool:
    menu_item = item()
    attempt(person, snippet_url(MenuItem, "delete", menu_item.pk))
    return not MenuItem.objects.filter(pk=menu_item.pk).exists()


def reorder_menu_items(person: Person) -> bool:
    first, second = item("One"), item("Two")
    attempt(person, f"{snippet_url(MenuItem, 'reorder', second.pk)}?position=0")
    first.refresh_from_db()
    second.refresh_from_db()
    return second.order < first.order


def lock_a_menu_item(person: Person) -> bool:
    menu_item = item()
    attempt(person, snippet_url(MenuItem, "lock", menu_item.pk))
    return MenuItem.objects.get(pk=menu_item.pk).locked


def approve_a_menu_item(person: Person) -> bool:
    menu_item = item()
    menu_item.label = "To be approved"
    menu_item.save_revision()
    state = menu_item.get_workflow().start(menu_item, User.objects.create_user("author"))
    task = state.current_task_state.pk
    attempt(person, snippet_url(MenuItem, "workflow_action", menu_item.pk, "approve", task))
    return MenuItem.objects.get(pk=menu_item.pk).label == "To be approved"


def publish_website_metadata(person: Person) -> bool:
    metadata = SiteMetadata.objects.create(site_name="ADMSC", locale=locale("en"))
    url = snippet_url(SiteMetadata, "edit", metadata.pk)
    attempt(person, url, site_name="New", **{"action-publish": "1"})
    return SiteMetadata.objects.get().site_name == "New"


def upload_an_image(person: Person) -> bool:
    attempt(person, reverse("wagtailimages:add"), title="Uploaded", file=picture())
    return SiteImage.objects.filter(title="Uploaded").exists()


def choose_an_image(person: Person) -> bool:
    somebody_elses_image()
    response = person.client.get(reverse("wagtailimages_chooser:choose"))
    return response.status_code == 200 and "Theirs" in response.json()["html"]


def change_somebody_elses_image(person: Person) -> bool:
    image = somebody_elses_image()
    attempt(person, reverse("wagtailimages:edit", args=[image.pk]), title="Changed")
    return SiteImage.objects.get().title == "Changed"


def redirect_an_address(person: Person) -> bool:
    url = reverse("wagtailredirects:add")
    data = {"old_path": "/old", "redirect_link": "https://example.com/"}
    if person.client.get(url).status_code == 200:
        person.submits(url, **data)
    else:
        attempt(person, url, **data)
    return Redirect.objects.filter(old_path="/old").exists()


def see_the_redirects(person: Person) -> bool:
    Redirect.objects.create(old_path="/old", redirect_link="https://example.com/")
    return _shows(person, reverse("wagtailredirects:index"), "/old")


def see_the_screen_translations(person: Person) -> bool:
    return _shows(person, reverse("translations:index"), "home-state")


def _shows(person: Person, url: str, text: str) -> bool:
    answer = person.client.get(url)
    return answer.status_code == 200 and text in answer.content.decode()


def manage_users(person: Person) -> bool:
    return person.client.get(reverse("wagtailusers_users:index")).status_code == 200


def manage_workflows(person: Person) -> bool:
    return person.client.get(reverse("wagtailadmin_workflows:index")).status_code == 200


def manage_languages(person: Person) -> bool:
    return person.client.get(reverse("wagtaillocales:index")).status_code == 200


def enter_the_admin(person: Person) -> bool:
    return person.client.get(reverse("wagtailadmin_home")).status_code == 200
