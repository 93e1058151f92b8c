/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of this folder that confine a guest, by the names that port_check() and port_mask()
 * use. mediator/base/mediator_checks.h says how they are tested.
 */
#ifndef VIRTIO_CHECKS_H
#define VIRTIO_CHECKS_H

#define VIRTIO_CHECKS(X)									\
	/* virtq.c */										\
	X(VIRTQ_SIZE, "The size of a queue is a power of two, and not above what was offered.")	\
	X(VIRTQ_ALIGNED, "The areas of a queue are aligned.")					\
	X(VIRTQ_WRAP, "No area and no buffer wraps around the end of addresses.")		\
	X(VIRTQ_AHEAD, "The driver is ahead by no more requests than the queue has.")		\
	X(VIRTQ_INDEX, "The number of a descriptor lies in its table.")				\
	X(VIRTQ_LONG, "A request has at most FACET_VIRTQ_SEGMENTS buffers.")			\
	X(VIRTQ_LOOP, "A chain has a bounded number of descriptors. So no loop lasts.")		\
	X(VIRTQ_NESTED, "A table of descriptors is in no other table.")				\
	X(VIRTQ_TABLE, "A table of descriptors has a length of whole descriptors.")		\
	X(VIRTQ_ORDER, "Buffers that the device reads come before those that it writes.")	\
	X(VIRTQ_ROOM, "The device writes no more than the buffers of a request hold.")		\
	X(VIRTQ_HEAD, "A restored request begins in the table of its queue.")			\
	/* vio_resource.c */									\
	X(VIO_NUMBER, "Each resource has a number of its own, which is not 0.")			\
	X(VIO_RESOURCES, "A guest has a bounded number of resources.")				\
	X(VIO_FORMAT, "A picture has a format that the device knows.")				\
	X(VIO_SIZE, "A resource has a size, and no side is longer than VIO_RESOURCE_SIDE.")	\
	X(VIO_BYTES, "The pixels of all resources are bounded.")				\
	X(VIO_ENTRIES, "The memory entries of all resources are bounded.")		\
	X(VIO_ENTRY, "A memory entry is not empty, and does not wrap.")				\
	X(VIO_BACKED, "What is read of backing memory lies in it.")				\
	/* vio_scanout.c */									\
	X(VIO_RECT, "What a monitor shows lies in the picture.")				\
	X(VIO_SIDE, "What is shown has no longer side than the device allows.")			\
	X(VIO_STRIDE, "The rows of a picture do not overlap.")					\
	X(VIO_PICTURE, "A picture lies in its resource.")					\
	X(VIO_CURSOR, "A cursor has the size of a cursor.")					\
	/* vio_control.c */									\
	X(VIO_SCANOUT, "A scan-out is one of the device's.")					\
	X(VIO_ATTACHED, "A resource has backing memory once.")					\
	X(VIO_BLOB, "A blob is no larger than its memory.")					\
	X(VIO_TRANSFER, "A transfer lies in its resource.")					\
	X(VIO_UNREF, "A resource that is gone is not shown.")					\
	X(VIO_QUEUE, "A command comes on its own queue.")					\
	X(VIO_PASS, "A pass of the worker copies a bounded number of bytes.")			\
	/* virtio_gpu.c */									\
	X(VIO_LATE, "Memory that is unavailable stops a queue for a bounded time.")		\
	X(VIO_COMMANDS, "A pass of the worker executes a bounded number of commands.")		\
	X(VIO_BROKEN, "A device whose driver broke the rules does nothing until a reset.")	\
	/* vio_state_resources.c */								\
	X(VIO_ROWS, "Restored rows are the next ones of their resource, and at least one.")	\
	/* virtio_pci_common.c */								\
	X(VIO_FEATURES, "A driver gets only features that the device offers.")			\
	X(VIO_SELECT, "Registers of a queue are those of a queue that is there.")		\
	/* virtio_pci.c */									\
	X(VIO_VECTOR, "An interrupt has a vector that is there.")				\
	X(VIO_DEVICE_CFG, "A read of the device configuration lies in it.")			\
	X(VIO_PLACE, "An access lies in a BAR.")						\
	X(VIO_MASTER, "A function that is no bus master accesses no memory.")			\
	/* virtio_pci_state.c */								\
	X(VIO_LIMITS, "A saved state is of a function with the same limits.")

#endif
