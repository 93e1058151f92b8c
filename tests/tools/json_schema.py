#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Hold JSON against the schemas of docs/reference/json.

    json_schema.py valid NAME [lines]   stdin is one document, or a document on each line, of the
                                        schema NAME
    json_schema.py closed               each schema is one of the draft that it names, allows no
                                        key beside those that it describes, and describes each
    json_schema.py examples             each section of docs/reference/json.md that has a schema
                                        has an example, which is valid, and each schema is on the
                                        page
    json_schema.py keys NAME            print the keys of the schema's object
    json_schema.py ids                  print the ids of the doctor's findings

Prints what is wrong as lines that begin with "# ", and ends with 1 then.
"""

import json
import os
import re
import sys

import jsonschema

DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "reference")
FOLDER = os.path.join(DOCS, "json")
SUFFIX = ".schema.json"


def schema(name):
    with open(os.path.join(FOLDER, name + SUFFIX), encoding="utf-8") as f:
        return json.load(f)


def names():
    return sorted(n[:-len(SUFFIX)] for n in os.listdir(FOLDER) if n.endswith(SUFFIX))


def wrong_with(name, document):
    """What of a document its schema does not allow."""
    validator = jsonschema.Draft202012Validator(schema(name))
    return [f"{name}: {'/'.join(map(str, e.absolute_path))}: {e.message}"
            for e in validator.iter_errors(document)]


def valid(name, form=""):
    text = sys.stdin.read()
    texts = text.splitlines() if form == "lines" else [text]
    wrong = [w for t in texts for w in wrong_with(name, json.loads(t))]
    return wrong + ([] if texts else [f"{name}: there is no document"])


def open_parts(part, path):
    """Objects and keys of a schema that are not described to the end."""
    if not isinstance(part, dict):
        return
    if path and "description" not in part:
        yield f"{path}: no description"
    if part.get("type") == "object" and part.get("additionalProperties") is not False:
        yield f"{path}: other keys are allowed"
    if not set(part.get("required", [])) <= set(part.get("properties", {})):
        yield f"{path}: a required key is not described"
    for group in ("properties", "$defs"):
        for key, value in part.get(group, {}).items():
            yield from open_parts(value, f"{path}/{key}")
    if "items" in part:
        yield from open_parts(part["items"], path + "/items")


def closed():
    wrong = []
    for name in names():
        jsonschema.Draft202012Validator.check_schema(schema(name))
        wrong += open_parts(schema(name), name)
    return wrong + ([] if names() else ["there are no schemas"])


def examples():
    with open(os.path.join(DOCS, "json.md"), encoding="utf-8") as f:
        sections = re.split(r"^## ", f.read(), flags=re.M)[1:]
    wrong, named = [], set()
    for section in sections:
        title = section.splitlines()[0]
        links = re.findall(r"\]\(json/([a-z-]+)\.schema\.json\)", section)
        blocks = re.findall(r"^```json\n(.*?)^```", section, flags=re.M | re.S)
        named.update(links)
        if len(links) != len(blocks):
            wrong.append(f"json.md: {title}: {len(links)} schemas, {len(blocks)} examples")
        for name, block in zip(links, blocks):
            wrong += [f"json.md: {w}" for w in wrong_with(name, json.loads(block))]
    return wrong + [f"json.md: {name} is not there" for name in names() if name not in named]


def keys(name):
    print(*schema(name)["properties"], sep="\n")


def ids():
    finding = schema("facetctl-doctor")["$defs"]["finding"]
    print(*finding["properties"]["id"]["enum"], sep="\n")


def main():
    command = {"valid": valid, "closed": closed, "examples": examples, "keys": keys, "ids": ids}
    wrong = command[sys.argv[1]](*sys.argv[2:]) or []
    for line in wrong:
        print(f"# {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
