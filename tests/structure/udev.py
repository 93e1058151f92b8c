#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Facet's rules for udev touch Facet's devices alone, and change nothing by questions: TAP."""

import re
import sys

from cases import check

RULES = "tools/host/udev/70-facet.rules"
# One of these says that a device is Facet's: its name is not enough.
OWN = (r'SUBSYSTEM=="', r'DRIVER=="facet"', r'TEST=="type_defaults"')
# RUN="..." and RUN:="..." remove what earlier rules have put into RUN.
WIPES = re.compile(r'\bRUN(\{\w+\})?:?="')
# A program that only looks.
LOOKS = ("/usr/bin/test", "/bin/test")


def rules():
    with open(RULES, encoding="utf-8") as f:
        lines = [line.strip() for line in f]
    return [line for line in lines if line and not line.startswith("#")]


def main():
    all_rules = rules()
    wipes = [line for line in all_rules if WIPES.search(line)]
    good = [
        check("each rule of udev's says of which subsystem, driver or kind its devices are",
              [line for line in all_rules if not any(re.search(own, line) for own in OWN)]),
        check("no rule removes what rules of other packages run", wipes),
        check("no rule changes anything by PROGRAM, which is for questions",
              [line for line in all_rules
               if (m := re.search(r'PROGRAM=="([^" ]*)', line)) and m[1] not in LOOKS]),
        check("there are rules to be checked",
              [] if len(all_rules) >= 3 else ["too few"]),
    ]
    return 0 if all(good) else 1


sys.exit(main())
