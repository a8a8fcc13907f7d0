"""A client of `iot-advisor serve`, with the standard library alone: asks what matters next, then assesses.

python http_client.py http://127.0.0.1:8000
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def post(url: str, data: dict[str, Any]) -> Any:
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("IOT_ADVISOR_API_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    with urlopen(Request(url, json.dumps(data).encode(), headers), timeout=30) as answer:
        return json.load(answer)


def main(service: str) -> None:
    facts = {"product_customization": "standardized", "sales_channel": "wholesaler"}

    turn = post(f"{service}/v1/next-question", {"facts": facts})
    print(f"next: {turn['question']} (at most {turn['left']} left)")
    facts[turn["attribute"]] = turn["answers"][0]["value"]

    assessment = post(f"{service}/v1/assess", {"name": "From a program", "facts": facts})
    for each in assessment["recommendations"]:
        print(f"{each['rank']:2}  {each['title']}  [{each['grade']}; {', '.join(each['citations'])}]")

    first = assessment["recommendations"][0]["id"]
    why = post(f"{service}/v1/explain/why", {"facts": facts, "id": first})
    print("because of", ", ".join(f"{name} = {value}" for name, value in why["facts"].items()))

    try:
        post(f"{service}/v1/assess", {"facts": {"sales_channel": "wholesale"}})
    except HTTPError as error:
        for fault in json.load(error)["errors"]:
            print(f"{fault['pointer']}: {fault['detail']}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
