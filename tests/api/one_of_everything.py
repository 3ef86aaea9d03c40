"""A small website with one of everything that an answer can hold."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.delivery import renditions
from home.models import SiteMetadata
from tests import content


@transaction.atomic
def one_of_everything() -> dict[str, int]:
    """Answers the ids that examples show, by the names of the endpoints."""
    picture = content.image("Dhow at sunset", (1200, 800), alt_texts={"en": "A dhow at sunset",
                            "ar": "مركب شراعي عند الغروب"})  # fmt: skip
    renditions.make([picture.pk])
    video = "https://www.youtube.com/watch?v=abc"
    Embed.objects.create(
        url=video, hash=get_embed_hash(video), type="video", provider_name="YouTube",
        html='<iframe src="https://www.youtube.com/embed/abc"></iframe>', title="The race",
        thumbnail_url="https://i.ytimg.com/vi/abc/hqdefault.jpg", width=480, height=270,
        last_updated="2026-01-01T00:00Z",
    )  # fmt: skip
    content.snippet(SiteMetadata, site_name="ADMSC", title_suffix=" | ADMSC", description="Sailing",
                    social_image=picture)  # fmt: skip
    about = content.page("About sailing", "about", introduction="Sailing since 1976", body=[
        ("heading", {"text": "Who we are", "level": "h2"}),
        ("paragraph", "<p>We teach <b>sailing</b>.</p>"),
        ("image", {"image": picture, "caption": "Our boats"}),
        ("gallery", {"images": [{"image": picture, "caption": ""}]}),
        ("quote", {"text": "The sea is home", "attribution": "Noor"}),
    ])  # fmt: skip
    content.arabic(about, title="عن الشراع")
    link = {"page": about, "route": ""}
    home = content.home()
    hero = content.hero(background_image=picture, button_label="Sail", button_page=about)
    home.hero = hero
    home.body = [
        ("call_to_action", {"title": "Join", "text": "", "button_label": "Join us", "link": link}),
        ("cards", {"cards": [{"title": "Learn", "text": "", "image": picture, "link": link}]}),
        ("video", {"url": video, "caption": "Race"}),
        ("faq", {"questions": [{"question": "When?", "answer": "<p>At dawn</p>"}]}),
        (
            "table",
            {
                "caption": "Fees",
                "columns": [
                    {"type": "row_heading", "heading": "Course"},
                    {"type": "rich_text", "heading": "Fee"},
                ],
                "rows": [{"values": ["Dinghy", "<p><b>AED</b> 300</p>"]}],
            },
        ),
    ]
    home.save_revision().publish()
    menu_item = content.menu_item("About", page=about)
    content.menu_item("Team", "/en/about/team/", parent=menu_item)
    file = get_document_model()(title="Rules")
    file.file.save("rules.pdf", ContentFile(b"%PDF-"))
    file.tags.add("race")
    return {
        "pages": about.pk,
        "images": picture.pk,
        "documents": file.pk,
        "redirects": Redirect.add_redirect("/old", about).pk,
        "menu_items": menu_item.pk,
        "heroes": hero.pk,
        "partners": content.partner(image=picture).pk,
        "footer_links": content.footer_link().pk,
    }
