"""Run beside a client made by openapi-python-client: reads every operation that is named, and says what came.

``python read_everything.py SERVICE CALLS``: CALLS is JSON, a list of operationId, tag, key, path, query and media type.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from datetime import date


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def main(service: str, calls: list[dict]) -> None:
    from made.client import AuthenticatedClient

    for call in calls:
        client = AuthenticatedClient(base_url=service, token=call["key"], timeout=120)
        module = importlib.import_module(f"made.api.{call['tag']}.{snake(call['operation'])}")
        taken = inspect.signature(module.sync_detailed).parameters
        named = {}
        for name, value in (call["path"] | call["query"]).items():
            known = snake(name) if snake(name) in taken else f"{snake(name)}_"
            is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", value) and "date" in str(taken[known].annotation)
            named[known] = date.fromisoformat(value) if is_day else value
        answer = module.sync_detailed(client=client, **named)
        print(
            json.dumps(
                {
                    "operation": call["operation"],
                    "status": int(answer.status_code),
                    "parsed": type(answer.parsed).__name__,
                    "bytes": len(answer.content),
                }
            )
        )


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
