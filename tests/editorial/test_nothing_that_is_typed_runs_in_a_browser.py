"""What somebody types is never run: not in the admin, in the API's description or on the website.

An administrator in Chromium goes through the screens where most of it is shown, after scripts of
every usual kind were typed wherever something can be typed. Nothing runs, and no screen tries what
its Content-Security-Policy forbids: whatever a browser refuses fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site, Task, Workflow, WorkflowTask

from tests import content
from tests.releases.campaign import release_of
from tests.screens import at_a_screen, becomes, edit_address

IMAGE = "<img src=x onerror=\"ran('img')\">"
SCRIPT = "<script>ran('script')</script>"
TEMPLATE = '<template data-starts="ran" data-with="[1]"></template>'
TYPED = f'{IMAGE}">{SCRIPT}'
ADDRESS = "javascript:ran('link')"

# In every frame of every page. What runs, or is refused, is a line of the console.
WATCH = """
    window.ran = (what) => console.error(`RAN ${what} on ${document.URL}`);
    document.addEventListener("securitypolicyviolation", (event) => console.error(
      `CSP ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile} on ${document.URL}`
    ));
"""


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Any]:
    """A fresh website, which starts in a tenth of the demo's time."""
    from tests.demo_site import on_the_air

    get_user_model().objects.create_superuser("admin")
    with on_the_air(with_demo=False) as served:
        yield served


@pytest.fixture(scope="module")
def page_of_scripts(served: Any) -> Any:
    """With scripts in its title, texts, link, alternative text, table and search metadata. They are
    stored past the forms, as an import or an older release may have."""
    from cms.publishing.publish import publish
    from snippets.models import FooterLink, Hero

    picture = content.image(title="Scripts", alt_texts={"en": TYPED, "ar": TYPED})
    # Well-formed: Wagtail's editor opens nothing else.
    image = IMAGE.replace(">", "/>")
    prose = f'<p>{SCRIPT}<a href="{ADDRESS}">link</a> {image} {TEMPLATE}</p>'
    link_that_runs = {"page": None, "route": ADDRESS}
    body = [
        ("heading", {"text": TYPED, "level": "h2"}),
        ("paragraph", prose),
        ("image", {"image": picture, "caption": TYPED}),
        ("quote", {"text": TYPED, "attribution": TYPED}),
        (
            "call_to_action",
            {"title": TYPED, "text": TYPED, "button_label": "x", "link": link_that_runs},
        ),
    ]
    page = content.page(
        title=TYPED,
        slug="scripts",
        introduction=TYPED,
        body=body,
        seo_title=TYPED,
        search_description=TYPED,
    )
    content.arabic(page, title=TYPED)
    content.page(title=TYPED, slug="typed", introduction=TYPED)
    link = content.footer_link(key="scripts", label=TYPED)
    FooterLink.objects.filter(pk=link.pk).update(route=ADDRESS)
    hero = content.hero(title=TYPED, description=TYPED, button_label="x", button_route="/")
    Hero.objects.filter(pk=hero.pk).update(button_route=ADDRESS)
    Redirect.objects.create(old_path="/old", redirect_link="/new", site=Site.objects.get())
    release_of(page, name=TYPED[:60])
    task = Task.objects.first() or Task.objects.create(name="Look", active=True)
    workflow = Workflow.objects.create(name=TYPED[:60], active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    publish()
    return page


@pytest.mark.timeout(300)
def test_nothing_runs_and_no_screen_tries_what_is_forbidden(
    browser: Any, served: Any, page_of_scripts: Any
) -> None:
    page = page_of_scripts
    heard: list[str] = []
    with at_a_screen(browser, served, "ar") as screen_of:
        screen = screen_of("admin")
        screen.page.context.add_init_script(WATCH)
        screen.page.on(
            "console",
            lambda message: (
                heard.append(message.text) if message.text.startswith(("CSP", "RAN")) else None
            ),
        )
        for path in screens(page):
            screen.goes_to(path)
        at_the_editor(screen, page)
        at_the_choosers(screen)
        screen.page.goto(f"{served.cms}/api/docs/")
        becomes(
            screen.page,
            "(document.querySelector('rapi-doc').shadowRoot?.textContent ?? '').length > 500",
        )
        for path in ("/en/", "/en/scripts/", "/ar/scripts/"):
            screen.page.goto(served.url + path)
            screen.page.wait_for_selector("main[aria-busy=false] h1")
    assert heard == []


def screens(page: Any) -> list[str]:
    from django.urls import reverse

    from cms.releases.models import Release
    from home.localization.permissions import metadata_url
    from snippets.models import FooterLink, Hero, SiteImage

    workflow = Workflow.objects.order_by("-pk")[0]
    arabic = page.get_translations().get()
    return [
        "/admin/",
        f"/admin/pages/{page.get_parent().pk}/",
        edit_address(arabic),
        edit_address(Hero.objects.order_by("-pk")[0]),
        edit_address(FooterLink.objects.order_by("-pk")[0]),
        f"/admin/images/{SiteImage.objects.order_by('-pk')[0].pk}/",
        "/admin/documents/add/",
        "/admin/redirects/add/",
        "/admin/reports/seo/table/",
        metadata_url(page),
        f"/admin/releases/{Release.objects.order_by('-pk')[0].pk}/",
        f"/admin/workflows/edit/{workflow.pk}/",
        "/admin/account/",
        "/admin/share-links/",
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        "/admin/users/new/",
    ]


def at_the_editor(screen: Any, page: Any) -> None:
    """What comes later there: blocks with texts and choosers, the panel, the preview in it."""
    from home.models import ContentPage

    screen.edits(page)
    screen.page.wait_for_selector(".Draftail-Editor")
    # A page with an address that runs has no preview: its form is refused.
    screen.edits(ContentPage.objects.get(slug="typed"))
    screen.opens_the_panel("preview")
    screen.preview.locator("main[aria-busy=false] h1").wait_for()


def at_the_choosers(screen: Any) -> None:
    """Fields that start without a script: of a page, with what its modal brings, and of a date."""
    screen.goes_to("/admin/redirects/add/")
    screen.page.click("#id_redirect_page-chooser [data-chooser-action-choose]")
    screen.page.wait_for_selector(".modal-body .page-results, .modal-body table")
    screen.goes_to("/admin/reports/audit-log/")
    becomes(screen.page, "Boolean(jQuery('#id_at_0').data('xdsoft_datetimepicker'))")
