"""What is asked through the API is asked on SQLite in ``make test``, and on PostgreSQL too in ``make long``.

The stores themselves are tried on both at once, in the rooms that write and read them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("postgres") and HERE in item.path.parents:
            item.add_marker(pytest.mark.long)
