"""The SDMX structure message (SDMX-JSON 2.0, by pysdmx): one structure for all returns, a dataflow for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write as write_structure
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    Organisation,
    Role,
)
from pysdmx.model.__base import MaintainableArtefact
from pysdmx.model.message import Header

from exports.formats.sdmx.components import SdmxComponent, load_components
from exports.formats.sdmx.status_codes import CONF_STATUS, OBS_STATUS
from mappings.fill.cells import FilledReturn

ENDING = ".sdmx-structure.json"
MEDIA_TYPE = "application/vnd.sdmx.structure+json; version=2.0.0; charset=utf-8"
#: Ours: no registry and no recipient keeps these.
AGENCY, VERSION = "RETURNONCE", "1.0.0"
#: When this version of the structure was settled; a file depends on no clock.
SETTLED = datetime(2026, 11, 21, tzinfo=UTC)
_CONCEPTS = "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept"
_LISTS = {"OBS_STATUS": OBS_STATUS, "CONF_STATUS": CONF_STATUS}
_REQUIRED = {*_LISTS, "PERIOD", "STANDING"}
_OF_THE_RETURN = {"EDITION", "RETURN_AREA", "RETURN_PERIOD", "ILLUSTRATIVE"}


def write(filled: FilledReturn) -> bytes:
    """The dataflow of the return, with its structure, concepts and code lists."""
    return render([*list_common(), make_dataflow(filled.return_code, filled.edition.title)])


def render(artefacts: Sequence[MaintainableArtefact]) -> bytes:
    """The message's bytes, as the schema of SDMX-JSON wants them: pysdmx writes an empty list of groups, which it and
    the schema refuse when it is read."""
    header = Header(id=f"{AGENCY}-{VERSION}".replace(".", "_"), prepared=SETTLED, sender=Organisation(id=AGENCY))
    message = json.loads(write_structure(artefacts, header=header) or "{}")
    for structure in message["data"]["dataStructures"]:
        if structure["dataStructureComponents"].get("groups") == []:
            del structure["dataStructureComponents"]["groups"]
    return (json.dumps(message, indent=4, ensure_ascii=False) + "\n").encode()


def list_common() -> list[MaintainableArtefact]:
    """What all returns share: code lists, concepts and the structure."""
    return [*code_lists(), concept_scheme(), data_structure()]


def make_dataflow(return_code: str, title: str | None = None) -> Dataflow:
    """The dataflow of a return: ``RETURNONCE:NATIONAL_INDICATORS(1.0.0)``."""
    name = title or return_code
    return Dataflow(
        return_code.replace("-", "_").upper(), agency=AGENCY, version=VERSION, name=name, structure=data_structure()
    )


@lru_cache(maxsize=1)
def data_structure() -> DataStructureDefinition:
    """The structure of any filled return."""
    return DataStructureDefinition(
        id="FILLED_RETURN", agency=AGENCY, version=VERSION, name="A filled return of Return Once",
        description="Kept by Return Once, not by any recipient or registry.",
        components=Components([_component(part) for part in load_components()]),
    )  # fmt: skip


@lru_cache(maxsize=1)
def concept_scheme() -> ConceptScheme:
    """The concept scheme: the meaning of each component."""
    return ConceptScheme(
        "CONCEPTS", agency=AGENCY, version=VERSION, name="Concepts of a filled return",
        items=[_concept(part) for part in load_components()],
    )  # fmt: skip


def code_lists() -> list[Codelist]:
    """The codes used here of SDMX's own lists."""
    return [
        Codelist(f"CL_{name}", agency=AGENCY, version=VERSION, name=f"Codes used of SDMX's CL_{name}",
                 items=[Code(code, name=words) for code, words in codes.items()])
        for name, codes in _LISTS.items()
    ]  # fmt: skip


def _concept(part: SdmxComponent) -> Concept:
    urn = f"{_CONCEPTS}={AGENCY}:CONCEPTS({VERSION}).{part.id}"
    return Concept(
        part.id, name=part.id.replace("_", " ").capitalize(), description=part.says, dtype=DataType(part.type), urn=urn
    )


def _component(part: SdmxComponent) -> Component:
    role = Role(part.role)
    enumerated = f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={AGENCY}:CL_{part.id}({VERSION})"
    return Component(
        part.id,
        required=role is Role.DIMENSION or part.id in _REQUIRED,
        role=role,
        concept=_concept(part),
        local_dtype=None if part.id in _LISTS else DataType(part.type),
        local_enum_ref=enumerated if part.id in _LISTS else None,
        attachment_level=("D" if part.id in _OF_THE_RETURN else "O") if role is Role.ATTRIBUTE else None,
    )
