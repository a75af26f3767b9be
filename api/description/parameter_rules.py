"""Rules between parameters (``parameter_rules.yaml``): said in the description of each operation that they bind."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, RootModel

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.yaml_files import read_yaml

FILE = Path(__file__).with_name("parameter_rules.yaml")


class ParameterRule(Definition):
    """One rule. ``operations``: those that it binds; none means all that have its ``parameters``."""

    name: Text
    parameters: tuple[Text, ...]
    operations: tuple[Text, ...] = ()
    says: Text
    status: int = Field(ge=400, le=499)
    where: Text

    def binds(self, operation_id: str, parameters: Collection[str]) -> bool:
        """Whether an operation with these parameters must keep it."""
        return operation_id in self.operations if self.operations else set(self.parameters) <= set(parameters)


@cache
def load_parameter_rules() -> tuple[ParameterRule, ...]:
    """In the order of the file."""
    return tuple(RootModel[list[ParameterRule]].model_validate(read_yaml(FILE)).root)


def rules_of(operation: dict[str, Any]) -> list[ParameterRule]:
    """The rules that bind an operation of the document."""
    names = {one["name"] for one in operation.get("parameters", ())}
    return [rule for rule in load_parameter_rules() if rule.binds(operation["operationId"], names)]


def describe_rules(operation: dict[str, Any]) -> None:
    """Add what its rules say to an operation's description."""
    words = [rule.says for rule in rules_of(operation)]
    if words:
        operation["description"] = "\n\n".join([operation.get("description", ""), *words]).strip()
