/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_vgpu, for the mediator's own files. Other folders use mediator/vgpu.h. */
#ifndef FACET_VGPU_TYPES_H
#define FACET_VGPU_TYPES_H

#include "port.h"
#include "device/device.h"
#include "mediator/ggtt_view.h"
#include "mediator/progress.h"

struct facet_alias_table;
struct facet_aperture;
struct facet_execlists;
struct facet_ggtt;
struct facet_gpu;
struct facet_host_ops;
struct facet_oa;
struct facet_pins;
struct facet_ppgtt;
struct facet_type;
struct facet_detiled;

/**
 * struct facet_buffer_cache - Shadow memory that a vGPU keeps for its next workload
 * (ggtt/buffer.c). The worker's.
 * @unused: struct facet_buffer, most recently used first
 * @n: number of buffers in @unused
 * @pages: pages of all of @unused
 */
struct facet_buffer_cache {
	struct list_head unused;
	u32 n;
	u32 pages;
};

/**
 * struct facet_vgpu - One virtual GPU. Each part belongs to one file.
 * @dev: the PCI function that the guest sees; its lock protects the execlist queues too
 * @gpu: the pGPU that it lives on
 * @owner: its number as the owner of work (pgpu/pgpu.h); not 0, and no other vGPU gets it
 * @type: its type
 * @ops: the front end
 * @host: first argument of each op of @ops
 * @oa: OA unit: reports of counters (execlist/oa.c)
 * @pins: pinned guest pages (pins/pins.c)
 * @ggtt: global page table (ggtt/ggtt.c)
 * @aperture: fences and mapped pages of BAR2 (aperture/aperture.c)
 * @detiled: detiled pages of BAR2 (aperture/detiled.c)
 * @ppgtt: shadows of per-process page tables (ppgtt/ppgtt.c)
 * @execlists: execlist emulation (execlist/execlist.c)
 * @progress: progress of its engines
 * @buffers: shadow memory that is not in use
 * @aliases: pages of the host window that name guest pages (ggtt/alias.c)
 * @views: ranges of the GGTT whose pages the display reads in place (ggtt/view.c)
 * @shadow_lock: Protects shadows, pins and their generation. It is held for bounded times, and
 *	never across pin, read or write of the front end, or &pgpu_ops.idle. Lock order: inside
 *	&facet_device.mmio_lock, &mm_struct.mmap_lock; outside &facet_device.lock
 * @shadow_steps: steps of this hold of @shadow_lock: see shadow_lock.h
 * @shadow_longest: most steps that a hold has had
 * @bus_pages: pages of the bus map that facet_gpu_reserve() has reserved
 * @hash_key: odd, and unknown to the guest: see facet_vgpu_hash()
 * @list: on &facet_gpu.vgpus
 */
struct facet_vgpu {
	struct facet_device dev;
	struct facet_gpu *gpu;
	u64 owner;
	const struct facet_type *type;
	const struct facet_host_ops *ops;
	void *host;

	struct facet_oa *oa;
	struct facet_pins *pins;
	struct facet_ggtt *ggtt;
	struct facet_aperture *aperture;
	struct facet_detiled *detiled;
	struct facet_ppgtt *ppgtt;
	struct facet_execlists *execlists;

	struct facet_progress progress;
	struct facet_buffer_cache buffers;
	struct facet_alias_table *aliases;
	struct facet_ggtt_view views[FACET_GGTT_VIEWS];
	struct mutex shadow_lock;
	u32 shadow_steps;
	u32 shadow_longest;
	u64 bus_pages;
	u64 hash_key;
	struct list_head list;
};

/**
 * facet_vgpu_of() - Return the vGPU that a device is a part of.
 * @dev: a device that facet_vgpu_create() has made; not NULL
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the vGPU, which may be changed. It lives as long as @dev.
 */
static inline struct facet_vgpu *facet_vgpu_of(const struct facet_device *dev)
{
	return container_of(dev, struct facet_vgpu, dev);
}

/**
 * facet_vgpu_hash() - Hash a number that the guest chooses, with a key, so that a guest cannot
 * force collisions.
 * @vgpu: the vGPU, for its key
 * @number: the number, any value
 * @bits: bits of the result, 1 to 32
 *
 * Context: any; takes no lock; does not sleep.
 * Return: a number of @bits bits: less than 2 to the power of @bits. Equal numbers of one vGPU have
 * equal results.
 */
static inline u32 facet_vgpu_hash(const struct facet_vgpu *vgpu, u64 number, u32 bits)
{
	u64 mixed = number * vgpu->hash_key;

	/* Without this, if two numbers collide, any two at the same distance would collide. */
	mixed ^= mixed >> 32;
	return mixed * vgpu->hash_key >> (64 - bits);
}

#define FACET_SPREAD_RUN	64u	/* so many consecutive numbers get different slots */
#define FACET_SPREAD_BITS	10u	/* log2 of the size of the smallest such table */

/**
 * facet_vgpu_hash_key() - Draw a random factor that spreads FACET_SPREAD_RUN consecutive numbers.
 *
 * facet_vgpu_spread() gives such numbers different slots of a table with 2 to the power of
 * FACET_SPREAD_BITS slots, or more.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: an odd number that a guest cannot predict. One draw in eight does not spread the numbers;
 * after 65 such draws in a row, the last one is returned.
 */
u64 facet_vgpu_hash_key(void);

/**
 * facet_vgpu_spread() - Map a number to a slot of a table that has one entry in each slot.
 * @vgpu: the vGPU, for its factor
 * @number: a number that the guest chooses, any value
 * @bits: log2 of the table's size: FACET_SPREAD_BITS to 32
 *
 * FACET_SPREAD_RUN consecutive numbers get different slots (facet_vgpu_hash_key()). Other numbers
 * may share a slot.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the slot: a number of @bits bits.
 */
static inline u32 facet_vgpu_spread(const struct facet_vgpu *vgpu, u64 number, u32 bits)
{
	return number * vgpu->hash_key >> (64 - bits);
}

#endif
