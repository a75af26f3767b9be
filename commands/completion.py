"""``returnonce completion``: the script by which a shell completes what is typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from returnonce.console import Console

SCRIPTS = Path(__file__).with_name("completion_scripts")


class Shell(StrEnum):
    """The shells for which there is a script."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


#: Where each shell reads it from at every start.
PLACES = {
    Shell.BASH: 'Put this line into ~/.bashrc: eval "$(returnonce completion bash)"',
    Shell.ZSH: 'Put this line into ~/.zshrc, after compinit: eval "$(returnonce completion zsh)"',
    Shell.FISH: "Keep it: returnonce completion fish > ~/.config/fish/completions/returnonce.fish",
}


def completion(shell: Annotated[Shell, typer.Argument(help="bash, zsh or fish.", metavar="SHELL")]) -> None:
    """Print the script by which a shell completes verbs, options and codes."""
    console = Console()
    console.text((SCRIPTS / f"returnonce.{shell.value}").read_text(encoding="utf-8").rstrip("\n"))
    console.say(PLACES[shell])
