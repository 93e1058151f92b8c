/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The third front end: a preload library, libfacet-run.so. It answers the i915 uAPI in a process,
 * so that unmodified drivers find a Kaby Lake GT2. The commands of the drivers run on a software
 * GPU (softgpu/) behind pgpu/pgpu.h.
 *
 * A process uses the library by LD_PRELOAD. The library adds these files:
 *	/dev/dri/renderD128: the render node, 226:128. Other names in /dev/dri do not exist
 *	/sys/dev/char/226:128 and the PCI device behind it
 *
 * shim/facet_run.h has the environment variables that the library reads, and its report.
 */
#ifndef FACET_SHIM_H
#define FACET_SHIM_H

#include "port.h"

struct shim_file;

/*
 * The render node. Source: Linux include/uapi/linux/major.h, drivers/gpu/drm/drm_drv.c. The numbers
 * are plain, since names of files have them, too.
 */
#define SHIM_MAJOR	226
#define SHIM_MINOR	128

/* Bit of the offsets that DRM_IOCTL_I915_GEM_MMAP_OFFSET returns: no file has such offsets. */
#define SHIM_MMAP_BASE	(1ull << 44)

/**
 * shim_open() - Open the render node.
 * @flags: flags of open(2); %O_CLOEXEC alone has a meaning
 *
 * The descriptor names a memfd. Its inode identifies the open file, so copies of the descriptor
 * name the same file.
 *
 * Context: any thread; takes &shim.lock. May sleep.
 * Return: a descriptor; -1: errno says why.
 */
int shim_open(int flags);

/**
 * shim_close() - Tell that a descriptor is about to be closed.
 * @fd: any number
 *
 * If no other descriptor of this process names the open file, the file and its objects are
 * released.
 *
 * Context: any thread; takes &shim.lock. May sleep.
 */
void shim_close(int fd);

/**
 * shim_is_node() - Test if a descriptor names the render node.
 * @fd: any number
 *
 * Context: any thread; takes &shim.lock.
 * Return: true: it does.
 */
bool shim_is_node(int fd);

/**
 * shim_object_bytes() - Return the size of the object that a descriptor of a dma-buf names.
 * @fd: any number
 *
 * The memfd behind it is larger: a control page follows the object.
 *
 * Context: any thread; takes &shim.lock.
 * Return: bytes; 0: the descriptor names no object of this library, here or in another process.
 */
u64 shim_object_bytes(int fd);

/**
 * shim_ioctl() - Answer an ioctl.
 * @fd: any number
 * @request: the request
 * @arg: its argument
 * @caller: an address in the code that calls; for the report
 * @ret: gets the result: 0 or more, or a negative errno
 *
 * Answers the ioctls of the render node, of sync files and of dma-bufs that this library made.
 *
 * Context: any thread; takes &shim.lock, and drops it where it waits. May sleep as long as the
 * request says.
 * Return: true: answered; false: the descriptor is another's.
 */
bool shim_ioctl(int fd, unsigned long request, void *arg, const void *caller, int *ret);

/**
 * shim_mmap() - Map an object by an offset of DRM_IOCTL_I915_GEM_MMAP_OFFSET.
 * @addr: as for mmap(2)
 * @len: as for mmap(2)
 * @prot: as for mmap(2)
 * @flags: as for mmap(2)
 * @fd: descriptor of the render node
 * @offset: offset, at least %SHIM_MMAP_BASE
 * @map: gets the address, or MAP_FAILED with errno
 *
 * Context: any thread; takes &shim.lock. May sleep.
 * Return: true: answered; false: the descriptor is another's.
 */
bool shim_mmap(void *addr, size_t len, int prot, int flags, int fd, u64 offset, void **map);

#endif
