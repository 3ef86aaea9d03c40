"""The blocks of a page's body.

Each block is content, not layout: what it looks like is the website's affair. Names and fields of
blocks are part of the API; renaming one needs a data migration and a line in CHANGELOG.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.embeds.blocks import EmbedBlock, EmbedValue
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from home.table_block import Table
from home.video_addresses import VideoAddress, has_player
from snippets.routes import MAX_LENGTH, validate_route
from snippets.stored_tags import has_too_many_tags, stored_tags

RICH_TEXT_FEATURES = [
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "hr",
    "superscript",
    "subscript",
]


# Of a cell: what fits into a line.
TABLE_FEATURES = ["bold", "italic", "link", "document-link", "superscript", "subscript"]


class RouteBlock(blocks.CharBlock):
    """A route or nothing; the same in all languages, so it is no text for translators."""

    def __init__(self, **options: object) -> None:
        options.setdefault("max_length", MAX_LENGTH)
        super().__init__(validators=[validate_route], **options)
        self.field.widget.attrs["dir"] = "ltr"

    def get_translatable_segments(self, value: str) -> list[object]:
        return []

    def restore_translated_segments(self, value: str, segments: list[object]) -> str:
        return value


class ProseBlock(blocks.RichTextBlock):
    """Formatted text whose links lead to pages, documents, routes or a place in the page."""

    def __init__(self, **options: object) -> None:
        options.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**options)

    def clean(self, value: RichText) -> RichText:
        cleaned: RichText = super().clean(value)
        if has_too_many_tags(cleaned.source):
            raise ValidationError(
                _(
                    "This text has more formatting than can be shown. Paste it without formatting "
                    "(Ctrl+Shift+V), or divide it into several blocks."
                ),
                code="too_many_tags",
            )
        for tag in stored_tags(cleaned.source):
            if tag.name == "a" and "href" in tag.attributes:
                validate_route(tag.attributes["href"])
        return cleaned


class LinkBlock(blocks.StructBlock):
    """Leads to a page, in the reader's language, or to a route; may be empty."""

    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    route = RouteBlock(
        required=False,
        label=_("Address"),
        help_text=_(
            "A path of the website (/about/), a full address (https://…), mailto: or tel:."
        ),
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if cleaned["page"] and cleaned["route"]:
            message = _("Choose a page or enter an address, not both.")
            raise StructBlockValidationError({"route": ValidationError(message)})
        return cleaned


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=200, label=_("Text"))
    level = blocks.ChoiceBlock(
        choices=[("h2", _("Heading 2")), ("h3", _("Heading 3")), ("h4", _("Heading 4"))],
        default="h2",
        label=_("Level"),
    )

    class Meta:
        icon = "title"
        label = _("Heading")


class CaptionedImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")


class GalleryBlock(blocks.StructBlock):
    images = blocks.ListBlock(CaptionedImageBlock(), min_num=1, max_num=40, label=_("Images"))

    class Meta:
        icon = "image"
        label = _("Gallery")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(max_length=600, label=_("Text"))
    attribution = blocks.CharBlock(required=False, max_length=150, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=400, label=_("Text"))
    button_label = blocks.CharBlock(max_length=60, label=_("Button label"))
    link = LinkBlock()

    class Meta:
        icon = "pick"
        label = _("Call to action")


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=400, label=_("Text"))
    image = ImageChooserBlock(required=False, label=_("Image"))
    link = LinkBlock(required=False)


class CardsBlock(blocks.StructBlock):
    cards = blocks.ListBlock(CardBlock(), min_num=1, max_num=24, label=_("Cards"))

    class Meta:
        icon = "form"
        label = _("Cards")


class VideoAddressBlock(EmbedBlock):
    """The address of a video. Its website is asked later: saving waits for nobody."""

    def to_python(self, value: str | None) -> VideoAddress | None:
        return VideoAddress(value) if value else None

    value_from_form = to_python

    def normalize(self, value: EmbedValue | str | None) -> VideoAddress | None:
        return self.to_python(value.url if isinstance(value, EmbedValue) else value)

    def clean(self, value: VideoAddress | None) -> VideoAddress | None:
        cleaned: VideoAddress | None = blocks.URLBlock.clean(self, value)
        if cleaned and not self.is_deferred_validation and not has_player(cleaned.url):
            raise ValidationError(
                _(
                    "This is not the address of a video on a website that we can show, such as "
                    "YouTube or Vimeo. Copy the address from the browser while the video plays, or "
                    "link to it from a text."
                )
            )
        return cleaned


class VideoBlock(blocks.StructBlock):
    url = VideoAddressBlock(
        label=_("Address of the video"), help_text=_("Such as https://www.youtube.com/watch?v=…")
    )
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "media"
        label = _("Video")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=250, label=_("Question"))
    answer = ProseBlock(label=_("Answer"))


class FaqBlock(blocks.StructBlock):
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")


class TableBlock(Table):
    """The columns that a table may have."""

    row_heading = blocks.CharBlock(required=False, max_length=250, label=_("Row headings"))
    text = blocks.TextBlock(required=False, rows=1, max_length=2_000, label=_("Text"))
    rich_text = ProseBlock(required=False, features=TABLE_FEATURES, label=_("Formatted text"))

    class Meta:
        icon = "table"
        label = _("Table")
        help_text = _("Paste a table from Word, a spreadsheet or a website into a cell to fill it.")


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ProseBlock(label=_("Text"), icon="pilcrow")
    image = CaptionedImageBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()
    cards = CardsBlock()
    video = VideoBlock()
    faq = FaqBlock()
    table = TableBlock()
