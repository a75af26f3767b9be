"""One machine for every route under ``/v1``: a parameter that is empty, or that the route does not have, is refused by
its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.routing import APIRoute

from api.dependencies import CallerDep
from api.http.responses import path_format
from returnonce.near_matches import find_near_matches

#: Left out where the address itself ends in the format.
FORMAT = "format"
#: A search for no word finds everything, and a probe without nothing asks everything; of others whoever leaves the
#: value empty has lost it.
MAY_BE_EMPTY = frozenset({"q", "without"})
#: Whether it may be given again, by the name of each parameter.
Parameters = Mapping[str, bool]


async def check_query(request: Request, _: CallerDep) -> None:
    """Refuse what the route would pass over in silence: a misspelt or an empty filter would answer with everything.

    Raises:
        RequestValidationError: a parameter is unknown or empty, or one that is taken once is given again.
    """
    items = request.query_params.multi_items()
    if not items:
        return
    parameters = _parameters(request.scope["route"])
    if path_format(request) is not None:
        parameters = {name: again for name, again in parameters.items() if name != FORMAT}
    faults = [
        {"type": "unknown_parameter", "loc": ("query", name), "msg": what, "ctx": {"mend": mend}}
        for name, what, mend in _list_faults(items, parameters)
    ]
    if faults:
        raise RequestValidationError(faults)


def _parameters(route: APIRoute) -> Parameters:
    fields = (field for field in get_flat_params(route.dependant) if isinstance(field.field_info, Query))
    return {field.alias: "list" in str(field.field_info.annotation) for field in fields}


def _list_faults(items: Sequence[tuple[str, str]], parameters: Parameters) -> Iterator[tuple[str, str, str]]:
    """Name, what is wrong, and how to mend it."""
    empty = {name for name, value in items if not value} - MAY_BE_EMPTY
    for name, times in Counter(name for name, _ in items).items():
        if name not in parameters:
            yield name, f"There is no parameter {name[:100]!r} here.", _suggest(name, parameters)
        elif times > 1 and not parameters[name]:
            yield name, f"{name} is given {times} times.", "Give it once."
        elif name in empty:
            yield name, f"{name} is empty.", "Leave it out, or give it a value."


def _suggest(name: str, parameters: Parameters) -> str:
    near = find_near_matches(name.casefold()[:100], parameters, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}?"
    return (
        f"Parameters here are: {', '.join(parameters)}." if parameters else "Leave it out: nothing can be named here."
    )
