"""Profiles as the text of files that ``advisor.loading.profile`` reads back to equal profiles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from advisor.loading.yaml_text import plain_scalar
from advisor.model.profile import Profile, file_data


def profile_as_yaml(profile: Profile) -> str:
    """The profile as the text of a YAML file."""
    return str(yaml.dump(file_data(profile), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


def profile_as_json(profile: Profile) -> str:
    """The profile as the text of a JSON file."""
    return json.dumps(file_data(profile), ensure_ascii=False, indent=2) + "\n"


def profile_text(profile: Profile, path: Path) -> str:
    """The profile as the text of a file of that name: JSON when it ends so, else YAML."""
    return profile_as_json(profile) if path.suffix.casefold() == ".json" else profile_as_yaml(profile)


_ODD_LINE_END = re.compile(r"[\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """Quotes every text that a reader of YAML 1.2 would take for a number, which YAML 1.1 does not (``1e5``), and
    escapes the line ends that a reader folds into spaces."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    plain = text and isinstance(plain_scalar(text), str)
    style = '"' if _ODD_LINE_END.search(text) else None if plain else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
