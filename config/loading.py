"""While the code is loaded the garbage collector stands still.

What is loaded stays as long as the process, so there is nothing to collect; the collector looked
through all of it again and again: 0.6 s of the 2.5 s of processor time of each start. What is there
at the end it never looks at afterwards either, so that workers share that memory with the process
that they were forked from.
"""

import gc


def begins() -> None:
    """Called where settings begin: every process loads those first."""
    gc.disable()


def ends() -> None:
    """Called when all models are there."""
    gc.freeze()
    gc.enable()
