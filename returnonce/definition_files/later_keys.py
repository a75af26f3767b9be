"""Definitions that gained keys after their JSON had named something, such as a batch by the hash of its mapping."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import SerializerFunctionWrapHandler, model_serializer

from returnonce.definition_files.base import Definition


class LaterKeys(Definition):
    """A definition whose later keys stay out of its JSON while they have their default.

    So what a file of before is named by stays what it was.
    """

    LATER_KEYS: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _leave_out_defaults(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content: dict[str, Any] = handler(self)
        fields = type(self).model_fields
        return {
            name: value
            for name, value in content.items()
            if name not in self.LATER_KEYS or getattr(self, name) != fields[name].get_default(call_default_factory=True)
        }
