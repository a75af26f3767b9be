"""What is wrong with a cell or a key of a definition, and what may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from returnonce.near_matches import find_near_matches

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

NO_SUCH_KEY, MISSING = "there is no such key", "Field required"
DAY = "a day, such as 1974-04-01 or 01/04/1974"
#: What may stand there, by the beginning of a fault's type.
_EXPECTED = (
    ("date", DAY),
    ("int", "a whole number"),
    ("bool", "yes or no"),
    ("decimal", "a number"),
    ("float", "a number"),
)
_CODE_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"


#: Keys and positions that lead to a value of a file.
FaultPath = tuple[str | int, ...]


class DefinitionFault(NamedTuple):
    """``path``: keys and positions that lead to it."""

    path: FaultPath
    words: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'file'}: {self.words}"

    def as_sentence(self) -> str:
        """The same of a key in a file whose line is told beside it."""
        if self.words == MISSING:
            return f"The key {self.path[-1]} is missing."
        key, rest = self.path[-1] if self.path else "", self.words.removeprefix(NO_SUCH_KEY)
        return f"{self}." if rest == self.words else f"There is no key {key} in such a file{rest}."


class DefinitionFaults(ValueError):
    """Everything that is wrong with one definition."""

    def __init__(self, faults: Iterable[DefinitionFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def read_faults(error: ValidationError, kind: type[BaseModel]) -> DefinitionFaults:
    """What does not fit a definition."""
    return DefinitionFaults(_list_faults(error, kind))


def _list_faults(error: ValidationError, kind: type[BaseModel]) -> Iterator[DefinitionFault]:
    """A value that fits none of several kinds is one fault, with all that may stand there."""
    faults: dict[FaultPath, list[ErrorDetails]] = {}
    for one in error.errors():
        # A value of several kinds is at a path that ends with the kind that it was tried as.
        path = tuple(part for part in one["loc"] if isinstance(part, int) or not (part == "date" or "[" in part))
        faults.setdefault(path, []).append(one)
    yield from (DefinitionFault(path, _describe(path, errors, kind)) for path, errors in faults.items())


def _describe(path: Sequence[str | int], errors: Sequence[ErrorDetails], kind: type[BaseModel]) -> str:
    first = errors[0]
    if first["type"] == "extra_forbidden":
        near = find_near_matches(str(path[-1]), _list_keys(kind, path[:-1]), n=1)
        return NO_SUCH_KEY + (f" (did you mean {near[0]}?)" if near else "")
    expected = [words for words in map(_expected, errors) if words]
    if len(expected) < len(errors):
        return "; ".join(error["msg"] for error in errors)
    return f"{_value(first)} is none of what may stand there: {', or '.join(dict.fromkeys(expected))}"


def _list_keys(kind: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that a definition may have at a path within it."""
    kinds = [kind]
    for part in (part for part in path if isinstance(part, str)):
        fields = (field for each in kinds for name, field in each.model_fields.items() if part in (name, field.alias))
        kinds = [inner for field in fields for inner in _list_models(field.annotation)] or kinds
    return sorted({field.alias or name for each in kinds for name, field in each.model_fields.items()})


def _list_models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _list_models(inner)


def _expected(error: ErrorDetails) -> str | None:
    kind = error["type"]
    if kind == "literal_error":
        return str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    if kind == "string_pattern_mismatch" and _CODE_PATTERN in str(error["ctx"]["pattern"]):
        return "a code of small letters, digits and single hyphens, such as kent-council"
    return next((words for begin, words in _EXPECTED if kind.startswith(begin)), None)


def _value(error: ErrorDetails) -> str:
    value = str(error["input"])
    return repr(value if len(value) <= 60 else f"{value[:60]}…")
