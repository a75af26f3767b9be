"""Schemas that a standard's publisher has: what is answered by them is checked by those, and not by ours."""

from __future__ import annotations

from typing import Final, NamedTuple


class OfficialSchema(NamedTuple):
    """What it describes, where its publisher has it, and which operations and files are written by it."""

    title: str
    address: str
    answers: tuple[str, ...]
    files: tuple[str, ...] = ()


#: By name. The addresses are the schemas' own ``$id``.
OFFICIAL_SCHEMAS: Final = {
    "OpenApiDocument": OfficialSchema(
        "An OpenAPI 3.1 document.", "https://spec.openapis.org/oas/3.1/schema/2022-10-07", ("getDescription",)
    ),
    "SdmxStructureMessage": OfficialSchema(
        "A structure message of SDMX-JSON 2.0.0.",
        "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0"
        "/sdmx-json-structure-schema.json",
        ("getStructure",),
        ("sdmx-structure.json",),
    ),
}
