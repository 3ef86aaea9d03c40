"""Who may do what: `permissions` of pages, and `groups` with their rights over snippets."""

from home.roles.permissions import EDIT_CONTENT, EditedByRoles

__all__ = ["EDIT_CONTENT", "EditedByRoles"]
