/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of facet-host-owner have in common. */
#ifndef HOST_OWNER_H
#define HOST_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "client.h"

#define RAM_SIZE	(32u << 20)
#define PATIENCE_MS	patience(10000)

uint64_t now_ms(void);

/* A vGPU with this process's memory, on which requests run. */
bool open_with_memory(struct client *c, const char *uuid);
bool request_runs(struct client *c, int ms);

/* Ends a process of ours; @pid may be what fork() gives where it fails. */
void end(pid_t pid);

/*
 * beside.c: @neighbour works while the process of @uuid is @how: stopped, killed, idle, frozen or
 * throttled. Return: ok_status().
 */
int program_beside(const char *uuid, const char *neighbour, const char *how);

#endif
