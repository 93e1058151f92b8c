/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Interface of Facet's device nodes for programs, beside the interfaces of VFIO and of the mdev
 * core. The files in sysfs, the modules' parameters and debugfs are described in
 * docs/reference/abi.md.
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
 * The VFIO region that holds the picture when "display" is "region": rows of XRGB8888 pixels. Its
 * index is the first one behind the regions of every PCI device (VFIO_PCI_NUM_REGIONS).
 * VFIO_DEVICE_QUERY_GFX_PLANE names the region and brings it up to date.
 */
#define FACET_REGION_SCREEN	9

/*
 * The VFIO region by which a VMM changes the monitor (VFIO_REGION_SUBTYPE_GFX_EDID). The module
 * checks an EDID when the VMM sets the link up. If a guest could not use it, that write fails with
 * -EINVAL, and the earlier monitor stays.
 */
#define FACET_REGION_EDID	10

/*
 * /dev/facet: requests about a vGPU from programs other than its VMM. A process that may open the
 * node can get a copy of every guest's screen.
 *
 * Requests are numbers without a size (_IO): a struct may grow, and its request stays the same.
 * Each struct begins with @argsz and @flags. @argsz is the size of the struct that the caller has.
 *
 * - The module reads and writes only bytes that both the caller (@argsz) and the module know.
 * - -EINVAL: @argsz does not cover the fields of version 1, or a bit of @flags is unknown to the
 *   module. Each added field has a bit in @flags. The caller sets the bit when it sets the field.
 *   So an older module refuses a request that it cannot carry out.
 * - -ENOTTY: the module does not know the request.
 */
#define FACET_CONTROL_NAME	"facet"
#define FACET_IOCTL_TYPE	0xfa

/**
 * FACET_GET_API_VERSION - Return the version of the requests of this node.
 *
 * The argument is ignored. The version changes when a request or a struct changes its meaning. It
 * stays when requests or fields are added.
 */
#define FACET_GET_API_VERSION	_IO(FACET_IOCTL_TYPE, 0)
#define FACET_API_VERSION	1

/* A UUID as 16 bytes, in the order of its text (RFC 9562; uuid_parse() of libuuid). */
#define FACET_UUID_BYTES	16

/* A UUID as text: 36 characters as in sysfs, a zero byte, and padding with zero bytes. */
#define FACET_UUID_SIZE		40

/**
 * struct facet_screenshot - Argument of FACET_SCREENSHOT: a copy of a guest's screen.
 * @argsz: in: size of this struct in bytes
 * @flags: in: 0
 * @uuid: in: UUID of the vGPU
 * @head: in: head of the vGPU, from 0
 * @fd: out: a file of @size bytes, to be read or mapped: rows of pixels from the top left corner,
 *	with the cursor. The caller closes it
 * @width: out: pixels of a row
 * @height: out: rows
 * @stride: out: bytes from row to row
 * @format: out: DRM fourcc, XRGB8888
 * @size: out: bytes of the file
 *
 * Errors: -EINVAL: @argsz, @flags or @head is not valid; -ENOENT: there is no such vGPU; -ENODEV:
 * nobody has it open; -EPERM: it is a card of the host, and the caller lacks CAP_SYS_ADMIN;
 * -ENODATA: the head shows nothing; -EFAULT: the struct cannot be read or written; -ENOMEM: there
 * is no memory for the copy; -EMFILE: the process has no free descriptor; -EINTR: the process is
 * being killed.
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

/* Limits and words of the scheduling parameters in sysfs. */
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
 * /dev/facet-stats: statistics, to be mapped shared and read only from offset 0. The module refuses
 * a writable mapping (-EACCES). The mapping shows the scheduler's own counters: reading them copies
 * nothing and wakes nobody. The mapping begins with struct facet_stats_header, which has the place
 * of the rest. Map FACET_STATS_FIRST bytes, read the header's @size, and map that many bytes.
 *
 * Versions. A tool that finds another @version than its own cannot read anything else. A higher
 * version needs newer tools, a lower one a newer module. Within a version records only grow: take
 * their sizes from the header. A record of an older module lacks the last fields. In a record of a
 * newer module, the tool does not know the last fields.
 *
 * Whole records. @generation of a record is odd while the record is being written. Read it
 * (acquire), copy the record, and read it again. If it was odd or has changed, begin again. Each
 * vGPU's record, and each engine's record in it, has a @generation of its own. Single fields are
 * aligned and always whole.
 *
 * Times are nanoseconds of CLOCK_MONOTONIC; "real" times are of CLOCK_REALTIME. Counters of a vGPU
 * begin when sysfs creates it, and continue when another VMM opens it. Time in which the host
 * sleeps is in no counter. @since_ns of an engine's record is moved forward by that time.
 */
#define FACET_STATS_NAME	"facet-stats"
#define FACET_STATS_MAGIC	0x54534346u	/* "FCST" */
#define FACET_STATS_VERSION	1
#define FACET_STATS_FIRST	4096
#define FACET_STATS_ENGINES	4		/* render, blitter, video, video enhancement */
#define FACET_STATS_GPUS	16
#define FACET_STATS_VGPUS	1024

/**
 * struct facet_stats_header - Places and sizes of all records.
 * @magic: FACET_STATS_MAGIC
 * @version: FACET_STATS_VERSION
 * @size: bytes of the whole mapping
 * @gpu_offset: bytes from the beginning to the first struct facet_stats_gpu
 * @gpu_size: bytes from one such record to the next
 * @gpu_count: number of such records, used or free
 * @vgpu_offset: bytes from the beginning to the first struct facet_stats_vgpu
 * @vgpu_size: bytes from one such record to the next
 * @vgpu_count: number of such records, used or free. Creating one vGPU more fails (-ENOSPC)
 * @engine_size: bytes from one struct facet_stats_engine to the next
 * @engine_count: number of engines in each record
 * @vgpu_used: no vGPU's record of this index or a higher one has ever been used
 * @reserved: 0
 * @serial: rises when a vGPU or a parent is created or removed, and when a vGPU is opened or
 *	closed. Rises also when a name, `display` or a scheduling parameter is written
 * @loaded_ns: time at which the module was loaded
 * @loaded_real_ns: the same time, of CLOCK_REALTIME
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
#define FACET_STATS_WAITING	1	/* work waits while other vGPUs have the engine */
#define FACET_STATS_RUNNING	2	/* work runs */
#define FACET_STATS_THROTTLED	3	/* work waits, and the cap is used up */
#define FACET_STATS_STOPPED	4	/* by the VMM, or by an error until the guest resets it */

/**
 * struct facet_stats_engine - Record of a vGPU on an engine, or of an engine with all its vGPUs.
 * @generation: odd while the record is being written
 * @state: FACET_STATS_IDLE, _WAITING, _RUNNING, _THROTTLED or _STOPPED
 * @since_ns: time at which @state began
 * @busy_ns: time on the engine, without the present run. That began at @since_ns
 * @waiting_ns: time with work that did not run, throttled or not, without the present wait
 * @throttled_ns: the part of @waiting_ns in which the cap was used up
 * @longest_wait_ns: longest time from submission to start, or from preemption to continuing
 * @submissions: workloads that were queued
 * @completions: workloads that ended
 * @preemptions: times that a workload was preempted for other vGPUs
 * @overshoot_ns: time that workloads ran on after they were to be preempted
 * @hangs: workloads that were cancelled because they could not be preempted in time
 * @resets: resets of the engine by the guest
 * @slice_ns: the last slice; in an engine's own record: the slice that the scheduler uses now
 * @competing: 1 while the vGPU has work for the engine; in an engine's own record: number of such
 *	vGPUs
 * @reserved: 0
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
 * struct facet_stats_gpu - Record of a parent.
 * @generation: odd while the fields before @engines are being written
 * @used: 1: the record is a parent's; 0: it is free
 * @policy: FACET_STATS_BEST_EFFORT, _EQUAL_SHARE or _FIXED_SHARE
 * @default_slice_us: microseconds, as in sysfs
 * @name: name of the parent, such as "facet"
 * @pgpu: name that the pGPU gives itself
 * @reserved: 0
 * @engines: record of each engine; all zero for an engine that the pGPU has not
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

/* @traps: kinds of events of a vGPU that make the host work */
enum facet_stats_trap {
	FACET_TRAP_CONFIG,	/* accesses of configuration space and ROM */
	FACET_TRAP_MMIO_READ,	/* reads of registers */
	FACET_TRAP_MMIO_WRITE,	/* writes of registers */
	FACET_TRAP_GGTT,	/* entries of the global page table: accesses, and page faults */
	FACET_TRAP_APERTURE,	/* trapped accesses of BAR2 */
	FACET_TRAP_FAULT,	/* page faults of BAR2 */
	FACET_TRAP_TRACKED,	/* writes to watched pages */
	FACET_TRAP_CLASSES,
};

#define FACET_STATS_TRAPS	8

/**
 * struct facet_stats_vgpu - Record of a vGPU.
 * @generation: odd while the fields before @width are being written
 * @state: FACET_STATS_NONE, _CLOSED or _OPEN
 * @gpu: index of its parent's record
 * @weight: as in sysfs
 * @cap: per cent of each engine, as in sysfs; 0: no cap
 * @slice_us: microseconds, as in sysfs; 0: the parent's slice
 * @priority: FACET_STATS_HIGH, _NORMAL or _LOW
 * @display: FACET_STATS_DMABUF, _NATIVE or _REGION
 * @uuid: UUID as text: the name of the vGPU's folder in sysfs
 * @type: name of its type
 * @created_ns: time at which sysfs created it
 * @created_real_ns: the same time, of CLOCK_REALTIME
 * @opened_ns: time at which a VMM opened it last; 0: never
 * @width: pixels of a row that the first head shows; 0: the head is dark. The vGPU's worker writes
 *	this field, @height, @pins and @shadow_pages at the end of each pass
 * @height: rows that the first head shows; 0: the head is dark
 * @pins: guest pages that are pinned. While the vGPU is closed: pages that Facet pinned and never
 *	unpinned; other than 0 is a defect of Facet's
 * @shadow_pages: pages of shadow page tables
 * @traps: number of events, by enum facet_stats_trap
 * @flips_asked: flips that the guest asked for, on all screens
 * @flips_shown: flips that were shown
 * @flips_missed: vertical blanks without a new flip while the guest animated and had work on an
 *	engine
 * @screen_bytes_copied: bytes of pixels that Facet copied out of guest memory, to show the screens
 *	to the VMM or to take screenshots
 * @moves_out: times that the state was saved for the VMM, to move the vGPU or to keep it in a file
 * @moves_in: times that the vGPU took such a state
 * @moves_refused: times that the vGPU refused a state
 * @move_bytes: bytes of the last state that was saved
 * @move_pause_ns: time from the pause of the vGPU to the end of that save
 * @reserved: 0
 * @engines: record of the vGPU on each engine
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
	__u64 flips_asked;
	__u64 flips_shown;
	__u64 flips_missed;
	__u64 screen_bytes_copied;
	__u64 moves_out;
	__u64 moves_in;
	__u64 moves_refused;
	__u64 move_bytes;
	__u64 move_pause_ns;
	__u64 reserved[30];
	struct facet_stats_engine engines[FACET_STATS_ENGINES];
};

#endif
