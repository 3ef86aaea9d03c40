"""What `home` replaces; see `snippets.upstream_patches.Patch` for the columns."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models

from home import copies, page_lists, redirect_form, redirect_rules, redirects
from home.localization import buttons, lost_language, permissions
from home.privacy.made import as_private_as_its_source
from snippets.upstream_patches import LOCALIZE, WAGTAIL, Patch
from snippets.upstream_patches.patch import instead

_REDIRECTS = "wagtail.contrib.redirects"
_LENGTHS = {
    "old_path": redirect_rules.LONGEST_OLD_PATH,
    "redirect_link": redirect_rules.LONGEST_TARGET,
    "redirect_page_route_path": redirect_rules.LONGEST_SUFFIX,
}

ROWS = (
    *(
        Patch(
            target=f"{_REDIRECTS}.models.Redirect.{name}.field.{attribute}",
            replacement=instead(value),
            why="A redirect from 256 letters is an error, and so is one to a path of the website.",
            tested_with=WAGTAIL,
        )
        for name, length in _LENGTHS.items()
        for attribute, value in (
            ("max_length", length),
            ("validators", [MaxLengthValidator(length)]),
        )
    ),
    Patch(
        target=f"{_REDIRECTS}.models.Redirect.redirect_page.field.remote_field.on_delete",
        replacement=instead(models.SET_NULL),
        why="Redirects to a page are gone with it, and nobody learns that their addresses broke.",
        tested_with=WAGTAIL,
    ),
    Patch(
        target=f"{_REDIRECTS}.models.Redirect.normalise_path",
        replacement=instead(staticmethod(redirect_rules.normal_old_path)),
        why="An address in another form (encoded, decomposed, in another order) is another one.",
        tested_with=WAGTAIL,
    ),
    *(
        Patch(
            target=f"{_REDIRECTS}.views.{name}",
            replacement=instead(redirect_form.CheckedRedirectForm),
            why="A redirect may lead nowhere, in a circle or away from a page that is live.",
            tested_with=WAGTAIL,
        )
        for name in ("RedirectForm", "CreateView.form_class", "EditView.form_class")
    ),
    Patch(
        target="wagtail.contrib.redirects.signal_handlers.BatchRedirectCreator",
        replacement=instead(redirects.RedirectsOfChangedAddresses),
        why="A new slug that changes no address deletes every automatic redirect of the website.",
        issue="https://github.com/wagtail/wagtail/issues/11338",
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail_localize.views.edit_translation.edit_translation",
        replacement=permissions.unless_it_is_about_metadata,
        why="The editor of a translated page offers its texts to SEO staff, and no metadata.",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail_localize.wagtail_hooks.page_listing_more_buttons",
        hook="register_page_listing_more_buttons",
        replacement=buttons.for_a_list,
        why="The page explorer asks the database four times for each row.",
        tested_with=LOCALIZE,
    ),
    Patch(
        target="wagtail.admin.views.chooser.PageChooserTable",
        replacement=instead(page_lists.ChooserTable),
        why="The page chooser asks the database three or four times for each row.",
        tested_with=WAGTAIL,
    ),
    *(
        Patch(
            target=f"{action}.execute",
            replacement=as_private_as_its_source,
            why="A copy or alias of what is under a private page is public where it stands.",
            tested_with=WAGTAIL,
        )
        for action in (
            "wagtail.actions.copy_page.CopyPageAction",
            "wagtail.actions.create_alias.CreatePageAliasAction",
        )
    ),
    *(
        Patch(
            target=f"wagtail_localize.locales.views.DeleteView.{name}",
            replacement=replacement,
            why="A language that the settings lost cannot be deleted, and nobody finds why.",
            tested_with=LOCALIZE,
        )
        for name, replacement in (
            ("can_delete", lost_language.with_all_that_is_in_it),
            ("get_context_data", lost_language.naming_all_that_is_in_it),
            ("form_valid", lost_language.deleting_all_that_is_in_it),
        )
    ),
    Patch(
        target="wagtail.actions.convert_alias.ConvertAliasPageAction._convert_alias",
        replacement=copies.as_untranslated,
        why="An alias that becomes a page is announced as a translation that nobody has made.",
        tested_with=WAGTAIL,
    ),
    *(
        Patch(
            target=f"{action}.check",
            replacement=copies.among_its_language,
            why="A page copied into the tree of another language is live, and at no address.",
            tested_with=WAGTAIL,
        )
        for action in (
            "wagtail.actions.copy_page.CopyPageAction",
            "wagtail.actions.create_alias.CreatePageAliasAction",
        )
    ),
)
