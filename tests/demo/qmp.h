/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A minimal client of QEMU's machine protocol: one socket, one command at a time, one descriptor.
 */
#ifndef DEMO_QMP_H
#define DEMO_QMP_H

/* Connect and negotiate capabilities. Return: a socket; -1 after a message on stderr. */
int qmp_connect(const char *path);
/* Send @command (JSON), with @fd unless it is -1. Return: 0 if QEMU replies "return", else -1. */
int qmp_execute(int qmp, const char *command, int fd);
/* Give QEMU a socket for D-Bus. Return: the other end of the socket, or -1. */
int qmp_open_dbus_display(int qmp);
/* Let QEMU write its own picture of the screen to @path. */
int qmp_screendump(int qmp, const char *path);

#endif
