"""YAML read strictly: no duplicate key, and a key is a word even where YAML reads yes or no."""

from __future__ import annotations

from typing import Any

import yaml

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


def parse_yaml(text: str) -> Any:
    """The content of a text, as plain Python.

    Raises:
        ValueError: it is not YAML, or a key is given twice; says where.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
