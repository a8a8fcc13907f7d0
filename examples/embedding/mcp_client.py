"""A client of `iot-advisor mcp`, with the official SDK: what an assistant does when it uses the advisor."""

from __future__ import annotations

import json
import sys

import anyio
from mcp import Client, StdioServerParameters

SERVER = StdioServerParameters(command=sys.executable, args=["-m", "advisor", "mcp", "--no-audit"])


async def main() -> None:
    async with Client(SERVER) as client:
        print("tools:", ", ".join(tool.name for tool in (await client.list_tools()).tools))

        facts = {"sales_channel": "wholesaler", "data_trust": "low"}
        result = await client.call_tool("assess", {"facts": facts})
        assessment = result.structured_content
        for each in assessment["recommendations"]:
            print(f"{each['rank']:2}  {each['title']}  [{each['grade']}; {', '.join(each['citations'])}]")

        cited = assessment["recommendations"][0]["citations"][0]
        finding = await client.read_resource(f"iot-advisor://findings/{cited}")
        print(f"{cited}:", json.loads(finding.contents[0].text)["paraphrase"])

        faulty = await client.call_tool("assess", {"facts": {"sales_channel": "wholesale"}})
        print("told to the assistant:", faulty.content[0].text)


if __name__ == "__main__":
    anyio.run(main)
