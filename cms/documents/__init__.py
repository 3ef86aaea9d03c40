"""The published documents: how they are built, kept, swapped and read.

Rooms, each knowing only those below it:

    keeper    follows PostgreSQL and Redis, heals what was lost
    publish   builds one snapshot at one version and swaps it in everywhere
    history   what was published when, and earlier versions to go back to
    memory, files, store
              the newest snapshot of this process; of this machine, as files; of all, in Redis
    snapshot  the bytes of every document at one version, built from the registry
    registry  which documents there are
    builders  what each of them says
    version   the row that the database raises whenever content changes
"""
