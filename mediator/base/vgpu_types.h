/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_vgpu, for the mediator's own files. Others use mediator/vgpu.h. */
#ifndef FACET_VGPU_TYPES_H
#define FACET_VGPU_TYPES_H

#include "port.h"
#include "device/device.h"
#include "mediator/progress.h"

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
 * struct facet_buffer_cache - Shadow memory that a vGPU keeps for its next workload (buffer.c).
 * @unused: struct facet_buffer, most recently used first; the worker's
 * @pages: pages of all of @unused
 */
struct facet_buffer_cache {
	struct list_head unused;
	u32 pages;
};

/**
 * struct facet_vgpu - One virtual GPU. Each concern owns its part.
 * @dev: the PCI function that the guest sees; its lock guards the execlist queues too
 * @gpu: the pGPU it lives on
 * @type: its size
 * @ops: the front end, with @host as first argument
 * @progress: of its engines
 * @buffers: shadow memory that is not in use
 * @shadow_lock: shadow GGTT and PPGTT, pins' table, generation. Taken for
 *	bounded stretches; never held across host pin/read/write or pGPU idle.
 * @shadow_steps: of this hold of shadow_lock: see shadow_lock.h
 * @shadow_longest: most steps that a hold has had
 * @bus_pages: what facet_gpu_reserve() keeps for it
 * @hash_key: odd, and unknown to the guest: see facet_vgpu_hash()
 * @list: on the pGPU's list of vGPUs
 */
struct facet_vgpu {
	struct facet_device dev;
	struct facet_gpu *gpu;
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
	struct mutex shadow_lock;
	u32 shadow_steps;
	u32 shadow_longest;
	u64 bus_pages;
	u64 hash_key;
	struct list_head list;
};

/**
 * facet_vgpu_of() - Return the vGPU that a device is a part of.
 * @dev: a device that facet_vgpu_create() has made
 *
 * Context: any; takes no lock.
 * Return: the vGPU.
 */
static inline struct facet_vgpu *facet_vgpu_of(const struct facet_device *dev)
{
	return container_of(dev, struct facet_vgpu, dev);
}

/**
 * facet_vgpu_hash() - Hash a number that the guest chooses, with a key, so that a guest cannot
 * force collisions.
 * @vgpu: the vGPU, for its factor: the key
 * @number: of the guest's choice
 * @bits: of the result, 1 to 32
 *
 * Context: any.
 * Return: a number of @bits bits.
 */
static inline u32 facet_vgpu_hash(const struct facet_vgpu *vgpu, u64 number, u32 bits)
{
	u64 mixed = number * vgpu->hash_key;

	/* Without this, a distance between two that meet would be one for all others, too. */
	mixed ^= mixed >> 32;
	return mixed * vgpu->hash_key >> (64 - bits);
}

#define FACET_SPREAD_RUN	64u	/* consecutive numbers get different slots ... */
#define FACET_SPREAD_BITS	10u	/* ... of a table of 2 to the power of this many */

/**
 * facet_vgpu_hash_key() - Draw a random factor that spreads FACET_SPREAD_RUN consecutive numbers.
 *
 * Context: any.
 * Return: an odd number that a guest cannot predict.
 */
u64 facet_vgpu_hash_key(void);

/**
 * facet_vgpu_spread() - Map a number to a slot of a table that has one entry in each slot.
 * @vgpu: the vGPU, for its factor
 * @number: of the guest's choice
 * @bits: of the table's size: FACET_SPREAD_BITS or more
 *
 * FACET_SPREAD_RUN consecutive numbers get different slots.
 *
 * Context: any.
 * Return: a number of @bits bits.
 */
static inline u32 facet_vgpu_spread(const struct facet_vgpu *vgpu, u64 number, u32 bits)
{
	return number * vgpu->hash_key >> (64 - bits);
}

#endif
