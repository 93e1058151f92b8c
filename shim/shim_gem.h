/* SPDX-License-Identifier: GPL-2.0-only */
/* The ioctls of GEM objects: rows of the table in shim_ioctl.c; called with &shim.lock. */
#ifndef FACET_SHIM_GEM_H
#define FACET_SHIM_GEM_H

struct shim_file;

int shim_gem_close(struct shim_file *file, void *arg);
int shim_gem_create(struct shim_file *file, void *arg);
int shim_gem_create_ext(struct shim_file *file, void *arg);
int shim_gem_userptr(struct shim_file *file, void *arg);
int shim_gem_mmap(struct shim_file *file, void *arg);
int shim_gem_mmap_offset(struct shim_file *file, void *arg);
int shim_gem_pwrite(struct shim_file *file, void *arg);
int shim_gem_pread(struct shim_file *file, void *arg);
int shim_gem_set_domain(struct shim_file *file, void *arg);
int shim_gem_sw_finish(struct shim_file *file, void *arg);
int shim_gem_busy(struct shim_file *file, void *arg);
int shim_gem_wait(struct shim_file *file, void *arg);
int shim_gem_throttle(struct shim_file *file, void *arg);
int shim_gem_madvise(struct shim_file *file, void *arg);
int shim_gem_set_tiling(struct shim_file *file, void *arg);
int shim_gem_get_tiling(struct shim_file *file, void *arg);
int shim_gem_set_caching(struct shim_file *file, void *arg);
int shim_gem_get_caching(struct shim_file *file, void *arg);
int shim_prime_to_fd(struct shim_file *file, void *arg);
int shim_prime_from_fd(struct shim_file *file, void *arg);

/**
 * shim_dmabuf_ioctl() - Answer an ioctl of a dma-buf.
 * @fd: a descriptor
 * @request: the request, of type 'b'
 * @arg: its argument
 *
 * Source: Linux include/uapi/linux/dma-buf.h.
 *
 * Context: with &shim.lock, which it drops while it waits.
 * Return: 0; -ENOTTY: @fd is no object of this process, or the request is unknown; a negative errno.
 */
int shim_dmabuf_ioctl(int fd, unsigned long request, void *arg);

#endif
