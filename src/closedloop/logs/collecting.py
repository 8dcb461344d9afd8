"""The garbage collector at rest while a log is read: it makes hundreds of thousands of objects, all of which stay, and
the collector would look through all of them again and again. That halves the time of reading.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """The collector does not run inside; afterwards it does if it did before."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
