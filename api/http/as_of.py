"""Answers by the rules of an instant (``as_of``), and the headers that name the ruleset."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from api.dependencies import AsOfDep, EngineDep, RulesetDep
from api.http.responses import MEDIA_TYPES, etag_response
from mappings.ruleset.as_of import Asking
from mappings.ruleset.definitions_as_of import Said, known
from mappings.ruleset.ruleset_history import Rules


@dataclass(frozen=True)
class AsOfReader:
    """The instant that a request names, and whom to ask of it; without one, now."""

    request: Request
    engine: EngineDep
    ruleset: RulesetDep
    as_of: AsOfDep

    @property
    def asking(self) -> Asking:
        """Store, kept rules and today's; an application without a house has no older rules."""
        house = self.request.app.state.services
        return Asking(self.engine, house.home if house is not None else Path(os.devnull), self.ruleset)

    def definitions(self, answer: Said, **arguments: Any) -> Response:
        """JSON of what a function of the ruleset says, by the rules of then."""
        if self.as_of is None:
            content, headers = answer(self.ruleset, **arguments), {"Ruleset": self.ruleset.hash}
        else:
            content, rules = known(self.asking, self.as_of, answer, **arguments)
            headers = rules_headers(rules)
        data = json.dumps(content, ensure_ascii=False).encode()
        return etag_response(self.request, data, media_type=MEDIA_TYPES["json"], headers=headers)


def rules_headers(rules: Rules) -> dict[str, str]:
    """By which rules it was answered, and what must be said of that."""
    return {"Ruleset": rules.hash} | ({"Ruleset-Note": rules.note} if rules.note else {})


AsOfReaderDep = Annotated[AsOfReader, Depends()]
