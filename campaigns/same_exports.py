"""``make same-exports BASE=0238f79``: does the demonstration still write the bytes that it wrote at another commit?

Both demonstrations run in this environment, one after the other. Masked are the ruleset's hash (it covers the paths of
definition files), the head of the audit trail, which is hashed over it, the instant in a calendar, and the SHA-256 of
a file that holds one of these, or of a zip, whose members are compared. A manifest's SHA-256 is masked only after it
was found to be that of the file it names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

ROOT = Path(__file__).parents[1]
WORK = ROOT / "var" / "same-exports"
#: What the demonstration writes for people and recipients. Keys, the store and sealed records differ each time.
FOLDERS = ("returns", "returns-of-records", "records-made-up", "templates", "calendars")
SUMMARY = "summary.txt"
HASH = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")
CALENDAR_INSTANT = re.compile(rb"(DTSTAMP|LAST-MODIFIED):\d{8}T\d{6}Z")
#: So much of a ruleset's hash is shown to people.
SHORT = 12


class DemoOutput:
    """The output folder of one demonstration."""

    def __init__(self, folder: Path) -> None:
        files = folder / "home" / "files"
        self.folder = folder
        self.rulesets = [archive.stem.encode() for archive in (files / "rulesets").glob("*.zip")]
        self.editions = _by_hash(files / "editions")
        hashed = self.editions | _by_hash(files / "received") | _zips_by_hash(folder)
        self._hashed = hashed | {digest[:SHORT]: path for digest, path in hashed.items()}
        self._stand_ins: dict[bytes, bytes] = {}

    def exports(self) -> dict[str, bytes]:
        """Masked content of each file written for people and recipients, by its path."""
        paths = [path for name in FOLDERS for path in (self.folder / name).rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): self._masked_file(path) for path in [*paths, self._summary]}

    def published(self) -> Counter[str]:
        """SHA-256 of each masked file of a published edition, with how many have it."""
        return Counter(sha256(self.masked(path.read_bytes())).hexdigest() for path in self.editions.values())

    @property
    def _summary(self) -> Path:
        return self.folder / SUMMARY

    def _masked_file(self, path: Path) -> bytes:
        return self._masked_manifest(path) if path.name.endswith(".manifest.json") else self.masked(path.read_bytes())

    def masked(self, content: bytes) -> bytes:
        """Content with its masks; of an archive the members, each with its name, date and way of packing."""
        if is_zipfile(BytesIO(content)):
            return b"".join(self._masked_members(content))
        for ruleset in self.rulesets:
            content = content.replace(ruleset, b"RULESET").replace(ruleset[:SHORT], b"RULESET")
        content = HASH.sub(lambda match: self._stand_in(match[0]), content)
        return CALENDAR_INSTANT.sub(rb"\1:INSTANT", content)

    def _stand_in(self, digest: bytes) -> bytes:
        """For the SHA-256 of a file that was received or published: that of the masked file."""
        if digest in self._hashed and digest not in self._stand_ins:
            self._stand_ins[digest] = sha256(self.masked(self._hashed[digest].read_bytes())).hexdigest().encode()
        return self._stand_ins.get(digest, digest)

    def _masked_members(self, content: bytes) -> list[bytes]:
        with ZipFile(BytesIO(content)) as archive:
            members = [(each, archive.read(each)) for each in archive.infolist()]
        return [
            f"{each.filename} {each.date_time} {each.compress_type}\n".encode() + self.masked(data)
            for each, data in members
        ]

    def _masked_manifest(self, path: Path) -> bytes:
        """A manifest whose hashes were found true, with those of the masked files in their place."""
        manifest = json.loads(path.read_bytes())
        for file in manifest["files"]:
            content = path.with_name(file["name"]).read_bytes()
            if (file["sha256"], file["bytes"]) != (sha256(content).hexdigest(), len(content)):
                sys.exit(f"{path} does not tell the truth about {file['name']}.")
            content = self.masked(content)
            file |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
        # The order of the sources is that of their hashes, of which some are masked.
        masked = json.loads(self.masked(json.dumps(manifest | {"audit_head": "AUDIT"}).encode()))
        return json.dumps(masked | {"sources": sorted(masked.get("sources", []))}).encode()


def _by_hash(folder: Path) -> dict[bytes, Path]:
    """The files under a folder, each named by the SHA-256 of its content."""
    return {path.name.encode(): path for path in folder.rglob("*") if path.is_file()}


def _zips_by_hash(folder: Path) -> dict[bytes, Path]:
    """The zips that were written, by the SHA-256 of each: another packing of the same members is no difference."""
    zips = (path for name in FOLDERS for path in (folder / name).rglob("*.zip"))
    return {sha256(path.read_bytes()).hexdigest().encode(): path for path in zips}


def differences(before: DemoOutput, after: DemoOutput) -> list[str]:
    """One line for each export that is missing, new or different; none where both wrote the same."""
    old, new = before.exports(), after.exports()
    lines = [f"missing: {name}" for name in sorted(old.keys() - new.keys())]
    lines += [f"new: {name}" for name in sorted(new.keys() - old.keys())]
    lines += [f"different: {name}" for name in sorted(old.keys() & new.keys()) if old[name] != new[name]]
    gone, added = before.published() - after.published(), after.published() - before.published()
    if gone or added:
        lines.append(f"files of published editions: {gone.total()} are gone, {added.total()} are new")
    return lines


def demonstrate(commit: str) -> DemoOutput:
    """Run the demonstration of a commit, or with an empty one that of the working tree.

    Every path in its summary is relative, so both run in a folder of their own under the same name.
    """
    tree, home = (WORK / "tree" if commit else ROOT), WORK / (commit or "here")
    home.mkdir(parents=True)
    if commit:
        subprocess.run(["git", "worktree", "add", "--detach", "--force", tree, commit], cwd=ROOT, check=True)
    try:
        verb = [sys.executable, "-c", "import sys; from cli import main; sys.exit(main())", "demo", "--no-serve"]
        environment = os.environ | {"PYTHONPATH": str(tree)}
        subprocess.run([*verb, "--out", "demo"], cwd=home, env=environment, check=True, stdout=subprocess.DEVNULL)
    finally:
        if commit:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)
    return DemoOutput(home / "demo")


def main(argv: Sequence[str]) -> int:
    """0 where both demonstrations wrote the same, 1 where they did not."""
    (base,) = argv
    shutil.rmtree(WORK, ignore_errors=True)
    before, after = demonstrate(base), demonstrate("")
    lines = differences(before, after)
    count = f"{len(after.exports())} exports and {len(after.editions)} files of published editions"
    print(*lines, f"{count}: {'not ' if lines else ''}the same as at {base}.", sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
