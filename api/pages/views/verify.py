"""The outcome of verifying a file, in words."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.views.edition import edition_page_path
from api.pages.views.proposal import AUDIENCES, return_title, where_words
from api.pages.wording import instant_words
from exports.bundles.file_proof import FileProof
from exports.editions.published_editions import PublishedEdition
from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class ProofPage:
    """``state``: whether the edition still counts; ``href``: the edition's page, where there is one for the reader."""

    holds: bool
    sentences: tuple[str, ...]
    state: str
    href: str
    facts: tuple[tuple[str, str], ...]


def proof_page(ruleset: Ruleset, proof: FileProof, newest: int, key_in_use: str) -> ProofPage:
    """``newest``: the number of the edition that counts, 0 where none does or where it is not known."""
    edition = proof.edition
    signed = ""
    if proof.key:
        signed = f"{proof.key}, {'the key in use' if proof.key == key_in_use else 'a key of before'}"
    facts = (("Signed with the key", signed), ("SHA-256 of what you have", proof.sha256))
    state, href = (_state(edition, newest), edition_page_path(edition)) if edition and proof.holds else ("", "")
    said = tuple((name, text) for name, text in facts if text)
    return ProofPage(proof.holds, _describe(ruleset, proof), state, href, said)


def _describe(ruleset: Ruleset, proof: FileProof) -> tuple[str, ...]:
    if not proof.holds:
        return tuple(fault.what for fault in proof.faults)
    signature = "Its signature was made with a key that this service publishes."
    if proof.edition is not None:
        what = f"the file {proof.name}" if proof.name else "the whole signed bundle"
        return (f"It is {what} of {_name(ruleset, proof.edition)}, as {_audience(proof.audience)} has it, published "
                f"{instant_words(proof.edition.published_at)}.",
                "Not a byte of it was changed.", signature)  # fmt: skip
    manifest = proof.manifest
    name = return_title(ruleset, str(manifest["return"]))
    where = where_words(ruleset, str(manifest["area"]), str(manifest["period"]))
    return (f"It is the whole signed bundle of {name}, {where}, edition {manifest['number']}.",
            "Not a byte of it was changed.", signature)  # fmt: skip


def _name(ruleset: Ruleset, edition: PublishedEdition) -> str:
    where = where_words(ruleset, edition.area, edition.period)
    return f"{return_title(ruleset, edition.return_code)}, {where}, edition {edition.number}"


def _audience(code: str) -> str:
    return AUDIENCES.get(code, code).replace("The ", "the ")


def _state(edition: PublishedEdition, newest: int) -> str:
    if edition.withdrawn_at is not None:
        return f"But edition {edition.number} was withdrawn {instant_words(edition.withdrawn_at)}: it does not count."
    if newest and newest != edition.number:
        return f"But it was restated since: edition {newest} counts now."
    return f"Edition {edition.number} is the one that counts now."
