"""Answers by the rules of an instant (``as_of``), and the headers that name the ruleset."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from api.dependencies import AsOfDep, ContextDep
from api.http.paging import PageRequest
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
        content, headers = self._read(answer, **arguments)
        return self._respond(content, headers)

    def page(self, answer: Describer, name: str, page_request: PageRequest, **arguments: Any) -> Response:
        """The same of a list, which lies under ``name``: a page of it."""
        content, headers = self._read(answer, **arguments)
        page = page_request.slice(content[name])
        return self._respond(content | {name: page.rows}, headers | page.headers)

    def file(self, write: Callable[..., bytes], media_type: str, file_name: str, **arguments: Any) -> Response:
        """A file that a function writes of the ruleset of the instant."""
        content, headers = self._read(lambda ruleset: {"data": write(ruleset, **arguments)})
        return etag_response(self.request, content["data"], media_type=media_type, file_name=file_name, headers=headers)

    def _read(self, answer: Describer, **arguments: Any) -> tuple[dict[str, Any], dict[str, str]]:
        if self.as_of is None:
            return answer(self.context.ruleset, **arguments), {"Ruleset": self.context.ruleset.hash}
        content, rules = describe_as_of(self.context, self.as_of, answer, **arguments)
        return content, rules_headers(rules)

    def _respond(self, content: dict[str, Any], headers: dict[str, str]) -> Response:
        data = json.dumps(content, ensure_ascii=False).encode()
        return etag_response(self.request, data, media_type=MEDIA_TYPES["json"], headers=headers)


def rules_headers(rules: RulesOfInstant) -> dict[str, str]:
    """The ruleset that the answer rests on, with a note where there is one."""
    return {"Ruleset": rules.hash} | ({"Ruleset-Note": rules.note} if rules.note else {})


AsOfReaderDep = Annotated[AsOfReader, Depends()]
