"""Where a snapshot is kept: memory of a process, files of a machine, Redis for all machines."""
