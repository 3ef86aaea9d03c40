"""Publishing: what readers get, made equal to what the database says, at one version.

Modules, each knowing only those below it (held by import-linter):

    middleware      an editor's request ends with what it changed live
    publish         builds one snapshot at one version and swaps it in everywhere
    history, change_log, manifest, changes
                    what was published when and earlier versions to go back to; who changed what;
                    which version each document last changed in; which rows changed in a version
    events, models  what leaves a publish; the tables
    stores          the newest snapshot of this process, of this machine (files), of all (Redis)
    snapshot        the bytes of every document at one version
    triggers, version
                    how PostgreSQL notices changes; the row that it raises
"""
