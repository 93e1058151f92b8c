/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of pages that were stored to (&pgpu_ops.record_stores). Each page of the bus map has a
 * mark (bus.h).
 *
 * An engine marks a page when it translates an address for a store, and keeps the translation. So
 * the mark comes before the store. A client that takes marks makes engines forget translations, and
 * waits for their current slices: then all stores whose marks it has taken are in memory, and each
 * later store marks its page again.
 *
 * A process that executes commands (&softgpu_host_ops.process) has pages mapped for writing. The
 * front end marks such a page before it maps it, and unmaps it when its mark is taken
 * (&softgpu_host_ops.taken). What the process says counts for nothing.
 */
#ifndef SOFTGPU_STORES_H
#define SOFTGPU_STORES_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_stores_record() - Record stores, or no longer: &pgpu_ops.record_stores.
 * @sg: the GPU
 * @owner: whose stores; if it is unknown, nothing is recorded
 * @on: true: its stores are recorded; false: no longer
 *
 * On a GPU whose owners share a table of the GGTT, stores of all of them are recorded then.
 *
 * Context: process context, no spinlock held. Takes &sgpu_ggtts.lock. With @on it sleeps for
 * engines' slices.
 */
void sgpu_stores_record(struct softgpu *sg, u64 owner, bool on);

/**
 * sgpu_stores_take() - Take marks: &pgpu_ops.take_stores.
 * @sg: the GPU
 * @owner: whose pages they are
 * @bus: array of @n bus addresses, any values
 * @n: number of pages, at most PGPU_TAKE_STORES
 *
 * Context: process context, no spinlock held. Takes the locks of &softgpu_host_ops.taken.
 * Return: bit i: page i was marked.
 */
u64 sgpu_stores_take(struct softgpu *sg, u64 owner, const u64 *bus, u32 n);

/**
 * sgpu_stores_finish() - Wait for stores whose marks were taken: &pgpu_ops.finish_stores.
 * @sg: the GPU
 *
 * Context: process context, no spinlock held; takes no lock; sleeps for engines' slices.
 */
void sgpu_stores_finish(struct softgpu *sg);

/**
 * sgpu_stores_slice_begins() - Note that an engine's thread may store from now on.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_stores_slice_begins(struct sgpu_engine *e);

/**
 * sgpu_stores_slice_ends() - Note that an engine's thread has done its stores.
 * @e: the engine
 *
 * Context: the engine's thread, no spinlock held. Takes no lock if nobody waits for the slice, else
 * the lock of &softgpu.idle, to wake the waiting thread.
 */
void sgpu_stores_slice_ends(struct sgpu_engine *e);

#endif
