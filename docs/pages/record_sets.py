"""The record sets: what each may be used for, how long it is kept, what is left open, and its versions."""

from __future__ import annotations

from docs.pages.markdown import code, page, table
from docs.pages.returns import span
from indicators.records.record_definitions import SetDefinition, Setting, VersionLayer
from indicators.records.record_sets import RecordSet
from mappings.definitions.record_returns import RecordReturn
from mappings.ruleset.ruleset import Ruleset

#: So many names show what a version changed; the rest are counted.
NAMED = 6


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``record-sets.md``."""
    sections = [_section(ruleset.records.record_set(name)) for name in ruleset.records.codes]
    return {"record-sets.md": page("Record sets", _opening(), *sections, _returns(ruleset))}


def _opening() -> str:
    return (
        "A record set is rows about people, sent as their return has them. Its files lie in "
        "`indicators/records/sets/<code>`; a version holds only what changed against the one that it extends. "
        "*Confidence* is how sure the sources are. A **setting** is what they leave open, with the default that they "
        "name; a place answers it otherwise in its `record_settings.tsv` "
        "([how](../howto/add-a-record-set-version.md)). See also the [prepared views](record-views.md) and figures, "
        "the [rules](record-rules.md) and the [crosswalks](crosswalks.md)."
    )


def _section(found: RecordSet) -> str:
    known = found.definition
    parts = [
        f"## {known.title}",
        f"Code: `{known.code}`. Sent by {_sender(known)}. Confidence: {known.confidence}. "
        f"[Tables, columns and code lists](record-tables-{known.code}.md).",
        f"May be used for: {', '.join(map(code, known.purposes))}, and nothing else.",
        f"Kept for {known.retention.days:,} days{' (**assumed**)' if known.retention.assumed else ''}: "
        f"{known.retention.source}",
        f"Dates are read as {_dates(known)}; the first of each form is written.",
        known.notes or "",
        "### Settings",
        table(("setting", "default", "question", "source", "confidence"), map(_setting, known.settings)),
        "### Versions",
        table(("version", "in force", "layout", "confidence", "what changed", "notes"), _versions(found)),
        *_lists(found),
        "### Sources",
        "\n".join(f"- {source}" for source in known.sources),
    ]
    return "\n\n".join(part for part in parts if part)


def _sender(known: SetDefinition) -> str:
    return f"the agency in the role `{known.role}`" if known.role else "every agency that the place lists as a supplier"


def _dates(known: SetDefinition) -> str:
    return "; ".join(f"{form}: {', '.join(map(code, forms))}" for form, forms in known.dates.items())


def _setting(each: Setting) -> tuple[object, ...]:
    return code(each.name), default(each), each.question, each.source, each.confidence


def default(each: Setting) -> str:
    """A setting's default with its unit; *blank* where it is none."""
    if each.value is None or each.value == "":
        return "blank"
    value = ", ".join(map(str, each.value)) if isinstance(each.value, list) else str(each.value)
    return f"{value} {each.unit}" if each.unit else value


def _versions(found: RecordSet) -> list[tuple[object, ...]]:
    return [
        (code(each.version.version), span(each.version.in_force), each.version.layout, each.version.confidence,
         _changed(found, each), each.version.notes)
        for each in found.files.layers.values()
    ]  # fmt: skip


def _changed(found: RecordSet, layer: VersionLayer) -> str:
    """What a version adds, alters and takes away, against the one that it extends."""
    if layer.version.extends is None:
        return f"the first: {_size(found.in_version(layer.version.version))}"
    before = found.in_version(layer.version.extends)
    columns = [f"{each.table} {each.column}" for each in layer.columns if each.table in before.tables]
    codes = [f"{each.code_list} {each.code}" for each in layer.codes]
    known = {f"{each.name} {column}" for each in before.tables.values() for column in each.columns}
    known_codes = {f"{held} {entry}" for held, entries in before.codes.items() for entry in entries}
    told = (
        _named("table", "new", [f"{each.name} with {_width(layer, each.name)} columns" for each in layer.tables]),
        _named("column", "new", [each for each in columns if each not in known]),
        _named("column", "altered", [each for each in columns if each in known]),
        _named("code", "new", [each for each in codes if each not in known_codes]),
        _named("code", "altered", [each for each in codes if each in known_codes]),
        *(_named(kind, "gone", _gone(layer, kind)) for kind in ("table", "column", "code")),
    )
    return "; ".join(part for part in told if part) or f"nothing against {layer.version.extends}"


def _width(layer: VersionLayer, name: str) -> int:
    return sum(each.table == name for each in layer.columns)


def _gone(layer: VersionLayer, kind: str) -> list[str]:
    return [" ".join(filter(None, (each.name, each.member))) for each in layer.removed if each.kind == kind]


def _named(kind: str, what: str, names: list[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return f"{len(names)} {kind}{'' if len(names) == 1 else 's'} {what} ({shown})"


def _size(found: RecordSet) -> str:
    columns = sum(len(each.columns) for each in found.tables.values())
    codes = sum(map(len, found.codes.values()))
    return f"{len(found.tables)} tables, {columns} columns, {codes} codes in {len(found.codes)} lists"


def _lists(found: RecordSet) -> tuple[str, ...]:
    rows = [(code(each.name), each.title, ", ".join(each.indicators), each.what) for each in found.files.work_lists]
    told = "What `returnonce work-list` names for the agency that sent the records, and for nobody else:"
    return ("### Work lists", told, table(("list", "names", "for", "what to do"), rows)) if rows else ()


def _returns(ruleset: Ruleset) -> str:
    told = (
        "`returnonce fill CODE --purpose …` writes these from the records that are kept "
        "([how](../howto/write-record-returns.md)). A layout is *historical*, *current* or *unverified*: no official "
        "document of the form in force was read."
    )
    headings = ("code", "return", "for", "from", "files", "layout", "confidence", "notes")
    return f"## Returns made of records\n\n{told}\n\n{table(headings, map(_return, ruleset.record_returns.values()))}"


def _return(each: RecordReturn) -> tuple[object, ...]:
    files = "; ".join(f"{file.form}: {file.name} ({file.confidence})" for file in each.files)
    sets = ", ".join(map(code, each.record_sets))
    return code(each.code), each.title, each.recipient, sets, files, each.layout, each.confidence, each.notes
