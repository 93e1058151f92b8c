/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device models: what a vGPU is to its guest. A type of vGPU names its model (mediator/type.h), and
 * a front end knows a vGPU by the ops of its model alone. What a model does not have is told by the
 * model's data, not by tests of its name.
 */
#ifndef FACET_MODEL_H
#define FACET_MODEL_H

#include "port.h"

struct facet_display;
struct facet_display_config;
struct facet_gpu;
struct facet_host_ops;
struct facet_model;
struct facet_sched_params;
struct facet_sched_stats;
struct facet_state_printer;
struct facet_state_sink;
struct facet_traits;
struct facet_type;
struct facet_vgpu;
struct facet_virtio_pci;
struct pgpu_process;

#define FACET_MODEL_BARS	6u	/* of a PCI function; the expansion ROM is behind them */
#define FACET_MODEL_REGIONS	(FACET_MODEL_BARS + 1)
#define FACET_MODEL_ROM		FACET_MODEL_BARS
#define FACET_MODEL_VECTORS	4u	/* most vectors of MSI-X */

/**
 * enum facet_region_use - What lies behind a BAR.
 * @FACET_REGION_NONE: there is no such BAR
 * @FACET_REGION_REGISTERS: registers: each access has an effect
 * @FACET_REGION_MEMORY: memory, which a front end may map
 * @FACET_REGION_ROM: memory that cannot be written
 */
enum facet_region_use {
	FACET_REGION_NONE,
	FACET_REGION_REGISTERS,
	FACET_REGION_MEMORY,
	FACET_REGION_ROM,
};

/**
 * struct facet_instance - A vGPU of any model. Models embed it.
 * @model: its model
 * @gpu: its pGPU
 * @type: its type
 * @display: its display; NULL before create has returned
 */
struct facet_instance {
	const struct facet_model *model;
	struct facet_gpu *gpu;
	const struct facet_type *type;
	struct facet_display *display;
};

/**
 * struct facet_instance_setup - What a vGPU is made of. All of it outlives the vGPU, but the setup
 * itself.
 * @gpu: the pGPU
 * @type: the type, which does not change meanwhile
 * @outputs: monitors of the display; copied
 * @ops: the front end
 * @signal: send a message of MSI-X. @vector is below &facet_model.vectors. Atomic context, a
 *	spinlock held: it does not call the vGPU. NULL if the model has no vectors
 * @host: first argument of each op
 */
struct facet_instance_setup {
	struct facet_gpu *gpu;
	const struct facet_type *type;
	const struct facet_display_config *outputs;
	const struct facet_host_ops *ops;
	void (*signal)(void *host, u32 vector);
	void *host;
};

/**
 * struct facet_interrupts - Which interrupts the guest has enabled.
 * @msi: each rise of the line is one MSI
 * @intx_disabled: INTx must not be asserted
 */
struct facet_interrupts {
	bool msi;
	bool intx_disabled;
};

/**
 * struct facet_model - A device model.
 *
 * Data:
 * @name: its name, as users see it
 * @driver: name of Linux's driver for it
 * @vectors: number of MSI-X vectors, at most FACET_MODEL_VECTORS; 0: it has one MSI
 * @regions: what lies behind each BAR, and behind the ROM
 *
 * Life:
 * @create: make a vGPU in its reset state. The vGPU may call the front end before this returns.
 *	Process context; may sleep. Return: 0; -ENOMEM; -ENOSPC: the pGPU has no room; -EINVAL: the
 *	outputs are not valid. Nothing is left after an error
 * @destroy: drop a vGPU's work, unpin its pages and free it. The front end calls it no more.
 *	Process context; may sleep
 * @cancel: make the worker leave soon, and take up no new work. Any context
 * @reset: reset the vGPU as power-on does. Process context, not the worker; may sleep for it. The
 *	front end keeps the guest's accesses away
 * @flr: do a function level reset: BARs keep their addresses. Otherwise as @reset
 *
 * Work:
 * @work: do one pass of the worker. The worker, one call at a time, after &facet_host_ops.kick
 * @timer: process the deadline of &facet_host_ops.arm_timer. Any context
 * @dma_unmap: stop all use of a range of guest memory, and unpin its pages. @gpa and @len are whole
 *	pages; @len may also be ~0, for all addresses. Process context, not the worker; may sleep
 *	for it
 * @unpin: unpin all pages of guest memory; those that are used are pinned again. If the vGPU is
 *	paused, @settle was called before, and nothing is pinned before @resume. Process context,
 *	not the worker; may sleep for it
 * @record_writes: record which guest pages are written by pins, or no longer. Writes that begin
 *	after the return are told by &facet_host_ops.wrote, at the latest by @report_writes or when
 *	the page is unpinned. Process context, not the worker; may sleep for a slice of each engine
 * @report_writes: call &facet_host_ops.wrote for pages that were written by pins and were not told
 *	yet. @gfn and @n are a range of pages. At the return, what was told is in memory. Context
 *	as @record_writes
 * @set_sched_params: change the scheduling parameters, which are valid. Any context
 * @set_stats: set the memory of the statistics on an engine; NULL: the vGPU's own. Any context
 * @process: describe the process that executes the guest's commands, if one does. The caller has
 *	zeroed the description. Process context
 *
 * Accesses of the guest. Process context, not the worker; may sleep. @len is 1, 2, 4 or 8:
 * @config: read or write configuration space. Return: 0; FACET_CONFIG_FLR: the write was done, and
 *	the caller calls @flr before the guest goes on; -EINVAL: there is no such place
 * @bar: return the size of a BAR in bytes, or that of the ROM; 0: there is none. @index is below
 *	FACET_MODEL_REGIONS. Any context
 * @access: read or write behind a BAR, or the ROM. @index is of a BAR that exists. Return: 0;
 *	-EINVAL: there is no such place; FACET_HOST_RETRY: guest memory is unavailable for the
 *	moment
 * @interrupts: return which interrupts the guest has enabled. Any context, also from
 *	&facet_host_ops.set_irq
 * @driver_ready: tell whether the guest's driver says that it works. Any context
 *
 * State (mediator/vgpu_state.h has the meaning). Process context, not the worker; may sleep:
 * @traits: add the traits of this model (traits.h) for a vGPU of @type on @gpu, which may not exist
 *	yet. Any context
 * @pause: stop timers, worker and work of the vGPU. It goes on after as many calls of @resume.
 *	Accesses of registers are answered meanwhile
 * @settle: let a paused vGPU's preempted commands run on to where @save can describe them. Nothing
 *	is written after that. If they do not get there, @save fails with -EBUSY. Sleeps for 2 s at
 *	most, beside guest memory
 * @resume: undo one call of @pause, and raise the interrupts that are due
 * @state_max: return how many bytes a description of a vGPU of a type has at most. Any context
 * @state_size: estimate how many bytes @save would write now
 * @save: describe the vGPU for @restore. Return: 0; -EBUSY: a command did not come within 2 s to a
 *	point where it can be saved; -ENOMEM; -EIO: the engine saved an invalid position; else the
 *	errno of &facet_state_sink.write
 * @restore: put the vGPU into a described state. Return: 0; -ENOMEM; -ENOSPC: the host has no room;
 *	-EINVAL: the description is not valid. After an error the vGPU is in its reset state
 * @dump: describe the vGPU as text
 */
struct facet_model {
	const char *name;
	const char *driver;
	u32 vectors;
	enum facet_region_use regions[FACET_MODEL_REGIONS];

	int (*create)(const struct facet_instance_setup *setup, struct facet_instance **out);
	void (*destroy)(struct facet_instance *instance);
	void (*cancel)(struct facet_instance *instance);
	void (*reset)(struct facet_instance *instance);
	void (*flr)(struct facet_instance *instance);

	void (*work)(struct facet_instance *instance);
	void (*timer)(struct facet_instance *instance);
	void (*dma_unmap)(struct facet_instance *instance, u64 gpa, u64 len);
	void (*unpin)(struct facet_instance *instance);
	void (*record_writes)(struct facet_instance *instance, bool on);
	void (*report_writes)(struct facet_instance *instance, u64 gfn, u64 n);
	void (*set_sched_params)(struct facet_instance *instance,
				 const struct facet_sched_params *params);
	void (*set_stats)(struct facet_instance *instance, u32 engine,
			  struct facet_sched_stats *stats);
	void (*process)(const struct facet_instance *instance, struct pgpu_process *process);

	int (*config)(struct facet_instance *instance, u32 offset, void *buf, u32 len, bool write);
	u64 (*bar)(const struct facet_instance *instance, u32 index);
	int (*access)(struct facet_instance *instance, u32 index, u64 offset, void *buf, u32 len,
		      bool write);
	struct facet_interrupts (*interrupts)(const struct facet_instance *instance);
	bool (*driver_ready)(const struct facet_instance *instance);

	void (*traits)(const struct facet_gpu *gpu, const struct facet_type *type,
		       struct facet_traits *traits);
	void (*pause)(struct facet_instance *instance);
	void (*settle)(struct facet_instance *instance);
	void (*resume)(struct facet_instance *instance);
	u64 (*state_max)(const struct facet_type *type);
	u64 (*state_size)(struct facet_instance *instance);
	int (*save)(struct facet_instance *instance, const struct facet_state_sink *sink);
	int (*restore)(struct facet_instance *instance, const void *data, size_t len);
	int (*dump)(struct facet_instance *instance, const struct facet_state_printer *printer);
};

/* A Kaby Lake GPU for the driver i915 (gen9_model.c). */
extern const struct facet_model facet_model_gen9;
/* A virtio-gpu device over PCI (virtio_model.c). */
extern const struct facet_model facet_model_virtio_gpu;

/**
 * facet_gen9_vgpu() - Return the mediated vGPU behind an instance.
 * @instance: a vGPU of any model
 *
 * Context: any; takes no lock.
 * Return: the vGPU, which lives as long as @instance; NULL: its model has no such part.
 */
struct facet_vgpu *facet_gen9_vgpu(const struct facet_instance *instance);

/**
 * facet_virtio_function() - Return the virtio function behind an instance.
 * @instance: a vGPU of any model
 *
 * Context: any; takes no lock.
 * Return: the function, which lives as long as @instance; NULL: its model has no such part.
 */
struct facet_virtio_pci *facet_virtio_function(const struct facet_instance *instance);

/**
 * facet_virtio_notify() - Let a virtio device look for requests: its driver has notified it.
 * @instance: a vGPU whose model is facet_model_virtio_gpu
 *
 * Context: any, also atomic; takes no lock. Calls &facet_host_ops.kick.
 */
void facet_virtio_notify(struct facet_instance *instance);

#endif
