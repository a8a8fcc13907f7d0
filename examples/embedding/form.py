"""A questionnaire made from the profile's JSON Schema: no question and no answer is written down here.

python form.py > form.html
"""

from __future__ import annotations

import sys
from html import escape
from typing import Any

from advisor.schemas import json_schema


def page(schema: dict[str, Any]) -> str:
    questions = schema["$defs"]["Answers"]["properties"]
    # The essential questions first, as the interview asks them.
    ordered = sorted(questions.items(), key=lambda item: not item[1]["x-essential"])
    fields = "\n".join(field(name, question) for name, question in ordered)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{escape(schema["title"])}</title>
<form method="post">
<label>Name <input name="name"></label>
{fields}
<button>Assess</button>
</form></html>
"""


def field(name: str, question: dict[str, Any]) -> str:
    choices = "\n".join(
        f'<label title="{escape(each["description"])}"><input type="radio" name="{name}" value="{each["const"]}"'
        f"{' checked' if each['const'] == 'unknown' else ''}> {escape(each['title'])}</label>"
        for each in question["oneOf"]
    )
    return (
        f"<fieldset><legend>{escape(question['description'])}</legend>\n{choices}\n"
        f"<small>{escape(question['x-why'])} ({escape(', '.join(question['x-findings']))})</small></fieldset>"
    )


if __name__ == "__main__":
    sys.stdout.write(page(json_schema("profile")))
