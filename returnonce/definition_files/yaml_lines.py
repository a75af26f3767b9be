"""On which line of a YAML file a value stands."""

from __future__ import annotations

from collections.abc import Sequence

import yaml


def find_yaml_line(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) of the value at a path of keys and positions, or of the nearest thing around it that is there.

    Parts that lead nowhere are passed over: a checker's path also names the kinds that it tried.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return 1
    line = 1
    for part in path:
        found = _step(node, part)
        if found is not None:
            line, node = found
    return line


def _step(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    """The line at which a part of a node begins, and its value."""
    if isinstance(node, yaml.MappingNode):
        return next(
            ((key.start_mark.line + 1, value) for key, value in node.value if str(key.value) == str(part)), None
        )
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
