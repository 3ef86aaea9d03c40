"""What `home` replaces; see `snippets.upstream_patches.Patch` for the columns."""

from __future__ import annotations

from home import moves, page_lists, redirects
from home.localization import buttons, permissions
from home.privacy.made import as_private_as_its_source
from snippets.upstream_patches import LOCALIZE, WAGTAIL, Patch
from snippets.upstream_patches.patch import instead

ROWS = (
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
    Patch(
        target="wagtail.admin.views.pages.move.MoveConfirmView.dispatch",
        replacement=moves.saying_why_not,
        why="A move that is refused gives no reason, or advises to change a slug, in vain.",
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
)
