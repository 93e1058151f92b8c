#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Write what is made of the description of the tools (description.json) to stdout.

    generate.py DESCRIPTION attributes        the tables of tools/facetctl/attributes.h, in C

The description has the options, commands and arguments of all programs, and the attributes of a
vGPU that can be set:

    "common"      options that all programs and commands have
    "attributes"  name, a summary, and valid values: as text, and as words or as a range of numbers
    "programs"    name, manual, options, and either arguments or commands. An option "takes" one of
                  a list of words, or a value of a kind; each argument is of a kind. "..." behind
                  a kind: the argument can be repeated.

Kinds: vgpu, type, parent (from sysfs), attribute (KEY=VALUE), command, file, json-file, nothing.
"""

import json
import sys

HEADER = "Made by tools/description/generate.py of tools/description/description.json."


def text(words):
    """A string literal in C."""
    return json.dumps(words)


def attributes(description):
    yield "// SPDX-License-Identifier: GPL-2.0-only"
    yield f"/* {HEADER} */"
    yield '#include "tools/facetctl/attributes.h"'
    yield ""
    yield "const struct attribute attributes[] = {"
    for row in description["attributes"]:
        words = row.get("words", [])
        listed = ", ".join(map(text, words + ["NULL"])).replace('"NULL"', "NULL")
        yield f"\t{{ {text(row['name'])}, {text(row['values'])},"
        yield f"\t  (const char *const[]){{ {listed} }}, {len(words)} }},"
    yield "};"
    yield "const size_t attribute_count = sizeof(attributes) / sizeof(attributes[0]);"
    yield ""
    yield "const char *const attribute_names[] = {"
    for row in description["attributes"]:
        yield f"\t{text(row['name'])},"
    yield "};"
    yield ""
    yield "const struct argp_option attribute_options[] = {"
    for row in description["attributes"]:
        words = text(f"{row['summary']}: {row['values']}")
        yield f"\t{{ {text(row['name'])}, 0, NULL, OPTION_DOC, {words}, 0 }},"
    yield "\t{ 0 },"
    yield "};"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        description = json.load(file)
    if sys.argv[2:] != ["attributes"]:
        sys.exit("generate.py: usage error: generate.py DESCRIPTION attributes")
    for line in attributes(description):
        print(line)


if __name__ == "__main__":
    main()
