"""How soon memory that is free again goes back to the system."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

#: Where polars' allocator, jemalloc, looks for its settings as it is loaded.
SETTING = "_RJEM_MALLOC_CONF"


def return_memory_soon(environment: MutableMapping[str, str]) -> None:
    """Before polars is loaded. By itself the allocator has four pools for each processor, and keeps in each for ten
    seconds what is free: a tenth of the memory of a large job. What is set already holds."""
    pools = os.cpu_count() or 1
    environment.setdefault(SETTING, f"narenas:{pools},dirty_decay_ms:100,muzzy_decay_ms:0")
