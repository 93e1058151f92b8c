/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Move vGPUs as a VMM does, by model/migration.h: go along arcs, read and write the data. Tests,
 * fuzzers, hostile cases and benchmarks share it.
 */
#ifndef TESTS_MOVER_H
#define TESTS_MOVER_H

#include "port.h"
#include "model/migration.h"

struct facet_instance;

#define MOVER_HEAD	16u	/* bytes of the head, before the traits */
#define MOVER_DATA	24u	/* bytes of the head of the description */
#define MOVER_PINS	12u	/* offset of the number of pins in that head */

/**
 * struct mover - A vGPU that may move, and its front end.
 * @instance: the vGPU
 * @m: its migration
 * @data: what was read; the mover owns it
 * @len: bytes of @data
 * @room: bytes of memory at @data
 * @pins: pages that are pinned, as a source tells
 * @most_pins: pages that a destination may pin; 0: any number
 * @reason: the last reason of a refusal
 * @reasons: number of reasons
 */
struct mover {
	struct facet_instance *instance;
	struct facet_migration *m;
	u8 *data;
	size_t len;
	size_t room;
	u32 pins;
	u32 most_pins;
	char reason[FACET_MIGRATION_REASON];
	u32 reasons;
};

/**
 * struct mover_parts - The parts of complete data.
 * @traits: the traits
 * @n_traits: bytes of @traits
 * @description: the description
 * @len: bytes of @description
 */
struct mover_parts {
	u8 *traits;
	u32 n_traits;
	u8 *description;
	u32 len;
};

/**
 * mover_init() - Let a vGPU migrate.
 * @mover: gets all that; overwritten
 * @instance: the vGPU, in the state RUNNING
 *
 * Context: as facet_migration_create(). Ends the process if there is no memory.
 */
void mover_init(struct mover *mover, struct facet_instance *instance);

/**
 * mover_exit() - Free what mover_init() made, before the vGPU is destroyed.
 * @mover: the mover
 *
 * Context: as facet_migration_destroy().
 */
void mover_exit(struct mover *mover);

/**
 * mover_go() - Go to a state along all arcs.
 * @mover: the mover
 * @to: the state
 *
 * Context: as facet_migration_arc().
 * Return: 0, also if @to is the state already; -EINVAL: there is no way; else the errno of the arc
 * that failed.
 */
int mover_go(struct mover *mover, enum facet_migration_state to);

/**
 * mover_read() - Read all that can be read, behind what was read before.
 * @mover: the mover
 * @piece: bytes of one read
 *
 * Context: as facet_migration_read(). Ends the process if there is no memory.
 * Return: the result of the last read: 0; or an errno.
 */
int mover_read(struct mover *mover, size_t piece);

/**
 * mover_write() - Write data in pieces.
 * @mover: the mover
 * @data: @len bytes
 * @len: any number
 * @piece: bytes of one write
 *
 * Each piece is a copy of its own, so that a sanitizer sees an access behind its end.
 *
 * Context: as facet_migration_write(). Ends the process if there is no memory.
 * Return: 0; the errno of the write that failed.
 */
int mover_write(struct mover *mover, const void *data, size_t len, size_t piece);

/**
 * mover_parts() - Find the parts of data.
 * @data: @len bytes
 * @len: any number
 * @parts: gets the parts
 *
 * Context: any; takes no lock.
 * Return: false: the data are cut short.
 */
bool mover_parts(u8 *data, size_t len, struct mover_parts *parts);

/**
 * mover_seal() - Write the digest of data that were changed.
 * @parts: the parts of the data
 *
 * Context: any; takes no lock.
 */
void mover_seal(const struct mover_parts *parts);

/**
 * mover_bound() - Return the most bytes that the description of a vGPU may have.
 * @mover: the mover
 *
 * Context: any; takes no lock.
 * Return: bytes.
 */
u64 mover_bound(const struct mover *mover);

#endif
