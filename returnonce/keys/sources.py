"""Where a key comes from, if not from the home folder: a variable, a file, or what a program prints."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from returnonce.errors import Unavailable, WrongUsage
from returnonce.settings import PREFIX, Settings

KeyKind = Literal["master", "signing"]
#: A program that asks a vault over the network may take so many seconds.
PATIENCE = 30
#: A key is 44 characters; whatever prints more prints something else.
LONGEST = 1_000


@dataclass(frozen=True)
class KeyText:
    """A key as it was given; ``where``: by which setting."""

    text: str = field(repr=False)
    where: str


def read_key_text(settings: Settings, kind: KeyKind) -> KeyText | None:
    """The key that the settings give; None where they give none, and the home folder's own is used.

    Raises:
        WrongUsage: they give it in more than one way.
        Unavailable: the file cannot be read, or the program does not print a key.
    """
    given = _list_given(settings, kind)
    if len(given) > 1:
        raise WrongUsage(
            f"The {kind} key is given in more than one way.", where=", ".join(given), mend="Keep one of them."
        )
    for name, value in given.items():
        read = _run if isinstance(value, str) else _read_file if isinstance(value, Path) else SecretStr.get_secret_value
        return KeyText(read(value).strip(), name)  # type: ignore[arg-type]
    return None


def _list_given(settings: Settings, kind: KeyKind) -> dict[str, SecretStr | Path | str]:
    """What the settings say of a key, by the name of each variable: the key, a file or a command."""
    values: tuple[SecretStr | Path | str | None, ...]
    if kind == "master":
        values = settings.master_key, settings.master_key_file, settings.master_key_command
    else:
        values = settings.signing_key, settings.signing_key_file, settings.signing_key_command
    names = (f"{PREFIX}{kind.upper()}_KEY{way}" for way in ("", "_FILE", "_COMMAND"))
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def gives_key(settings: Settings, kind: KeyKind) -> bool:
    """Whether the settings give the key; it is not read."""
    return bool(_list_given(settings, kind))


def find_key_place(settings: Settings, kind: KeyKind) -> str:
    """Where the key comes from, for people: a setting, or the home folder's own file."""
    return next(iter(_list_given(settings, kind)), f"keys/{kind}.key")


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(LONGEST).decode("ascii", errors="replace")
    except OSError as error:
        raise Unavailable(
            f"The key's file cannot be read ({type(error).__name__}).", where=str(path),
            mend="Put it there, readable by this user alone.",
        ) from error  # fmt: skip


def _run(command: str) -> str:
    """What the program prints. What it says of an error is for its own log, and not repeated."""
    try:
        parts = shlex.split(command)
        done = subprocess.run(parts, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=True)
    except (ValueError, OSError, subprocess.SubprocessError, IndexError) as error:
        code = f", exit {error.returncode}" if isinstance(error, subprocess.CalledProcessError) else ""
        raise Unavailable(
            f"The program that gives the key did not give one ({type(error).__name__}{code}).",
            mend="Run it by hand as this user: it must print the key alone, and exit with 0.",
        ) from error
    return done.stdout[:LONGEST].decode("ascii", errors="replace")
