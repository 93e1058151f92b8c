/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Migration of a vGPU of any model: the states of VFIO's migration protocol, and the data that go
 * from one host to another. Front ends drive it. docs/dev/migration.md has the protocol and the
 * format.
 *
 * Source of the states and arcs: linux/vfio.h, enum vfio_device_mig_state.
 */
#ifndef FACET_MIGRATION_H
#define FACET_MIGRATION_H

#include "port.h"

struct facet_instance;
struct facet_migration;

/* Bytes that hold any reason, with the NUL. */
#define FACET_MIGRATION_REASON	160u

/**
 * enum facet_migration_state - States of a vGPU. The numbers are those of VFIO.
 * @FACET_MIGRATION_ERROR: never entered here
 * @FACET_MIGRATION_STOP: nothing runs
 * @FACET_MIGRATION_RUNNING: the vGPU runs; the state of a new vGPU
 * @FACET_MIGRATION_STOP_COPY: nothing runs, and the data can be read
 * @FACET_MIGRATION_RESUMING: nothing runs, and data are taken
 * @FACET_MIGRATION_RUNNING_P2P: nothing runs, but accesses are answered
 * @FACET_MIGRATION_PRE_COPY: the vGPU runs, and the first data can be read
 * @FACET_MIGRATION_PRE_COPY_P2P: as RUNNING_P2P, and the first data can be read
 * @FACET_MIGRATION_STATES: number of states
 */
enum facet_migration_state {
	FACET_MIGRATION_ERROR,
	FACET_MIGRATION_STOP,
	FACET_MIGRATION_RUNNING,
	FACET_MIGRATION_STOP_COPY,
	FACET_MIGRATION_RESUMING,
	FACET_MIGRATION_RUNNING_P2P,
	FACET_MIGRATION_PRE_COPY,
	FACET_MIGRATION_PRE_COPY_P2P,
	FACET_MIGRATION_STATES,
};

/**
 * struct facet_migration_ops - What a front end does for a migration.
 * @reason: say why data were refused. @text is one line, without a newline. Process context, a
 *	mutex of the migration held: it does not call the migration
 * @pins: NULL: not known; else return how many pages of guest memory are pinned. Context as @reason
 * @may_pin: NULL: yes; else tell whether @pages pages of guest memory may be pinned, any number.
 *	Context as @reason, in the thread of facet_migration_write()
 */
struct facet_migration_ops {
	void (*reason)(void *host, const char *text);
	u32 (*pins)(void *host);
	bool (*may_pin)(void *host, u32 pages);
};

/**
 * facet_migration_create() - Make what a vGPU needs to migrate.
 * @instance: the vGPU, which outlives this
 * @ops: the front end
 * @host: first argument of each op
 * @out: gets the new object, in the state RUNNING
 *
 * Context: process context; may sleep.
 * Return: 0; -ENOMEM.
 */
int facet_migration_create(struct facet_instance *instance, const struct facet_migration_ops *ops,
			   void *host, struct facet_migration **out);

/**
 * facet_migration_destroy() - Free a migration and its data, before the vGPU is destroyed.
 * @m: the migration; NULL: nothing happens
 *
 * A vGPU that is paused stays so: after a move, the guest's memory may belong to another host.
 *
 * Context: process context; may sleep. Takes no lock: nobody uses @m any more.
 */
void facet_migration_destroy(struct facet_migration *m);

/**
 * facet_migration_state() - Return the state of a vGPU.
 * @m: the migration
 *
 * Context: any; takes no lock.
 * Return: the state.
 */
enum facet_migration_state facet_migration_state(const struct facet_migration *m);

/**
 * facet_migration_next() - Find the first arc on the way from one state to another.
 * @from: a state
 * @to: the state to reach, any value
 * @next: gets the state at the end of that arc
 *
 * The way is that of vfio_mig_get_next_state() for a device with P2P and PRE_COPY: the shortest.
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: there is no way, or @to is @from.
 */
int facet_migration_next(enum facet_migration_state from, u32 to,
			 enum facet_migration_state *next);

/**
 * facet_migration_arc() - Go along one arc.
 * @m: the migration
 * @to: the state at its end, as facet_migration_next() says
 *
 * After an error the state stays. An arc into STOP_COPY saves the vGPU. An arc out of RESUMING
 * fails if the data were not complete. Data end when their state does.
 *
 * Context: process context; may sleep for the vGPU's work and for memory. The caller keeps the
 * guest's processors out. Takes &facet_migration.lock, and in it the locks of &facet_model.pause,
 * resume, save and reset. Calls &facet_migration_ops.pins and reason.
 * Return: 0; -EINVAL: there is no such arc, or the data are not complete; -ENOMEM: no memory;
 * -E2BIG: the description exceeds &facet_model.state_max; else the errno of &facet_model.save.
 */
int facet_migration_arc(struct facet_migration *m, enum facet_migration_state to);

/**
 * facet_migration_go() - Go to a state along all arcs.
 * @m: the migration
 * @to: the state, any value
 *
 * After an error the vGPU is in the state before the arc that failed.
 *
 * Context: as facet_migration_arc(). Takes &facet_migration.lock, and in it the locks of the ops.
 * Return: 0, also if the vGPU is in that state; -EINVAL: no way leads to @to; else as
 * facet_migration_arc().
 */
int facet_migration_go(struct facet_migration *m, u32 to);

/**
 * facet_migration_reset() - Return to RUNNING after the vGPU was reset. Data are dropped.
 * @m: the migration
 *
 * Context: process context; may sleep. Takes &facet_migration.lock, and the locks of
 * &facet_model.resume.
 */
void facet_migration_reset(struct facet_migration *m);

/**
 * facet_migration_read() - Read the next bytes of the data.
 * @m: the migration
 * @buf: gets them
 * @len: room in @buf
 *
 * Context: process context; may sleep. Takes &facet_migration.lock.
 * Return: the number of bytes; 0: the data have ended; -ENOMSG: there will be more in another
 * state; -EINVAL: there are no data in this state.
 */
ssize_t facet_migration_read(struct facet_migration *m, void *buf, size_t len);

/**
 * facet_migration_unread() - Let the last bytes be read again: they did not reach their reader.
 * @m: the migration
 * @len: their number, at most that of the last facet_migration_read()
 *
 * If the data have ended meanwhile, nothing happens.
 *
 * Context: process context; may sleep. Takes &facet_migration.lock. The caller serializes readers.
 */
void facet_migration_unread(struct facet_migration *m, size_t len);

/**
 * facet_migration_write() - Take the next bytes of the data.
 * @m: the migration
 * @buf: the bytes, not trusted
 * @len: their number
 *
 * The last byte restores the vGPU. So an error comes while the source can still go on.
 *
 * Context: process context; may sleep for the vGPU's work and for memory. Takes
 * &facet_migration.lock, and in it the locks of &facet_model.restore and reset. Calls
 * &facet_migration_ops.may_pin and reason.
 * Return: 0; -EINVAL: there are no data in this state, or they do not fit this vGPU, or are
 * damaged; -ENOMEM: no memory; -ENOSPC: the host has no room for the state. After an error all
 * further bytes are refused.
 */
int facet_migration_write(struct facet_migration *m, const void *buf, size_t len);

/**
 * facet_migration_pending() - Return how many bytes can be read now.
 * @m: the migration
 *
 * Context: process context; may sleep. Takes &facet_migration.lock.
 * Return: the number.
 */
u64 facet_migration_pending(struct facet_migration *m);

/**
 * facet_migration_size() - Estimate how many bytes a stopped vGPU has to send.
 * @m: the migration
 *
 * Context: process context; may sleep. Takes &facet_migration.lock, and in it the locks of
 * &facet_model.state_size.
 * Return: bytes: those of the data that were not read yet, and, unless the vGPU is saved, an
 * estimate of the description.
 */
u64 facet_migration_size(struct facet_migration *m);

#endif
