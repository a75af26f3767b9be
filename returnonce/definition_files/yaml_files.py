"""Definition files in YAML, read strictly: no duplicate key, no unknown key, errors that name the place."""

from __future__ import annotations

from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from returnonce.definition_files.base import Definition
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import Refused

D = TypeVar("D", bound=Definition)
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """YAML's safe loader, except that a key given twice is an error and not a silent loss."""


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    keys = [_key(loader, key) for key, _ in node.value]
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise yaml.constructor.ConstructorError(None, None, f"the key {twice[0]!r} is given twice", node.start_mark)
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


def _key(loader: Any, node: Any) -> Any:
    """A key as it is written: ``on`` and ``no`` are words there, although YAML reads them as yes and no."""
    key = loader.construct_object(node, deep=True)
    return node.value if isinstance(key, bool) else key


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: FilePath) -> Any:
    """The content of a file, as plain Python.

    Raises:
        Refused: not YAML, or a key given twice; names file and line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(
            f"This definition file cannot be read: {' '.join(str(error).split())}.",
            where=path.name,
            mend="Correct the file and try again.",
        ) from error


def define(kind: type[D], content: Any, *, where: str) -> D:
    """A definition from plain Python.

    Raises:
        Refused: a field is missing, unknown or wrong; names file and field.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()[:5])
        raise Refused(f"{faults}.", where=where, mend="Correct the file and try again.") from error


def read_definition(kind: type[D], path: FilePath) -> D:
    """Read a file and build the definition from it."""
    return define(kind, read_yaml(path), where=path.name)
