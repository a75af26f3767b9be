"""A mistake in one pack stops the places that rest on it, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import main
from collectors.submissions.sending_agency import find_sending_agency
from mappings.checks.catalogue_checks import check_catalogue
from mappings.obligations.lookups import find_place
from mappings.packs.pack_files import SHIPPED
from mappings.ruleset.loading import find_ruleset, load_ruleset
from mappings.ruleset.parsing import parse_ruleset
from returnonce.definition_files.file_tree import DefinitionFiles
from returnonce.errors import NotFound, Refused
from tests.mappings.packs.pack_folders import change, write_pack
from tests.shipped import definition_files

AGENCIES = (
    "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
    "{name}-council\tCouncil\tcouncil\tcouncil\t{area}\tnot established\t\t\tour list\n"
)
EXAMPLE = "indicators/catalogue/{0}/{0}-example.yaml"


def write_place(folder: Path, name: str, area: str, packs: str | None, returns: str = "[]") -> None:
    """A place that uses packs; none: all."""
    (folder / name).mkdir(parents=True)
    lines = [f"name: {name}", f"title: {name}", f"areas: [{area}]", "illustrative: false", f"returns: {returns}"]
    lines += ["sources: [ours]"] + ([] if packs is None else [f"packs: {packs}"])
    (folder / name / "place.yaml").write_text("\n".join(lines))
    (folder / name / "agencies.tsv").write_text(AGENCIES.format(name=name, area=area))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, list[Path]]:
    """Kent uses one pack, Surrey another."""
    places = tmp_path / "places"
    write_place(places, "kent", "E10000016", "[kent-roads]")
    write_place(places, "surrey", "E10000030", "[other]")
    return places, [write_pack(tmp_path), write_pack(tmp_path, "other")]


def test_sound_packs_leave_nothing_out(folders: tuple[Path, list[Path]]) -> None:
    ruleset = load_ruleset(folders[0], packs=folders[1])
    assert ruleset.left_out == ()
    assert {"kent", "surrey", "lewisham"} <= {*ruleset.places}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (EXAMPLE.format("kent-roads"), "per: 100", "per: 99"),
        ("pack.yaml", "needs: {}", "needs: {children: 0.1.0}"),
        ("mappings/returns/kent-roads/lines.tsv", "annual", "yearly"),
    ],
)
def test_one_mistake_stops_one_place(folders: tuple[Path, list[Path]], path: str, old: str, new: str) -> None:
    places, packs = folders
    change(packs[0] / path, old, new)
    ruleset = load_ruleset(places, packs=packs)
    assert {"surrey", "lewisham", "nottinghamshire"} == {*ruleset.places}
    assert "other-example" in ruleset.catalogue
    assert "kent-roads-example" not in ruleset.catalogue
    first, second = ruleset.left_out
    assert first.startswith("A pack is left out: pack kent-roads, ")
    assert second == "The place kent stops meanwhile, for it rests on kent-roads."
    assert [problem.what for problem in check_catalogue(ruleset)] == [first, second]
    with pytest.raises(NotFound, match="kent stops meanwhile"):
        find_place(ruleset, "kent")
    with pytest.raises(NotFound, match="kent stops meanwhile"):
        find_sending_agency(ruleset, "kent-council")


@pytest.mark.long
def test_a_pack_that_needs_one_with_a_mistake_stops_too(folders: tuple[Path, list[Path]], tmp_path: Path) -> None:
    places, packs = folders
    change(packs[1] / "pack.yaml", "needs: {}", "needs: {kent-roads: 0.1.0}")
    change(packs[0] / EXAMPLE.format("kent-roads"), "per: 100", "per: 99")
    with pytest.raises(Refused, match="pack kent-roads, "):
        load_ruleset(places, packs=packs)
    write_place(places, "essex", "E10000012", "[]")
    ruleset = load_ruleset(places, packs=packs)
    assert {*ruleset.places} == {"essex", "lewisham", "nottinghamshire"}
    assert len(ruleset.left_out) == 4


def test_a_pack_that_ships_and_needs_what_is_not_there_is_refused_at_once() -> None:
    """It is never left out, so that looking again would go on for ever."""
    files, path = definition_files(), f"{SHIPPED}/treatment.yaml"
    spoilt = files[path].replace(b"{base: 1.0.0}", b"{base: 99.0.0}")
    assert spoilt != files[path]
    with pytest.raises(Refused, match=r"99\.0\.0"):
        parse_ruleset(DefinitionFiles(files | {path: spoilt}))


def test_where_no_place_of_one_s_own_can_go_on_it_is_refused(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    change(pack / EXAMPLE.format("kent-roads"), "per: 100", "per: 99")
    write_place(tmp_path / "places", "kent", "E10000016", None)
    with pytest.raises(Refused, match="pack kent-roads, "):
        load_ruleset(tmp_path / "places", packs=[pack])


@pytest.mark.long
def test_a_mistake_in_one_place_stops_that_place_alone(folders: tuple[Path, list[Path]]) -> None:
    places, packs = folders
    change(places / "kent" / "agencies.tsv", "\tcouncil\tE", "\tcuoncil\tE")
    ruleset = load_ruleset(places, packs=packs)
    assert {*ruleset.places} == {"surrey", "lewisham", "nottinghamshire"}
    assert "kent-roads-example" in ruleset.catalogue
    [words] = ruleset.left_out
    assert words.startswith(
        "The place kent is left out: kent/agencies.tsv row 2: column roles: 'cuoncil' is none of what may stand there: "
        "council, children-services, "
    )
    assert [problem.what for problem in check_catalogue(ruleset)] == [words]
    with pytest.raises(NotFound, match="kent is left out"):
        find_place(ruleset, "kent")


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("place.yaml", "name: [", "kent/place.yaml: This definition file cannot be read"),
        ("place.yaml", None, "kent: A place needs a file place.yaml."),
        ("agencies.tsv", None, "kent/agencies.tsv: The table cannot be read."),
        ("agencies.tsv", "", "kent/agencies.tsv row 1: The headings are missing."),
    ],
)
def test_a_file_that_cannot_be_read_stops_its_place(tmp_path: Path, file: str, text: str | None, says: str) -> None:
    write_place(tmp_path, "kent", "E10000016", None)
    (tmp_path / "kent" / file).unlink()
    if text is not None:
        (tmp_path / "kent" / file).write_text(text)
    [words] = load_ruleset(tmp_path).left_out
    assert words.startswith(f"The place kent is left out: {says}")


def test_a_broken_place_hides_the_sample_of_its_name(tmp_path: Path) -> None:
    write_place(tmp_path, "lewisham", "E09", None)
    assert {*load_ruleset(tmp_path).places} == {"nottinghamshire"}


def test_a_broken_place_of_a_pack_stops_no_other_of_the_pack(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "south-east")
    write_place(pack / "mappings" / "places", "kent", "E10000016", None)
    write_place(pack / "mappings" / "places", "surrey", "E10000030", None)
    change(pack / "mappings/places/kent/agencies.tsv", "E10000016", "E99")
    ruleset = load_ruleset(packs=[pack])
    assert "surrey" in ruleset.places
    [words] = ruleset.left_out
    assert words.startswith("The place kent is left out: pack south-east, mappings/places/kent/agencies.tsv row 2: ")


@pytest.mark.long
def test_every_answer_says_what_is_left_out(
    folders: tuple[Path, list[Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places, packs = folders
    change(packs[0] / EXAMPLE.format("kent-roads"), "per: 100", "per: 99")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("RETURNONCE_PLACES", str(places))
    monkeypatch.setenv("RETURNONCE_DEFINITIONS", ":".join(map(str, packs)))
    # The second time from the home's cache, as in another process.
    for _ in range(2):
        find_ruleset.cache_clear()
        assert main(["plan", "--place", "surrey"]) == 0
        assert "A pack is left out: pack kent-roads" in capsys.readouterr().err
    assert main(["plan", "--place", "kent"]) == 1
    assert main(["catalogue", "check"]) == 1


def test_a_place_sees_its_packs_and_those_that_they_need(folders: tuple[Path, list[Path]]) -> None:
    places, packs = folders
    change(packs[0] / "pack.yaml", "needs: {}", "needs: {inspection: 1.0.0}")
    ruleset = load_ruleset(places, packs=packs)
    seen = {code for code in ruleset.catalogue if ruleset.sees_indicator("kent", code)}
    assert {ruleset.themes[code] for code in seen} >= {"kent-roads", "annex-a", "adoption", "population"}
    assert seen.isdisjoint({"other-example", "residual-waste-per-household"})
    assert all(ruleset.sees_indicator("lewisham", code) for code in ruleset.catalogue)
    with pytest.raises(NotFound):
        ruleset.sees("nowhere", "x")


@pytest.mark.long
def test_a_place_makes_returns_of_its_packs(folders: tuple[Path, list[Path]]) -> None:
    places, packs = folders
    rows = "[{return: crc, areas: [E10000012], from: FY2010-11, illustrative: false}]"
    write_place(places, "essex", "E10000012", "[kent-roads, nowhere]", rows)
    write_place(places, "devon", "E10000008", "[nis-2008]", rows.replace("E10000012", "E10000008"))
    problems = [(each.file, each.what) for each in check_catalogue(load_ruleset(places, packs=packs))]
    assert problems == [
        ("essex/place.yaml", "packs: there is no pack nowhere."),
        ("essex/place.yaml", "It makes crc, and the pack nis-2008 is not switched on."),
    ]


@pytest.mark.long
def test_a_place_keeps_what_was_parted_from_its_pack(folders: tuple[Path, list[Path]]) -> None:
    """As a workspace of an earlier release says: its pack held the sample agreement too, and it makes that return."""
    places, packs = folders
    rows = "[{return: %s, areas: [E10000012], from: FY2010-11, to: FY2010-11, illustrative: false}]"
    write_place(places, "essex", "E10000012", "[nis-2008]", rows % "local-area-agreement")
    write_place(places, "devon", "E10000008", "[nis-2008]", rows.replace("E10000012", "E10000008") % "crc")
    ruleset = load_ruleset(places, packs=packs)
    assert not [each for each in check_catalogue(ruleset) if each.file.startswith(("essex", "devon"))]
    seen = [name for name in ruleset.places if ruleset.sees_return(name, "local-area-agreement")]
    assert {"essex", "nottinghamshire"} <= {*seen}
    assert "devon" not in seen
    assert "sample" in ruleset.return_titles(["essex"])["local-area-agreement"].casefold()


@pytest.mark.long
def test_a_misspelt_file_of_a_place_is_named(folders: tuple[Path, list[Path]]) -> None:
    places, packs = folders
    (places / "kent" / "agencys.tsv").write_text("")
    (places / "notes.csv").write_text("")
    problems = [(each.file, each.what, each.mend) for each in check_catalogue(load_ruleset(places, packs=packs))]
    assert [problem[:2] for problem in problems] == [
        ("kent/agencys.tsv", "Nothing is read from this file."),
        ("notes.csv", "Nothing is read from this file."),
    ]
    assert problems[0][2] == "Name it kent/agencies.tsv, or move it away."


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("contacts.csv", "Name it kent/contacts.tsv, or move it away."),
        ("agencies.xlsx", "Name it kent/agencies.tsv, or move it away."),
        ("place.yml", "Name it place.yaml."),
        ("contacts.tsv.txt", None),
        ("notes.txt", None),
        ("README.md", None),
    ],
)
def test_a_file_that_nothing_reads_is_told_whatever_its_kind(tmp_path: Path, name: str, mend: str | None) -> None:
    write_place(tmp_path, "kent", "E10000016", None)
    (tmp_path / "kent" / name).write_text("x")
    ruleset = load_ruleset(tmp_path)
    assert "kent" in ruleset.places
    assert ruleset.unread == (() if mend is None else (f"Nothing is read from kent/{name}. {mend}",))


def test_places_check_says_what_is_wrong_with_each(
    folders: tuple[Path, list[Path]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places, packs = folders
    monkeypatch.setenv("RETURNONCE_HOME", str(places.parent / "var"))
    monkeypatch.setenv("RETURNONCE_PLACES", str(places))
    monkeypatch.setenv("RETURNONCE_DEFINITIONS", ":".join(map(str, packs)))
    assert main(["places", "check"]) == 0
    assert "4 places: no problems." in capsys.readouterr().out
    change(places / "kent" / "agencies.tsv", "\tcouncil\tE", "\tcuoncil\tE")
    entry = "[{return: crk, areas: [E10000030], from: FY2010-11, illustrative: false}]"
    change(places / "surrey" / "place.yaml", "returns: []", f"returns: {entry}")
    (places / "surrey" / "contact.tsv").write_text("")
    assert main(["places", "check"]) == 1
    said = capsys.readouterr().out
    for words in (
        "kent/agencies.tsv row 2: column roles: 'cuoncil'",
        "surrey/place.yaml: There is no return crk.",
        "Name it surrey/contacts.tsv",
    ):
        assert words in said
