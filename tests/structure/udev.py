#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Check that Facet's udev rules match Facet's devices alone, and that PROGRAM changes nothing.

Prints TAP; run by interfaces.sh.
"""

import re
import sys

from cases import check

RULES = ("tools/host/udev/70-facet.rules", "tools/host/udev/72-facet-card.rules",
         "engine/service/71-facet-engine.rules")
# Each rule has one of these matches. The name of a device does not prove that it is Facet's.
OWN = (r'SUBSYSTEM=="', r'DRIVER=="facet"')
# Programs that change nothing.
READ_ONLY = ("/usr/bin/test", "/bin/test")
# RUN="..." and RUN:="..." remove what earlier rules have put into RUN.
WIPES = re.compile(r'\bRUN(\{\w+\})?:?="')


def rules():
    lines = []
    for path in RULES:
        with open(path, encoding="utf-8") as f:
            lines += [line.strip() for line in f]
    return [line for line in lines if line and not line.startswith("#")]


def main():
    all_rules = rules()
    good = [
        check("each rule of udev's says of which subsystem, driver or kind its devices are",
              [line for line in all_rules if not any(re.search(own, line) for own in OWN)]),
        check("no rule removes what rules of other packages run",
              [line for line in all_rules if WIPES.search(line)]),
        check("no rule changes anything by PROGRAM, which is for questions",
              [line for line in all_rules
               if (m := re.search(r'PROGRAM=="([^" ]*)', line)) and m[1] not in READ_ONLY]),
        check("there are rules to be checked",
              [] if len(all_rules) >= 4 else ["too few"]),
        check("a rule that removes others is found",
              [rule for rule in ('RUN="x"', 'RUN{builtin}:="x"') if not WIPES.search(rule)]),
    ]
    return 0 if all(good) else 1


sys.exit(main())
