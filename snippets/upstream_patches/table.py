"""What `snippets` replaces; see `Patch` for the columns. Read once, when all models are loaded."""

from __future__ import annotations

from django.db.models.signals import post_save
from wagtail_localize.models import StringTranslation

from snippets import (
    chooser_values,
    image_chooser,
    kept_texts,
    languages,
    page_deletion,
    spreadsheets,
    translated_choices,
    translated_texts,
    translation,
    translation_buttons,
    tree_synchronization,
    widget_starts,
)
from snippets.upstream_patches.patch import Patch, instead
from snippets.upstream_patches.versions import LOCALIZE, WAGTAIL

_EXTRACTOR = "wagtail_localize.segments.extract.StreamFieldSegmentExtractor"
_LANGUAGE_NAMES = (
    "Wagtail caches the names of languages as the first reader sees them, and all others read "
    "them in that reader's language."
)
_NAMES_OF_IMAGES = "An image without an alternative text looks as if it had one where it is chosen."

ROWS = (
    *(
        Patch(
            target=f"{module}.get_locales_display_names",
            replacement=instead(languages.names_of_locales),
            why=_LANGUAGE_NAMES,
            tested_with=WAGTAIL,
        )
        for module in (
            "wagtail.coreutils",
            # These two import the function by its name.
            "wagtail.admin.templatetags.wagtailadmin_tags",
            "wagtail.admin.ui.tables",
        )
    ),
    *(
        Patch(
            target=f"{owner}.get_display_title",
            replacement=instead(image_chooser.name_with_missing_texts),
            why=_NAMES_OF_IMAGES,
            tested_with=WAGTAIL,
        )
        for owner in (
            "wagtail.images.widgets.AdminImageChooser",
            "wagtail.images.views.chooser.ImageChosenResponseMixin",
        )
    ),
    Patch(
        target="wagtail.admin.views.mixins.SpreadsheetExportMixin.write_csv_row",
        replacement=spreadsheets.without_formulas,
        why="A title that begins with = runs as a formula in the spreadsheet of who exports it.",
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail.admin.widgets.chooser.BaseChooser.get_instance",
        replacement=chooser_values.none_for_what_is_no_key,
        why="A form with a word where a chosen page has its number is an error page (500).",
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail.admin.widgets.chooser.BaseChooser.render",
        replacement=widget_starts.starting_without_a_script,
        why="Choosers start by inline scripts, which the Content-Security-Policy forbids.",
        issue="https://github.com/wagtail/wagtail/issues/1288",
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail.images.blocks.ImageChooserBlock.bulk_to_python",
        replacement=image_chooser.with_previews,
        why="The editor of a page asks the database for the preview of each image of its body.",
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail.query.PageQuerySet.delete",
        replacement=page_deletion.keeping_what_points_to_them,
        why=(
            "A page that is deleted in one language takes the links of all languages with it, and "
            "a home page takes the website's Site."
        ),
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail_localize.models.TranslationSource.create_or_update_translation",
        replacement=translation.as_a_revision,
        why='Whoever may translate can publish, by "Translate" or "Sync translated pages".',
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.models.TranslationSource._get_segments_for_translation",
        replacement=kept_texts.with_what_readers_have,
        why="One bad tag, or one wrong link, replaces a live translation by the source's text.",
        tested_with=LOCALIZE,
    ),
    *(
        Patch(
            target=f"wagtail_localize.models.{model}.get_error",
            replacement=kept_texts.saying_what_readers_have,
            why="Beside a text that is wrong nothing says what readers get meanwhile.",
            tested_with=LOCALIZE,
        )
        for model in ("StringTranslation", "SegmentOverride")
    ),
    Patch(
        target="wagtail_localize.models.ingest_segments",
        replacement=translation.into_a_marked_row,
        why=(
            "wagtail-localize saves the row before the revision that it may not publish, so draft "
            "text is live; Translated.save must know that it is wagtail-localize that saves."
        ),
        issue="https://github.com/wagtail/wagtail-localize/issues/655",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.models.TranslationSource.sync_view_restrictions",
        replacement=instead(translation.changing_no_privacy),
        why=(
            "A private translation of a public page becomes public with the next saved string, and "
            "one that was left public becomes private; wagtail-localize means it so."
        ),
        issue="https://github.com/wagtail/wagtail-localize/pull/496",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.synctree.synchronize_tree",
        replacement=instead(tree_synchronization.repeat_the_tree),
        why=(
            "A language that is to repeat another is an error page (500) when a page was moved in "
            "one language and not in the others, and a part of the tree is left behind."
        ),
        issue="https://github.com/wagtail/wagtail-localize/issues/906",
        tested_with=LOCALIZE,
    ),
    Patch(
        target=f"{_EXTRACTOR}.handle_block",
        replacement=translation.skipping_what_is_empty,
        why="Submitting a draft with an unfinished block for translation is an error page (500).",
        issue="https://github.com/wagtail/wagtail-localize/issues/875",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.segments.ingest.StreamFieldSegmentsWriter.handle_block",
        replacement=translated_choices.choosing_what_there_is,
        why=(
            "Publishing a translation is an error page (500) when the picture or page that its "
            "translator chose is deleted, or that of the source is."
        ),
        issue="https://github.com/wagtail/wagtail-localize/issues/769",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.models.post_save_string_translation",
        signal=post_save,
        sender=StringTranslation,
        replacement=translated_texts.unless_it_is_wrong,
        why="A translated title that is too long is an error page (500), and is lost.",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.wagtail_hooks.register_snippet_listing_buttons",
        hook="register_snippet_listing_buttons",
        replacement=translation_buttons.for_a_list,
        why="A list of snippets asks the database three times for each row.",
        tested_with=LOCALIZE,
    ),
)
