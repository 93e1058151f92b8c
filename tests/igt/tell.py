#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""tell.py FILE KEY=VALUE...: write a JSON object for summary.py.

KEY:=VALUE has a value that is JSON itself.
"""
import json
import sys


def main():
    told = {}
    for pair in sys.argv[2:]:
        key, _, value = pair.partition("=")
        told[key.rstrip(":")] = json.loads(value) if key.endswith(":") else value
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        json.dump(told, f, indent=1)


main()
