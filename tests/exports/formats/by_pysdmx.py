"""What pysdmx makes of a file and its structure, as JSON; a process of its own, since pysdmx reads data with pandas."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pandas as pd
from pysdmx.io.csv.sdmx20.reader import read
from pysdmx.io.csv.sdmx20.writer import write
from pysdmx.io.json.sdmxjson2.messages import JsonStructureMessage
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Component, Components, DataType, Role, Schema


def main(table: Path, structure: Path) -> None:
    text = table.read_bytes().decode()
    (dataset,) = read(text)
    message = msgspec.json.decode(structure.read_bytes(), type=JsonStructureMessage).to_model()
    (definition,) = (each for each in message.structures if type(each).__name__ == "DataStructureDefinition")
    rows = pd.read_csv(table, dtype=str, keep_default_na=False)
    told = {
        "flow": dataset.short_urn,
        "components": [component.id for component in definition.components],
        "rows": dataset.data.astype(str).to_dict(orient="records"),
        "written": write([_again(rows, definition.components)]),
    }
    print(json.dumps(told))


def _again(rows: pd.DataFrame, components: Components) -> PandasDataset:
    """The same cells as a dataset, its figures as text, because pysdmx makes floats of decimals."""
    plain = [
        Component(each.id, False, each.role, each.concept, DataType.STRING,
                  attachment_level="O" if each.role is Role.ATTRIBUTE else None)
        for each in components
    ]  # fmt: skip
    held = rows.drop(columns=["STRUCTURE", "STRUCTURE_ID", "ACTION"])
    agency, _, rest = rows["STRUCTURE_ID"][0].partition(":")
    name, _, version = rest.removesuffix(")").partition("(")
    schema = Schema("dataflow", agency, name, Components(plain), version)
    return PandasDataset(structure=schema, data=held)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
