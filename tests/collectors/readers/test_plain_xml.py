"""A census's XML by whole columns is what it is element by element, or is not read so at all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from collectors.readers.multi_table_files import xml_rows, xml_tags
from collectors.readers.multi_table_files.worker_files import SourceFile
from collectors.readers.multi_table_files.worker_output import WorkerOutput
from collectors.readers.multi_table_files.worker_xml import read_any_xml, read_xml
from collectors.readers.multi_table_files.xml_frames import write_plain_census

RECORDS = ("HEADER", "EPISODE", "AREVIEW", "OC2", "Header", "Child", "CINdetails", "Assessments", "Section47")
LEAVES = (
    "CHILDID", "DOB", "SEX", "UASC", "DUC", "ACTIV", "DATE_INT", "DECOM", "REC", "LAchildID", "Year", "Disability",
    "AssessmentFactors", "CPPreviewDate", "Anything",
)  # fmt: skip
TEXTS = ("", "1", "0", " 7 ", "7/2/10", "é\u00a0", "a &amp; b", "x>y", "\n", "two\r\nlines", "&#65;", "1" * 1_500)
#: What stands where a plain file has nothing or a line's end.
BETWEEN = (
    "", "", "", "", "\n", "\r\n", "  ", "loose", "<!-- EPISODE -->", "<![CDATA[x]]>", "<?p?>", "<DOB/>", "<OC2/>",
)  # fmt: skip


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def leaf(name: str, text: str, end: str, inside: str) -> str:
    return f"<{name}{end}>{text}{inside}</{name}>"


leaves = st.builds(
    leaf, st.sampled_from(LEAVES), st.sampled_from(TEXTS), st.sampled_from(("", "", "", " ", ' a="b"')),
    st.sampled_from(("", "", "", "", "", "<DUC>1</DUC>")),
)  # fmt: skip
nodes = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from((*RECORDS, "CHILD", "Children")),
        st.lists(st.one_of(inner, leaves, st.sampled_from(BETWEEN)), max_size=6),
    ),
    max_leaves=40,
)
censuses = st.builds(
    lambda start, root, parts: f"{start}<{root}>{''.join(parts)}</{root.partition(' ')[0]}>",
    st.sampled_from(
        ("", '<?xml version="1.0" encoding="UTF-8"?>\n', '<?xml version="1.0" encoding="latin-1"?>', "\ufeff")
    ),
    st.sampled_from(("EXPSSDA903", "Message", 'Message xmlns="urn:x"', "Other")),
    st.lists(nodes, max_size=8),
)


def read(read_file: object, data: bytes) -> tuple[object, list[pl.DataFrame]]:
    with TemporaryDirectory() as folder:
        file = Path(folder, "census.xml")
        file.write_bytes(data)
        output = WorkerOutput(Path(folder))
        read_file(SourceFile(file, file.name), output)  # type: ignore[operator]
        told = output.as_json()
        return told, [pl.read_ipc(Path(folder, table["file"]).read_bytes()) for table in told["tables"]]


def check(text: str) -> None:
    told, frames = read(read_xml, text.encode())
    expected, slow = read(read_any_xml, text.encode())
    assert told == expected
    for mine, theirs in zip(frames, slow, strict=True):
        assert_frame_equal(mine, theirs)


@given(censuses, st.sampled_from((1, 60, xml_tags.PIECE)))
def test_both_ways_come_to_the_same_tables_and_marks(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_tags, "PIECE", piece)
        check(text)


@given(censuses, st.integers(0, 400))
def test_a_file_that_was_cut_off_has_the_same_marks(text: str, end: int) -> None:
    check(text[:end])


PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<EXPSSDA903>
<CHILD><HEADER><CHILDID>7</CHILDID><DOB>07/12/2010</DOB><UASC>1</UASC><DUC/><ACTIV>F1</ACTIV>
<AREVIEW><REVIEW>07/05/2024</REVIEW></AREVIEW></HEADER>
<EPISODE><DECOM>04/08/2023</DECOM><REC></REC></EPISODE></CHILD>
</EXPSSDA903>"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plain_file_is_read_without_a_call_for_each_element(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_rows.XmlRows, "begin", None)
    told, frames = read(read_xml, PLAIN.replace("\n", end).encode())
    names = [table["name"] for table in told["tables"]]  # type: ignore[index]
    assert names == ["Header", "Reviews", "Episodes", "UASC", "AD1", "OC3"]
    assert frames[0].rows() == [(3, 0, None, None, None, "7", "07/12/2010")]
    assert frames[1].rows() == [(4, 0, None, 0, 1, "7", "07/12/2010", "07/05/2024")]
    assert frames[2].rows() == [(5, 0, None, 0, 1, "7", "04/08/2023")]
    assert [frame.height for frame in frames[3:]] == [1, 0, 1]


def test_pieces_leave_no_seam(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = PLAIN[PLAIN.index("<CHILD>") : PLAIN.index("</CHILD>")] + "</CHILD>"
    children = [child.replace(">7<", f">{number}<") for number in range(20)]
    children.insert(7, "<CHILD><HEADER><UPN>A1</UPN><SEX>F</SEX><UASC>0</UASC></HEADER></CHILD>")
    text = PLAIN.replace(child, "\n".join(children))
    monkeypatch.setattr(xml_tags, "PIECE", 500)
    assert write_plain_census(text.encode(), WorkerOutput(tmp_path)) is not None
    check(text)


@pytest.mark.parametrize(
    "change", [("<REC></REC>", "<REC>X1</REC><REC>E4</REC>"), ("<DUC/>", "<!-- none -->"), ("<CHILD>", '<CHILD n="1">')]
)
def test_what_is_not_plain_is_left_to_the_other_way(change: tuple[str, str], tmp_path: Path) -> None:
    output = WorkerOutput(tmp_path)
    assert write_plain_census(PLAIN.replace(*change).encode(), output) is None
    assert list(tmp_path.iterdir()) == []
