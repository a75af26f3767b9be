"""A store to fill from; which database it is plays no part here."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    return sqlite_engine
