"""Files of one's own that name what differs."""

from __future__ import annotations

from dataclasses import replace

from mappings.ruleset.definition_differences import DefinitionDifference
from mappings.upgrade.own_definitions import list_touched_definitions
from returnonce.definition_files.file_tree import DefinitionFiles
from tests.shipped import load_ruleset

FILES = {
    "packs/kent/mappings/returns/kent/lines.tsv": b"subject_id\tobject_id\nKENT 1\tcla-rate\nKENT 2\tcla-rate\n",
    "packs/kent/overrides/ni-62.yaml": b"changes: lines.tsv of the return\nrow: {subject_id: NI 62}\n",
    "own/kent/kept.tsv": b"return\tline\nnational-indicators\tNI 621\n",
    "own/kent/of_record.tsv": b"indicator\tagency\ncla-rate-of-all\ta\ncla-count\tb\n",
    "mappings/returns/crc/lines.tsv": b"CRC 1\tcla-rate\n",
}
DIFFERENCES = [
    DefinitionDifference("changed", "indicator", "cla-rate", "decimals", "1", "2"),
    DefinitionDifference("renamed", "indicator", "cla-number", "until 2027-04-01", "cla-count", "cla-number"),
    DefinitionDifference("went", "line", "national-indicators NI 62"),
    DefinitionDifference("moved", "due date", "crc FY2026-27", "", "2027-04-28", "2027-05-06"),
]


def test_each_file_of_ones_own_is_named_with_its_line() -> None:
    ruleset = replace(load_ruleset(), files=DefinitionFiles(FILES))
    assert [each.describe() for each in list_touched_definitions(ruleset, DIFFERENCES)] == [
        "own/kent/of_record.tsv:3 names indicator cla-count, which is renamed cla-number",
        "packs/kent/mappings/returns/kent/lines.tsv:2 names indicator cla-rate, which changed",
        "packs/kent/overrides/ni-62.yaml:2 names line NI 62 of national-indicators, which went",
    ]
    assert list_touched_definitions(ruleset, []) == []
