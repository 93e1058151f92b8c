#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Check that Facet's udev rules match Facet's devices alone, and that PROGRAM changes nothing.

Prints TAP; run by interfaces.sh.
"""

import re
import sys

from cases import check

RULES = "tools/host/udev/70-facet.rules"
# Each rule has one of these matches. The name of a device does not prove that it is Facet's.
OWN = (r'SUBSYSTEM=="', r'DRIVER=="facet"', r'TEST=="type_defaults"')
# Programs that change nothing.
READ_ONLY = ("/usr/bin/test", "/bin/test")


def rules():
    with open(RULES, encoding="utf-8") as f:
        lines = [line.strip() for line in f]
    return [line for line in lines if line and not line.startswith("#")]


def main():
    all_rules = rules()
    wipes = [line for line in all_rules if re.search(r'\bRUN(\{\w+\})?:?="', line)]
    good = [
        check("each rule of udev's says of which subsystem, driver or kind its devices are",
              [line for line in all_rules if not any(re.search(own, line) for own in OWN)]),
        check("what other packages run is only wiped where mdevctl's rule has put something there",
              [line for line in wipes if 'TEST=="/etc/mdevctl.d/$kernel"' not in line
               or 'TEST!="/usr/sbin/mdevctl"' not in line]),
        check("no rule changes anything by PROGRAM, which is for questions",
              [line for line in all_rules
               if (m := re.search(r'PROGRAM=="([^" ]*)', line)) and m[1] not in READ_ONLY]),
        check("there are rules to be checked",
              [] if len(all_rules) >= 4 and wipes else ["too few"]),
    ]
    return 0 if all(good) else 1


sys.exit(main())
