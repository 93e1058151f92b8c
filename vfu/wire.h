/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vfio-user protocol on the wire: host byte order, packed. Source: docs/interop/vfio-user.rst
 * of QEMU (protocol 0.0). Payloads that equal a VFIO ioctl's use its structure from linux/vfio.h.
 */
#ifndef VFU_WIRE_H
#define VFU_WIRE_H

#include <linux/vfio.h>

#include "port.h"

#define VFU_MAJOR	0
#define VFU_MINOR	0

/**
 * enum vfu_command - The commands that a client sends and this server knows.
 * @VFU_VERSION: agree on a version and on capabilities
 * @VFU_DMA_MAP: map guest memory
 * @VFU_DMA_UNMAP: unmap guest memory
 * @VFU_DEVICE_GET_INFO: read the numbers of regions and interrupts
 * @VFU_DEVICE_GET_REGION_INFO: read the size and flags of a region
 * @VFU_DEVICE_GET_IRQ_INFO: read the count and flags of a kind of interrupt
 * @VFU_DEVICE_SET_IRQS: set up or trigger interrupts
 * @VFU_REGION_READ: read a region
 * @VFU_REGION_WRITE: write a region
 * @VFU_DEVICE_RESET: reset the device
 * @VFU_REGION_WRITE_MULTI: write several pieces of up to 8 bytes
 * @VFU_DEVICE_FEATURE: read, set or probe a feature of the device
 * @VFU_MIG_DATA_READ: read the next bytes of a migration
 * @VFU_MIG_DATA_WRITE: write the next bytes of a migration
 * @VFU_COMMANDS: number of entries in a table by command
 */
enum vfu_command {
	VFU_VERSION = 1,
	VFU_DMA_MAP = 2,
	VFU_DMA_UNMAP = 3,
	VFU_DEVICE_GET_INFO = 4,
	VFU_DEVICE_GET_REGION_INFO = 5,
	VFU_DEVICE_GET_IRQ_INFO = 7,
	VFU_DEVICE_SET_IRQS = 8,
	VFU_REGION_READ = 9,
	VFU_REGION_WRITE = 10,
	VFU_DEVICE_RESET = 13,
	VFU_REGION_WRITE_MULTI = 15,
	VFU_DEVICE_FEATURE = 16,
	VFU_MIG_DATA_READ = 17,
	VFU_MIG_DATA_WRITE = 18,
	VFU_COMMANDS,
};

#define VFU_TYPE_MASK		0xfu
#define VFU_TYPE_COMMAND	0x0u
#define VFU_TYPE_REPLY		0x1u
#define VFU_NO_REPLY		0x10u
#define VFU_ERROR		0x20u

/**
 * struct vfu_header - The first bytes of each message.
 * @id: chosen by the client; the reply repeats it
 * @command: enum vfu_command
 * @size: bytes of the whole message, this header included
 * @flags: VFU_TYPE_*, VFU_NO_REPLY, VFU_ERROR
 * @error: errno of an error reply
 */
struct vfu_header {
	u16 id;
	u16 command;
	u32 size;
	u32 flags;
	u32 error;
} __attribute__((packed));

/* Most bytes of data in one access. A client must assume this value by default. */
#define VFU_MAX_DATA	(1024u * 1024)
/* Most file descriptors in one message. */
#define VFU_MAX_FDS	8u

/**
 * struct vfu_version - The payload of VFU_VERSION.
 * @major: VFU_MAJOR
 * @minor: VFU_MINOR or less
 * @data: JSON with capabilities, NUL-terminated; may be absent
 */
struct vfu_version {
	u16 major;
	u16 minor;
	char data[];
} __attribute__((packed));

/**
 * struct vfu_device_info - The payload of VFU_DEVICE_GET_INFO.
 * @argsz: bytes of the structure that the client has room for
 * @flags: VFIO_DEVICE_FLAGS_*
 * @num_regions: number of regions
 * @num_irqs: number of kinds of interrupts
 */
struct vfu_device_info {
	u32 argsz;
	u32 flags;
	u32 num_regions;
	u32 num_irqs;
} __attribute__((packed));

/**
 * struct vfu_dma_map - The payload of VFU_DMA_MAP.
 * @argsz: bytes of the structure
 * @flags: VFU_DMA_READ, VFU_DMA_WRITE
 * @offset: offset in the shared file, in bytes
 * @address: guest-physical address in bytes
 * @size: bytes
 */
struct vfu_dma_map {
	u32 argsz;
	u32 flags;
	u64 offset;
	u64 address;
	u64 size;
} __attribute__((packed));

#define VFU_DMA_READ	BIT(0)
#define VFU_DMA_WRITE	BIT(1)

/**
 * struct vfu_dma_unmap - The payload of VFU_DMA_UNMAP.
 * @argsz: bytes of the structure
 * @flags: 0 or VFU_DMA_UNMAP_ALL
 * @address: guest-physical address in bytes; 0 with VFU_DMA_UNMAP_ALL
 * @size: bytes; 0 with VFU_DMA_UNMAP_ALL
 */
struct vfu_dma_unmap {
	u32 argsz;
	u32 flags;
	u64 address;
	u64 size;
} __attribute__((packed));

#define VFU_DMA_UNMAP_ALL	BIT(1)

/**
 * struct vfu_region_access - The payload of VFU_REGION_READ and VFU_REGION_WRITE.
 * @offset: offset in the region, in bytes
 * @region: index of the region
 * @count: bytes
 * @data: the bytes, in a write and in the reply to a read
 */
struct vfu_region_access {
	u64 offset;
	u32 region;
	u32 count;
	u8 data[];
} __attribute__((packed));

/**
 * struct vfu_write - One piece of VFU_REGION_WRITE_MULTI.
 * @offset: offset in the region, in bytes
 * @region: index of the region
 * @count: bytes, at most 8
 * @data: the bytes
 */
struct vfu_write {
	u64 offset;
	u32 region;
	u32 count;
	u8 data[8];
} __attribute__((packed));

/**
 * struct vfu_write_multi - The payload of VFU_REGION_WRITE_MULTI.
 * @count: number of pieces
 * @writes: the pieces
 */
struct vfu_write_multi {
	u64 count;
	struct vfu_write writes[];
} __attribute__((packed));

/**
 * enum vfu_feature_index - The features that this server has.
 * @VFU_FEATURE_MIGRATION: VFU_MIGRATION_* as 8 bytes
 * @VFU_FEATURE_MIG_STATE: struct vfu_mig_state
 * @VFU_FEATURE_MIG_SIZE: estimated bytes of a stopped device, as 8 bytes
 *
 * Source: linux/vfio.h of Linux 6.12, which older headers are behind.
 */
enum vfu_feature_index {
	VFU_FEATURE_MIGRATION = 1,
	VFU_FEATURE_MIG_STATE = 2,
	VFU_FEATURE_MIG_SIZE = 9,
};

/* Bytes of a feature. */
#define VFU_FEATURE_DATA	8u

#define VFU_MIGRATION_STOP_COPY	BIT(0)
#define VFU_MIGRATION_P2P	BIT(1)
#define VFU_MIGRATION_PRE_COPY	BIT(2)

/**
 * struct vfu_feature - The payload of VFU_DEVICE_FEATURE.
 * @argsz: most bytes of the reply's payload; in the reply to a GET, bytes of the payload
 * @flags: enum vfu_feature_index, and VFIO_DEVICE_FEATURE_GET, _SET, _PROBE
 * @data: the feature's data; may be absent in a GET and a PROBE
 */
struct vfu_feature {
	u32 argsz;
	u32 flags;
	u8 data[VFU_FEATURE_DATA];
} __attribute__((packed));

/* Bytes of a VFU_DEVICE_FEATURE without data. */
#define VFU_FEATURE_HEAD	offsetof(struct vfu_feature, data)

/**
 * struct vfu_mig_state - The data of VFU_FEATURE_MIG_STATE.
 * @state: enum vfio_device_mig_state
 * @data_fd: not used by vfio-user
 */
struct vfu_mig_state {
	u32 state;
	u32 data_fd;
} __attribute__((packed));

/**
 * struct vfu_mig_data - The payload of VFU_MIG_DATA_READ and VFU_MIG_DATA_WRITE.
 * @argsz: in a read, most bytes of the reply's payload; else bytes of the structure with its data
 * @size: bytes of data
 * @data: the bytes, in a write and in the reply to a read
 */
struct vfu_mig_data {
	u32 argsz;
	u32 size;
	u8 data[];
} __attribute__((packed));

/* Bytes of the largest message: an access with as much data as one may have. */
#define VFU_MAX_MESSAGE \
	(sizeof(struct vfu_header) + sizeof(struct vfu_region_access) + VFU_MAX_DATA)

#endif
