/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The migration of a vGPU behind a socket, during one session. model/migration.h has the states and
 * the data.
 */
#ifndef VFU_STATES_H
#define VFU_STATES_H

#include "port.h"

struct facet_instance;
struct facet_migration;

/**
 * struct vfu_states - The migration of one vGPU. The session's thread alone uses it.
 * @name: name of the vGPU in messages: the path of its socket
 * @migration: states and data; NULL: there is no client
 * @limit: rate limit of the reasons of this vGPU
 */
struct vfu_states {
	const char *name;
	struct facet_migration *migration;
	struct port_ratelimit limit;
};

/**
 * vfu_states_open() - Let a client migrate a vGPU, which runs.
 * @states: the migration; @states->name is set
 * @instance: the vGPU
 *
 * Context: the session's thread; may sleep.
 * Return: 0; -ENOMEM: no memory.
 */
int vfu_states_open(struct vfu_states *states, struct facet_instance *instance);

/**
 * vfu_states_reset() - Return to RUNNING after the vGPU was reset. Data are dropped.
 * @states: the migration; without a client nothing happens
 *
 * Context: the session's thread; no lock held; may sleep. Takes &facet_migration.lock, and in it
 * the locks of &facet_model.resume.
 */
void vfu_states_reset(struct vfu_states *states);

/**
 * vfu_states_close() - End the migration of a client. The vGPU runs then, in its reset state.
 * @states: the migration, after vfu_states_reset(); without a client nothing happens
 *
 * Context: the session's thread; may sleep.
 */
void vfu_states_close(struct vfu_states *states);

/**
 * vfu_states_read() - Read the next bytes of the data.
 * @states: the migration
 * @buf: gets the bytes
 * @len: room in @buf
 *
 * Context: the session's thread; no lock held; may sleep. Takes &facet_migration.lock.
 * Return: the number of bytes; less than @len: no more can be read in this state; -EINVAL: there
 * are no data in this state.
 */
ssize_t vfu_states_read(struct vfu_states *states, void *buf, u32 len);

#endif
