"""Rich text comes as a tree of nodes for frontends that make elements of their own of it.

Shown as a reader sees it: the words, the marks and the nodes, in the language of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.api.openapi.document import build
from cms.delivery import renditions
from cms.delivery.rich_text_tree import DEEPEST
from tests import content

Said = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def said(database_of_the_module: None) -> Said:
    """The tree of a page's one paragraph."""
    pages = {"en": content.page("Club", "club", body=[("paragraph", "<p></p>")])}
    pages["ar"] = content.arabic(pages["en"], title="النادي")

    def tree_of(html: str, code: str = "en", query: str = "?rich_text_format=json") -> Any:
        page = pages[code]
        page.body = [("paragraph", html)]
        page.save_revision().publish()
        response = Client().get(f"/api/v2/pages/{page.pk}/{query}")
        assert response.status_code == 200, response.content.decode()
        return response.json()["body"][0]["value"]

    return tree_of


def text(words: str, *marks: str) -> dict[str, object]:
    return {"type": "text", "text": words, "marks": list(marks)}


def node(kind: str, *children: object, **keys: object) -> dict[str, object]:
    return {"type": kind, **keys, "children": list(children)}


def paragraph(*children: object) -> dict[str, object]:
    return node("paragraph", *children)


def link(kind: str, href: str, *children: object, **keys: object) -> dict[str, object]:
    return {
        **{"type": "link", "kind": kind, "href": href, "page": None, "document": None},
        **keys,
        "children": list(children),
    }


def test_words_have_their_marks_in_one_order(said: Said) -> None:
    html = (
        "<p>We <i>teach <b>sailing</b></i> &amp; <b><i>rowing</i></b><br/>H<sub>2</sub>O "
        "<s>old</s> <code>x</code> 1<sup>st</sup></p>"
    )
    assert said(html) == [
        paragraph(
            *(
                text("We "),
                text("teach ", "italic"),
                text("sailing", "bold", "italic"),
                text(" & "),
            ),
            *(text("rowing", "bold", "italic"), {"type": "line_break"}, text("H")),
            *(text("2", "subscript"), text("O "), text("old", "strikethrough"), text(" ")),
            *(text("x", "code"), text(" 1"), text("st", "superscript")),
        )
    ]


def test_blocks_are_nodes_and_what_says_nothing_is_none(said: Said) -> None:
    html = """<h3>Our <b>boats</b></h3><p></p><ul>
      <li>One<ol><li>Two</li></ol></li><li> </li></ul>
    <hr/><blockquote>The sea</blockquote><h4> </h4><pre>  a\n b</pre> Loose <a href="/x/"></a>"""
    assert said(html) == [
        node("heading", text("Our "), text("boats", "bold"), level=3, id="our-boats"),
        node(
            "list",
            node(
                "list_item",
                text("One"),
                node("list", node("list_item", text("Two")), ordered=True),
            ),
            ordered=False,
        ),
        {"type": "horizontal_rule"},
        node("blockquote", text("The sea")),
        node("code_block", text("  a\n b")),
        paragraph(text("Loose")),
    ]
    assert said("<p> </p>") == said("") == []


@pytest.mark.parametrize(
    ("kind", "href"),
    [
        ("external", "https://example.com/?a=1&b=2"),
        ("mail", "mailto:club@example.com"),
        ("phone", "tel:+97124000000"),
        ("path", "/en/about/"),
        ("anchor", "#top"),
    ],
)
def test_a_link_says_of_which_kind_it_is(said: Said, kind: str, href: str) -> None:
    escaped = href.replace("&", "&amp;")
    assert said(f'<p>See <a href="{escaped}">here</a>.</p>') == [
        paragraph(text("See "), link(kind, href, text("here")), text("."))
    ]


def test_links_to_pages_lead_to_the_readers_language_and_documents_are_named(said: Said) -> None:
    about = content.page("About", "about")
    arabic = content.arabic(about, title="من نحن")
    file = get_document_model()(title="Rules")
    file.file.save("rules.pdf", ContentFile(b"%PDF-"))
    html = (
        f'<p><a linktype="page" id="{about.pk}">us</a> '
        f'<a linktype="document" id="{file.pk}">rules</a></p>'
    )
    for code, page, path in (("en", about, "/en/about/"), ("ar", arabic, "/ar/about/")):
        ((us, _space, rules),) = (each["children"] for each in said(html, code))
        shown = {"id": page.pk, "title": page.title, "path": path, "locale": code}
        assert us == link("page", path, text("us"), page=shown)
        assert rules["kind"] == "document"
        assert rules["document"] == {"id": file.pk, "title": "Rules", "url": rules["href"]}
        assert rules["href"].endswith(file.url)


def test_what_readers_may_not_know_of_keeps_its_words_alone(said: Said) -> None:
    draft = content.page("Draft", "draft", live=False)
    html = (
        f'<p><a linktype="page" id="{draft.pk}">later</a> <a linktype="page" id="x">none</a> '
        '<a linktype="document" id="999999">gone</a> <a href="javascript:alert(1)">run</a> '
        '<a linktype="other" id="1" href="/x/">odd</a></p><embed embedtype="image" id="999999"/>'
    )
    assert said(html) == [paragraph(text("later none gone run odd"))]


def test_pictures_and_videos_are_nodes_with_what_they_are_everywhere(said: Said) -> None:
    picture = content.image("Sea", (200, 100), alt_texts={"en": "The sea", "ar": "البحر"})
    renditions.make([picture.pk])
    video = "https://www.youtube.com/watch?v=abc"
    Embed.objects.create(
        url=video, hash=get_embed_hash(video), type="video", provider_name="YouTube",
        html='<iframe src="https://www.youtube.com/embed/abc"></iframe>', title="The race",
        last_updated="2026-01-01T00:00Z",
    )  # fmt: skip
    html = (
        f'<p>Before</p><embed embedtype="image" id="{picture.pk}" format="left" alt="A dhow"/>'
        f'<embed embedtype="image" id="{picture.pk}" format="//odd" alt=""/>'
        f'<embed embedtype="media" url="{video}"/>'
    )
    before, image, plain, embed = said(html)
    of_the_library = Client().get(f"/api/v2/images/{picture.pk}/").json()
    assert before == paragraph(text("Before"))
    assert (image["format"], plain["format"]) == ("left", "")
    assert (image["image"]["alt"], plain["image"]["alt"]) == ("A dhow", "The sea")
    for key in ("src", "srcset", "sources", "placeholder", "width", "height"):
        assert image["image"][key] == of_the_library[key]
    assert "youtube.com/embed/abc" in embed["embed"]["html"]
    assert said(html, "ar")[2]["image"]["alt"] == "البحر"


def test_headings_have_the_ids_of_html_and_of_the_contents(said: Said) -> None:
    html = "<h3>Prices</h3><p>x</p><h4>الأسعار <i>٢</i></h4><h3>Prices</h3>"
    ids = [each["id"] for each in said(html) if each["type"] == "heading"]
    assert ids == ["prices", "الأسعار-٢", "prices-2"]
    as_html = said(html, query="")
    assert all(f' id="{one}"' in as_html for one in ids)


def test_every_text_of_an_answer_comes_as_a_tree(database_of_the_module: None) -> None:
    questions = {"questions": [{"question": "When?", "answer": "<p>At <b>dawn</b></p>"}]}
    home = content.home()
    home.body = [("faq", questions)]
    home.save_revision().publish()
    tree = [paragraph(text("At "), text("dawn", "bold"))]
    for path in (f"{home.pk}/?", "find/?html_path=/en/&"):
        page = Client().get(f"/api/v2/pages/{path}rich_text_format=json").json()
        assert page["body"][0]["value"]["questions"][0]["answer"] == tree
    listed = Client().get("/api/v2/pages/?fields=body&slug=home&rich_text_format=json").json()
    assert listed["items"][0]["body"] == page["body"]
    # Documents take no parameter.
    refused = Client().get("/api/home-page/?locale=en&rich_text_format=json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "rich_text_format")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<a href="/x/"><p>in</p><p>link</p></a>', "in link"),
        ("<div>one</div><div>two</div>", "one|two"),
        ("<ul>bare<li>item</li></ul><li>orphan</li>", "bare|item|orphan"),
        ("<ul><ul><li>x</li></ul></ul>", "x"),
        ("<p>open <b>bold<p>next", "open |bold|next"),
        ("<script>alert(1)</script><p onclick='x()'>Hi</p>", "Hi"),
        ("<p>a\n\n   b &nbsp; c</p>", "a b \xa0 c"),
    ],
)
def test_markup_that_no_editor_makes_keeps_its_words(said: Said, html: str, words: str) -> None:
    assert "|".join(_words(said(html))) == words


def test_what_is_too_deep_keeps_its_words(said: Said) -> None:
    deep = said("<ul><li>" * 300 + "deep" + "</li></ul>" * 300)
    assert _words(deep) == ["deep"]
    assert str(deep).count("'children'") <= DEEPEST


def _words(nodes: list[Any]) -> list[str]:
    return [
        words
        for each in nodes
        for words in ([each["text"]] if "text" in each else _words(each.get("children", [])))
    ]


def test_a_format_that_is_not_known_is_told_the_known_ones(said: Said) -> None:
    refused = Client().get("/api/v2/pages/?rich_text_format=xml")
    assert refused.status_code == 400
    assert refused.json()["field"] == "rich_text_format"
    assert "html, markdown, json" in refused.json()["message"]


def test_its_schema_is_named_and_points_to_itself() -> None:
    schemas = build(with_examples=False)["components"]["schemas"]
    nodes = schemas["RichTextNode"]
    names = [each["$ref"].rpartition("/")[2] for each in nodes["oneOf"]]
    assert set(nodes["discriminator"]["mapping"]) == {
        schemas[name]["properties"]["type"]["const"] for name in names
    }
    within = schemas["ParagraphNode"]["properties"]["children"]["items"]
    assert within == {"$ref": "#/components/schemas/RichTextNode"}
    of_blocks = schemas["ParagraphBlock"]["properties"]["value"]
    assert of_blocks == {"$ref": "#/components/schemas/RichText"}
