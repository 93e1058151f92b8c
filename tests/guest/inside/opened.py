#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Run a command with a connection to the display of a libvirt domain.

opened.py DOMAIN COMMAND...: runs COMMAND with "--fd N" appended; N is the connection.
"""

import os
import sys

import libvirt


def main():
    connection = libvirt.open()
    fd = connection.lookupByName(sys.argv[1]).openGraphicsFD(0)
    os.set_inheritable(fd, True)
    os.execv(sys.argv[2], [*sys.argv[2:], "--fd", str(fd)])


if __name__ == "__main__":
    main()
