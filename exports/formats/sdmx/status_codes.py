"""Our symbols and statuses as codes of SDMX's lists CL_OBS_STATUS and CL_CONF_STATUS.

Only the codes used here. Which symbol is which code is our own judgement; SYMBOL beside it holds our word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NORMAL, FREE = "A", "F"
OBS_STATUS = {
    "A": "Normal value",
    "E": "Estimated value",
    "M": "Missing value; data cannot exist",
    "N": "Not significant",
    "O": "Missing value",
    "P": "Provisional value",
    "Q": "Missing value; suppressed",
    "U": "Low reliability",
}
CONF_STATUS = {"C": "Confidential statistical information", "F": "Free (free for publication)"}
_SYMBOLS = {
    "confidential": "Q", "not_applicable": "M", "not_available": "O", "rounds_to_zero": "N", "unreliable": "U",
}  # fmt: skip
_STATUSES = {"provisional": "P", "estimated": "E", "local_estimate": "E"}


def obs_status(row: Mapping[str, Any]) -> str:
    """The observation status: why there is no figure, else how final it is."""
    if row["symbol"] is not None:
        return _SYMBOLS[row["symbol"]]
    return _STATUSES.get(row["status"] or "", NORMAL)


def conf_status(row: Mapping[str, Any]) -> str:
    """The confidentiality status: whether the figure is withheld to protect people."""
    return "C" if row["symbol"] == "confidential" else FREE
