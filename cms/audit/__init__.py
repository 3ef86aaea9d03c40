"""The audit log: who did what that matters for security or for what readers get.

An event is a row of `cms_auditevent`, which nobody changes afterwards, and a line of the log
`security`, for operators. Rows come from three places, and no event from two of them:

    record()        what a room says itself: log-ins, rebuilds, downloads
    wagtail_log.py  what Wagtail's own log says of content: publishing, restoring, deleting
    triggers        rights, accounts, settings (migration 0021): also what no signal tells

The room knows the rooms below it alone, so that every room above can write to it.
"""
