"""Where a demonstration works: an application context of its own, under one folder."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import polars as pl

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_ruleset
from returnonce.clock import Clock
from returnonce.settings import Settings

POSTCODES = Path(__file__).parent / "synthetic" / "postcodes.tsv"


class DemoStore(AppContext):
    """The application's context of a demonstration that writes to the folder ``out``, looked at on the ``port``."""

    def __init__(self, out: Path, clock: Clock, *, port: int | None = None) -> None:
        settings = Settings(home=out / "home")
        chosen = {} if port is None else {"port": port}
        super().__init__(settings.model_copy(update=chosen), clock, ruleset=load_ruleset())
        self.out = out

    @property
    def address(self) -> str:
        """Where its pages answer, on the machine itself."""
        return f"http://127.0.0.1:{self.settings.port}"

    @cached_property
    def postcodes(self) -> pl.DataFrame:
        """Grid references of the public buildings where the made-up children live."""
        table = pl.read_csv(POSTCODES, separator="\t", schema_overrides={"easting": pl.Int64, "northing": pl.Int64})
        return table.select(pl.col("postcode").str.replace_all(" ", ""), "easting", "northing")
