/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Interface of Facet's device nodes for programs, beside the interfaces of VFIO and of the mdev
 * core. The files in sysfs, the modules' parameters and debugfs are described in docs/abi.md.
 *
 * This file is installed as <facet/facet.h>. It needs nothing but <linux/ioctl.h> and
 * <linux/types.h>, and compiles as C and as C++.
 */
#ifndef FACET_UAPI_H
#define FACET_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FACET_PARENT_NAME	"facet"
#define FACET_ATTR_GROUP	"facet"
#define FACET_NAME_MAX		31
#define FACET_OUTPUTS_DEFAULT	"hdmi:b"
#define FACET_CURSOR_PLANE	"plane"
#define FACET_CURSOR_DRAWN	"drawn"
#define FACET_DISPLAY_DMABUF	"dmabuf"
#define FACET_DISPLAY_NATIVE	"native"
#define FACET_DISPLAY_REGION	"region"

/*
 * The VFIO region that holds the picture when "display" is "region": the first one after
 * those of every PCI device (VFIO_PCI_NUM_REGIONS). VFIO_DEVICE_QUERY_GFX_PLANE names it
 * and brings it up to date; rows of XRGB8888 pixels.
 */
#define FACET_REGION_SCREEN	9

/*
 * The VFIO region by which a VMM changes the monitor (VFIO_REGION_SUBTYPE_GFX_EDID). An EDID is
 * looked at when the link goes up: -EINVAL, and the monitor that was there, where a guest could not
 * use it.
 */
#define FACET_REGION_EDID	10

/*
 * /dev/facet: what of a vGPU is not for its VMM. Whoever may open it may see every guest's screen.
 *
 * Requests are numbers without a size (_IO): a struct may grow, and its request stays the same.
 * Each struct begins with @argsz, the bytes of it that the caller knows, and @flags.
 *
 * - The module neither reads nor writes a byte behind @argsz, and none that it does not know
 *   itself.
 * - -EINVAL: @argsz does not cover the fields of version 1, or a bit of @flags is unknown to the
 *   module. A field that is added later has a bit in @flags, by which the caller says that it is
 *   set: so an older module refuses what it cannot do.
 * - -ENOTTY: the module does not know the request.
 */
#define FACET_CONTROL_NAME	"facet"
#define FACET_IOCTL_TYPE	0xfa

/**
 * FACET_GET_API_VERSION - Return the version of the requests of this node.
 *
 * No argument: what is given is ignored. Another version than FACET_API_VERSION means that requests
 * or structs have changed their meaning, not that there are more of them.
 */
#define FACET_GET_API_VERSION	_IO(FACET_IOCTL_TYPE, 0)
#define FACET_API_VERSION	1

/* A UUID as 16 bytes, in the order of its text (RFC 9562; uuid_parse() of libuuid). */
#define FACET_UUID_BYTES	16

/* A UUID as text: 36 characters as in sysfs, a zero, and padding with zeros. */
#define FACET_UUID_SIZE		40

/**
 * struct facet_screenshot - FACET_SCREENSHOT: a copy of what a guest shows now.
 * @argsz: in: size of this struct
 * @flags: in: 0
 * @uuid: in: of the vGPU
 * @head: in: 0 is the first
 * @fd: out: a file of @size bytes, to be read or mapped; rows of pixels from the top left corner,
 *	the cursor among them
 * @width: out: pixels
 * @height: out: rows
 * @stride: out: bytes from row to row
 * @format: out: DRM fourcc, XRGB8888
 * @size: out: bytes
 *
 * -EINVAL: @argsz, @flags or @head; -ENOENT: no such vGPU; -ENODEV: no VMM has it open;
 * -ENODATA: its guest shows nothing; -EFAULT; -ENOMEM; -EMFILE; -EINTR: to be killed.
 */
struct facet_screenshot {
	__u32 argsz;
	__u32 flags;
	__u8 uuid[FACET_UUID_BYTES];
	__u32 head;
	__s32 fd;
	__u32 width;
	__u32 height;
	__u32 stride;
	__u32 format;
	__u64 size;
};

#define FACET_SCREENSHOT	_IO(FACET_IOCTL_TYPE, 1)

/* Limits and words of the knobs. */
#define FACET_WEIGHT_MIN	1
#define FACET_WEIGHT_MAX	1000
#define FACET_CAP_MAX		100
#define FACET_SLICE_US_MIN	50
#define FACET_SLICE_US_MAX	100000
#define FACET_POLICY_BEST_EFFORT	"best_effort"
#define FACET_POLICY_EQUAL_SHARE	"equal_share"
#define FACET_POLICY_FIXED_SHARE	"fixed_share"
#define FACET_PRIORITY_HIGH	"high"
#define FACET_PRIORITY_NORMAL	"normal"
#define FACET_PRIORITY_LOW	"low"

/*
 * /dev/facet-stats: statistics, to be mapped shared and read only from offset 0; a mapping that
 * could be written is refused (-EACCES). They are those that the scheduler keeps: nothing is copied
 * for who looks, and nobody is woken. The mapping begins with struct facet_stats_header, which says
 * where the rest is: map FACET_STATS_FIRST bytes, look at it, and map its @size.
 *
 * Versions. A tool that finds another @version than its own can read nothing else: a higher one
 * wants newer tools, a lower one a newer module. Within a version records only grow: take their
 * sizes from the header. A record that is smaller than the tool's lacks the last fields (the
 * module is older), of a larger one the tool does not know the last ones.
 *
 * Whole records. @generation of a record is odd while it is being written: read it (acquire), copy
 * the record, and read it again; if it was odd or has changed, once more. Each vGPU's record
 * and each engine's in it has one of its own. Single fields are aligned and always whole.
 *
 * Times are nanoseconds of CLOCK_MONOTONIC, "real" ones of CLOCK_REALTIME. Counters begin with the
 * vGPU, that is, at "create", and go on when another VMM opens it. While the host sleeps no time
 * passes: it is in no counter, and @since_ns of an engine's record moves on by it.
 */
#define FACET_STATS_NAME	"facet-stats"
#define FACET_STATS_MAGIC	0x54534346u	/* "FCST" */
#define FACET_STATS_VERSION	1
#define FACET_STATS_FIRST	4096
#define FACET_STATS_ENGINES	4		/* render, blitter, video, video enhancement */
#define FACET_STATS_GPUS	16
#define FACET_STATS_VGPUS	1024

/**
 * struct facet_stats_header - What there is, and where.
 * @magic: FACET_STATS_MAGIC
 * @version: FACET_STATS_VERSION
 * @size: of all, bytes
 * @gpu_offset: bytes from the beginning to the first struct facet_stats_gpu
 * @gpu_size: from one to the next
 * @gpu_count: how many there is room for
 * @vgpu_offset: the same of struct facet_stats_vgpu
 * @vgpu_size: from one to the next
 * @vgpu_count: how many there is room for; one more cannot be made (-ENOSPC)
 * @engine_size: of struct facet_stats_engine, from one to the next
 * @engine_count: engines in each record
 * @vgpu_used: records from this one on have never been used
 * @serial: rises when a vGPU or a parent comes or goes, and when a knob was written
 * @loaded_ns: when the module was loaded
 * @loaded_real_ns: the same as time of day
 */
struct facet_stats_header {
	__u32 magic;
	__u32 version;
	__u64 size;
	__u64 gpu_offset;
	__u32 gpu_size;
	__u32 gpu_count;
	__u64 vgpu_offset;
	__u32 vgpu_size;
	__u32 vgpu_count;
	__u32 engine_size;
	__u32 engine_count;
	__u32 vgpu_used;
	__u32 reserved;
	__u64 serial;
	__u64 loaded_ns;
	__u64 loaded_real_ns;
};

/* @state of an engine's record */
#define FACET_STATS_IDLE	0	/* no work */
#define FACET_STATS_WAITING	1	/* work, and others have the engine */
#define FACET_STATS_RUNNING	2
#define FACET_STATS_THROTTLED	3	/* work, and the cap is used up */
#define FACET_STATS_STOPPED	4	/* by the VMM, or by an error until the guest resets it */

/**
 * struct facet_stats_engine - A vGPU on an engine; or an engine, all vGPUs together.
 * @generation: see above
 * @state: FACET_STATS_*
 * @since_ns: since when that is
 * @busy_ns: time on the engine, without the run that goes on: that began at @since_ns
 * @waiting_ns: time with work that did not run, throttled or not, without the wait that goes on
 * @throttled_ns: of that, because the cap was used up
 * @longest_wait_ns: from work to its start, or from being put aside to going on
 * @submissions: pieces of work that were queued
 * @completions: that came to their end
 * @preemptions: times that work was put aside for others
 * @overshoot_ns: time that work went on after it was to give way
 * @hangs: work that was ended since it did not give way
 * @resets: of the engine, by the guest
 * @slice_ns: the last one; of an engine's own record: the one that is chosen now
 * @competing: 1 while the vGPU has work; of an engine's own record: how many have
 */
struct facet_stats_engine {
	__u32 generation;
	__u32 state;
	__u64 since_ns;
	__u64 busy_ns;
	__u64 waiting_ns;
	__u64 throttled_ns;
	__u64 longest_wait_ns;
	__u64 submissions;
	__u64 completions;
	__u64 preemptions;
	__u64 overshoot_ns;
	__u64 hangs;
	__u64 resets;
	__u64 slice_ns;
	__u32 competing;
	__u32 reserved[5];
};

/* @policy of a parent's record */
#define FACET_STATS_BEST_EFFORT	0
#define FACET_STATS_EQUAL_SHARE	1
#define FACET_STATS_FIXED_SHARE	2

/**
 * struct facet_stats_gpu - A parent. @generation is of what follows but the engines.
 * @used: whether there is one
 * @policy: FACET_STATS_*_SHARE, FACET_STATS_BEST_EFFORT
 * @default_slice_us: as in sysfs
 * @name: of the parent: "facet"
 * @pgpu: of the pGPU, as it calls itself
 * @engines: that are not there stay zero
 */
struct facet_stats_gpu {
	__u32 generation;
	__u32 used;
	__u32 policy;
	__u32 default_slice_us;
	char name[32];
	char pgpu[32];
	__u64 reserved[22];
	struct facet_stats_engine engines[FACET_STATS_ENGINES];
};

/* @state of a vGPU's record */
#define FACET_STATS_NONE	0	/* the record is free */
#define FACET_STATS_CLOSED	1
#define FACET_STATS_OPEN	2

/* @priority */
#define FACET_STATS_HIGH	0
#define FACET_STATS_NORMAL	1
#define FACET_STATS_LOW		2

/* @display */
#define FACET_STATS_DMABUF	0
#define FACET_STATS_NATIVE	1
#define FACET_STATS_REGION	2

/* @traps: what of a vGPU made the host work */
enum facet_stats_trap {
	FACET_TRAP_CONFIG,	/* accesses of configuration space and ROM */
	FACET_TRAP_MMIO_READ,	/* registers */
	FACET_TRAP_MMIO_WRITE,
	FACET_TRAP_GGTT,	/* entries of the global page table: accesses, and page faults */
	FACET_TRAP_APERTURE,	/* accesses of BAR2 that were not mapped */
	FACET_TRAP_FAULT,	/* page faults of BAR2 */
	FACET_TRAP_TRACKED,	/* writes to watched pages */
	FACET_TRAP_CLASSES,
};

#define FACET_STATS_TRAPS	8

/**
 * struct facet_stats_vgpu - A vGPU. @generation is of all before @width.
 * @state: FACET_STATS_NONE, _CLOSED, _OPEN
 * @gpu: index of its parent's record
 * @weight: as in sysfs, as are @cap and @slice_us
 * @priority: FACET_STATS_HIGH, _NORMAL, _LOW
 * @display: FACET_STATS_DMABUF, _NATIVE, _REGION
 * @uuid: as text, which is the name of the vGPU's folder in sysfs
 * @type: name of its type
 * @created_ns: when it was made
 * @created_real_ns: the same as time of day
 * @opened_ns: when a VMM has opened it last; 0: never
 * @width: of what the first head shows, as are the next: as of when its worker was done last;
 *	0: dark
 * @height: the same
 * @pins: guest pages that are pinned. While the vGPU is closed: pages that Facet pinned and never
 *	unpinned; other than 0 is a defect of Facet's
 * @shadow_pages: pages of shadow page tables
 * @traps: by enum facet_stats_trap
 */
struct facet_stats_vgpu {
	__u32 generation;
	__u32 state;
	__u32 gpu;
	__u32 weight;
	__u32 cap;
	__u32 slice_us;
	__u32 priority;
	__u32 display;
	char uuid[FACET_UUID_SIZE];
	char type[16];
	__u64 created_ns;
	__u64 created_real_ns;
	__u64 opened_ns;
	__u32 width;
	__u32 height;
	__u64 pins;
	__u64 shadow_pages;
	__u64 traps[FACET_STATS_TRAPS];
	__u64 reserved[39];
	struct facet_stats_engine engines[FACET_STATS_ENGINES];
};

#endif
