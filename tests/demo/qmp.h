/* SPDX-License-Identifier: GPL-2.0-only */
/* Just enough of QEMU's machine protocol: one socket, one command at a time, a file passed along. */
#ifndef DEMO_QMP_H
#define DEMO_QMP_H

/* Connect and leave the negotiation behind. Return: a socket, or -1 with a word on stderr. */
int qmp_connect(const char *path);
/* Send @command (a JSON text) and @fd when it is not -1; 0 when QEMU answered "return". */
int qmp_execute(int qmp, const char *command, int fd);
/* Hand QEMU a socket on which to speak D-Bus; return our end of it, or -1. */
int qmp_open_dbus_display(int qmp);
/* Have QEMU write its picture of the screen to @path. */
int qmp_screendump(int qmp, const char *path);

#endif
