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


def _section(record_set: RecordSet) -> str:
    definition = record_set.definition
    parts = [
        f"## {definition.title}",
        f"Code: `{definition.code}`. Sent by {_sender(definition)}. Confidence: {definition.confidence}. "
        f"[Tables, columns and code lists](record-tables-{definition.code}.md).",
        f"May be used for: {', '.join(map(code, definition.purposes))}, and nothing else.",
        f"Kept for {definition.retention.days:,} days{' (**assumed**)' if definition.retention.assumed else ''}: "
        f"{definition.retention.source}",
        f"Dates are read as {_dates(definition)}; the first of each form is written.",
        definition.notes or "",
        "### Settings",
        table(("setting", "default", "question", "source", "confidence"), map(_setting, definition.settings)),
        "### Versions",
        table(("version", "in force", "layout", "confidence", "what changed", "notes"), _versions(record_set)),
        *_lists(record_set),
        "### Sources",
        "\n".join(f"- {source}" for source in definition.sources),
    ]
    return "\n\n".join(part for part in parts if part)


def _sender(definition: SetDefinition) -> str:
    return (
        f"the agency in the role `{definition.role}`"
        if definition.role
        else "every agency that the place lists as a supplier"
    )


def _dates(definition: SetDefinition) -> str:
    return "; ".join(f"{form}: {', '.join(map(code, forms))}" for form, forms in definition.dates.items())


def _setting(setting: Setting) -> tuple[object, ...]:
    return code(setting.name), default(setting), setting.question, setting.source, setting.confidence


def default(setting: Setting) -> str:
    """A setting's default with its unit; *blank* where it is none."""
    if setting.value is None or setting.value == "":
        return "blank"
    value = ", ".join(map(str, setting.value)) if isinstance(setting.value, list) else str(setting.value)
    return f"{value} {setting.unit}" if setting.unit else value


def _versions(record_set: RecordSet) -> list[tuple[object, ...]]:
    return [
        (code(layer.version.version), span(layer.version.in_force), layer.version.layout, layer.version.confidence,
         _describe_changes(record_set, layer), layer.version.notes)
        for layer in record_set.files.layers.values()
    ]  # fmt: skip


def _describe_changes(record_set: RecordSet, layer: VersionLayer) -> str:
    """What a version adds, alters and takes away, against the one that it extends."""
    if layer.version.extends is None:
        return f"the first: {_size(record_set.in_version(layer.version.version))}"
    before = record_set.in_version(layer.version.extends)
    columns = [f"{column.table} {column.column}" for column in layer.columns if column.table in before.tables]
    codes = [f"{code.code_list} {code.code}" for code in layer.codes]
    known_columns = {f"{table.name} {column}" for table in before.tables.values() for column in table.columns}
    known_codes = {f"{code_list} {entry}" for code_list, entries in before.codes.items() for entry in entries}
    sentence = (
        _list_names(
            "table", "new", [f"{table.name} with {_width(layer, table.name)} columns" for table in layer.tables]
        ),
        _list_names("column", "new", [column for column in columns if column not in known_columns]),
        _list_names("column", "altered", [column for column in columns if column in known_columns]),
        _list_names("code", "new", [code for code in codes if code not in known_codes]),
        _list_names("code", "altered", [code for code in codes if code in known_codes]),
        *(_list_names(kind, "gone", _list_removed(layer, kind)) for kind in ("table", "column", "code")),
    )
    return "; ".join(part for part in sentence if part) or f"nothing against {layer.version.extends}"


def _width(layer: VersionLayer, name: str) -> int:
    return sum(column.table == name for column in layer.columns)


def _list_removed(layer: VersionLayer, kind: str) -> list[str]:
    return [" ".join(filter(None, (removal.name, removal.member))) for removal in layer.removed if removal.kind == kind]


def _list_names(kind: str, what: str, names: list[str]) -> str:
    if not names:
        return ""
    names_shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return f"{len(names)} {kind}{'' if len(names) == 1 else 's'} {what} ({names_shown})"


def _size(record_set: RecordSet) -> str:
    columns = sum(len(table.columns) for table in record_set.tables.values())
    codes = sum(map(len, record_set.codes.values()))
    return f"{len(record_set.tables)} tables, {columns} columns, {codes} codes in {len(record_set.codes)} lists"


def _lists(record_set: RecordSet) -> tuple[str, ...]:
    rows = [
        (code(work_list.name), work_list.title, ", ".join(work_list.indicators), work_list.what)
        for work_list in record_set.files.work_lists
    ]
    sentence = "What `returnonce work-list` names for the agency that sent the records, and for nobody else:"
    return ("### Work lists", sentence, table(("list", "names", "for", "what to do"), rows)) if rows else ()


def _returns(ruleset: Ruleset) -> str:
    sentence = (
        "`returnonce fill CODE --purpose …` writes these from the records that are kept "
        "([how](../howto/write-record-returns.md)). A layout is *historical*, *current* or *unverified*: no official "
        "document of the form in force was read."
    )
    headings = ("code", "return", "for", "from", "files", "layout", "confidence", "notes")
    return (
        f"## Returns made of records\n\n{sentence}\n\n{table(headings, map(_return, ruleset.record_returns.values()))}"
    )


def _return(record_return: RecordReturn) -> tuple[object, ...]:
    files = "; ".join(f"{file.form}: {file.name} ({file.confidence})" for file in record_return.files)
    sets = ", ".join(map(code, record_return.record_sets))
    return (
        code(record_return.code),
        record_return.title,
        record_return.recipient,
        sets,
        files,
        record_return.layout,
        record_return.confidence,
        record_return.notes,
    )
