/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The software GPU of this process: made at the first use, and made again in a child of fork(). All
 * functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_ENGINE_H
#define FACET_SHIM_ENGINE_H

#include "port.h"

struct pgpu_event;
struct shim_ring;

/* Bytes of a ring. A request takes less than 256. */
#define SHIM_RING_PAGES		4u
#define SHIM_RING_BYTES		(SHIM_RING_PAGES * (u32)PAGE_SIZE)

/**
 * shim_engine_init() - Name the function that handles the events of the engines.
 * @event: the function. An engine's thread calls it with &shim.lock
 *
 * Context: the set-up of a process; takes no lock.
 */
void shim_engine_init(void (*event)(const struct pgpu_event *event));

/**
 * shim_engine_get() - Make the engine, unless it is there.
 *
 * Context: with &shim.lock. Starts threads.
 * Return: 0; -ENODEV: it cannot be made.
 */
int shim_engine_get(void);

/**
 * shim_engine_scratch() - Return the entry of a table that names nothing.
 * @level: level of the table; 0: the lowest
 *
 * Context: with &shim.lock, after shim_engine_get().
 * Return: the entry.
 */
u64 shim_engine_scratch(u32 level);

/**
 * shim_engine_page_alloc() - Allocate a page of the pGPU.
 * @cpu: gets its address here
 * @bus: gets its bus address
 *
 * Context: with &shim.lock, after shim_engine_get().
 * Return: as &pgpu_ops.page_alloc.
 */
int shim_engine_page_alloc(void **cpu, u64 *bus);

/**
 * shim_engine_page_free() - Free a page of the pGPU.
 * @cpu: its address here
 * @bus: its bus address
 *
 * Context: with &shim.lock, after shim_engine_get().
 */
void shim_engine_page_free(void *cpu, u64 bus);

/**
 * shim_engine_map() - Enter memory into the pGPU's map.
 * @cpu: the memory, page aligned
 * @pages: how many pages
 * @bus: gets the bus address of each page
 *
 * Context: with &shim.lock, after shim_engine_get().
 * Return: as &pgpu_ops.map.
 */
int shim_engine_map(u8 *cpu, u64 pages, u64 *bus);

/**
 * shim_engine_unmap() - Remove memory from the pGPU's map.
 * @bus: bus address of each page
 * @pages: how many pages
 *
 * Context: with &shim.lock, after shim_engine_get().
 */
void shim_engine_unmap(const u64 *bus, u64 pages);

/**
 * shim_engine_invalidate() - Let the engines forget translations.
 *
 * Context: with &shim.lock, after shim_engine_get().
 */
void shim_engine_invalidate(void);

/**
 * shim_engine_timestamp() - Read the clock of the command streamers.
 *
 * Context: with &shim.lock.
 * Return: ticks of GEN9_CS_CLOCK_HZ, 36 bits; 0: there is no engine.
 */
u64 shim_engine_timestamp(void);

/**
 * shim_ring_prepare() - Make a ring's pages, unless they are there.
 * @ring: the ring
 * @engine: enum pgpu_engine
 *
 * Context: with &shim.lock, after shim_engine_get(). May sleep.
 * Return: 0; -ENOMEM, -ENOSPC, -ENODEV.
 */
int shim_ring_prepare(struct shim_ring *ring, u32 engine);

/**
 * shim_ring_submit() - Run a batch.
 * @ring: the ring, after shim_ring_prepare()
 * @engine: enum pgpu_engine
 * @cookie: number of the request
 * @root: root of the page tables
 * @batch: address of the batch in the PPGTT
 *
 * Context: with &shim.lock, after shim_engine_get(). Also in an event of the engine.
 * Return: 0; -EAGAIN: the engine takes no more now; -EINVAL, -ENODEV.
 */
int shim_ring_submit(struct shim_ring *ring, u32 engine, u64 cookie, u64 root, u64 batch);

/**
 * shim_ring_exit() - Free a ring's pages.
 * @ring: the ring; no request of it runs
 *
 * Context: with &shim.lock.
 */
void shim_ring_exit(struct shim_ring *ring);

/**
 * shim_engine_cancel() - End a request that runs.
 * @engine: enum pgpu_engine
 * @cookie: number of the request
 *
 * Context: with &shim.lock, after shim_engine_get(). Also in an event of the engine.
 */
void shim_engine_cancel(u32 engine, u64 cookie);

/**
 * shim_engine_report() - Report by name what batches used and the engine does not have.
 *
 * Context: with &shim.lock, after shim_engine_get(). Also in an event of the engine.
 */
void shim_engine_report(void);

/**
 * shim_engine_forget() - Forget the parent's engine, in a child of fork(). Its threads are not
 * there, and its memory stays as it is.
 *
 * Context: with &shim.lock.
 */
void shim_engine_forget(void);

#endif
