"""People before they are logged in."""
