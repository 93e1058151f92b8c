/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts of virtio: feature bits, device status, and split virtqueues. All fields are little-endian.
 * Source: Virtual I/O Device (VIRTIO) 1.2, sections 2.1, 2.2, 2.7 and 6.
 */
#ifndef VIRTIO_DEFS_H
#define VIRTIO_DEFS_H

/* Bits of features that all devices share (section 6). */
#define VIRTIO_F_INDIRECT_DESC		28u
#define VIRTIO_F_EVENT_IDX		29u
#define VIRTIO_F_VERSION_1		32u
#define VIRTIO_F_ACCESS_PLATFORM	33u

/* Bits of the device status (section 2.1). */
#define VIRTIO_STATUS_ACKNOWLEDGE	1u
#define VIRTIO_STATUS_DRIVER		2u
#define VIRTIO_STATUS_DRIVER_OK		4u
#define VIRTIO_STATUS_FEATURES_OK	8u
#define VIRTIO_STATUS_NEEDS_RESET	64u
#define VIRTIO_STATUS_FAILED		128u

/* A descriptor (section 2.7.5). */
#define VIRTQ_DESC_BYTES	16u
#define VIRTQ_DESC_NEXT		1u	/* flag: another descriptor follows */
#define VIRTQ_DESC_WRITE	2u	/* flag: the device writes the buffer; else it reads it */
#define VIRTQ_DESC_INDIRECT	4u	/* flag: the buffer is a table of descriptors */

/* The driver area: flags, idx, ring[size], used_event (section 2.7.6). Offsets in bytes. */
#define VIRTQ_AVAIL_FLAGS	0u
#define VIRTQ_AVAIL_IDX		2u
#define VIRTQ_AVAIL_RING	4u
#define VIRTQ_AVAIL_ENTRY	2u	/* bytes of an entry of the ring */
#define VIRTQ_AVAIL_NO_INTERRUPT	1u	/* flag, without VIRTIO_F_EVENT_IDX */

/* The device area: flags, idx, ring[size] of id and length, avail_event (section 2.7.8). */
#define VIRTQ_USED_FLAGS	0u
#define VIRTQ_USED_IDX		2u
#define VIRTQ_USED_RING		4u
#define VIRTQ_USED_ENTRY	8u	/* bytes of an entry of the ring */

/* Alignments of the three areas (section 2.7). */
#define VIRTQ_DESC_ALIGN	16u
#define VIRTQ_AVAIL_ALIGN	2u
#define VIRTQ_USED_ALIGN	4u

#define VIRTQ_SIZE_MAX		32768u	/* largest size of a queue; sizes are powers of two */

#endif
