"""Who may read a page, in all of its languages: `kin`, `made`, and the screen "Change privacy"."""
