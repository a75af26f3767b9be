"""A database of the bench's own on a PostgreSQL server, where one answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def server_url() -> str:
    """The server that ``RETURNONCE_TEST_POSTGRES_URL`` names, or one on this machine."""
    return os.environ.get("RETURNONCE_TEST_POSTGRES_URL") or LOCAL


def has_server() -> bool:
    """Whether it answers."""
    try:
        psycopg.connect(server_url(), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of an empty database, which goes again at the end."""
    name = f"returnonce_bench_{os.getpid()}"
    with psycopg.connect(server_url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server_url())._replace(path=f"/{name}"))
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
