"""Answers by the rules of an instant (``as_of``), and the headers that name the ruleset."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from api.dependencies import AsOfDep, ContextDep
from api.http.responses import MEDIA_TYPES, etag_response
from mappings.ruleset.definitions_as_of import Describer, describe_as_of
from mappings.ruleset.ruleset_history import RulesOfInstant


@dataclass(frozen=True)
class AsOfReader:
    """Reads definitions as of the instant that a request names; without one, as of now."""

    request: Request
    context: ContextDep
    as_of: AsOfDep

    def definitions(self, answer: Describer, **arguments: Any) -> Response:
        """JSON of what a function returns for the ruleset of the instant."""
        if self.as_of is None:
            content, headers = answer(self.context.ruleset, **arguments), {"Ruleset": self.context.ruleset.hash}
        else:
            content, rules = describe_as_of(self.context, self.as_of, answer, **arguments)
            headers = rules_headers(rules)
        data = json.dumps(content, ensure_ascii=False).encode()
        return etag_response(self.request, data, media_type=MEDIA_TYPES["json"], headers=headers)


def rules_headers(rules: RulesOfInstant) -> dict[str, str]:
    """The ruleset that the answer rests on, with a note where there is one."""
    return {"Ruleset": rules.hash} | ({"Ruleset-Note": rules.note} if rules.note else {})


AsOfReaderDep = Annotated[AsOfReader, Depends()]
