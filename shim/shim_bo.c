// SPDX-License-Identifier: GPL-2.0-only
/*
 * GEM objects. The ioctls, the requests' ends and mmap() call these functions with &shim.lock.
 */
#include "shim/shim_bo.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim/shim_libc.h"
#include "shim/shim_memfd.h"
#include "shim/shim_state.h"
#include "shim/shim_vm.h"


static const char bo_name[] = "facet-object";

static struct shim_bo *bo_new(u64 size)
{
	struct shim_bo *bo = calloc(1, sizeof(*bo));

	if (!bo)
		return NULL;
	bo->refs = 1;
	bo->fd = -1;
	bo->own = -1;
	bo->sharer = SHIM_SHARERS;
	bo->size = size;
	INIT_LIST_HEAD(&bo->vmas);
	INIT_LIST_HEAD(&bo->uses);
	list_add_tail(&bo->list, &shim.bos);
	return bo;
}

static void bo_free(struct shim_bo *bo)
{
	shim_vm_forget(bo);
	if (bo->control)
		munmap(bo->cpu, bo->size + PAGE_SIZE);
	if (bo->own >= 0)
		libc.close(bo->own);
	if (bo->fd >= 0)
		libc.close(bo->fd);
	list_del(&bo->list);
	free(bo);
}

struct shim_bo *shim_bo_get(struct shim_bo *bo)
{
	port_ref_get(&bo->refs);
	return bo;
}

void shim_bo_put(void *object)
{
	struct shim_bo *bo = object;

	if (port_ref_put(&bo->refs))
		bo_free(bo);
}

/* Map the memfd of an object, and give it offsets for mmap(). */
static int bo_map(struct shim_bo *bo)
{
	void *cpu = libc.mmap(NULL, bo->size + PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			      bo->fd, 0);

	if (cpu == MAP_FAILED)
		return -ENOMEM;
	bo->cpu = cpu;
	bo->control = (struct shim_control *)(bo->cpu + bo->size);
	bo->ino = shim_memfd_inode(bo->fd);
	bo->mmap_offset = shim.next_offset;
	shim.next_offset += bo->size + PAGE_SIZE;
	return 0;
}

int shim_bo_create(u64 size, struct shim_bo **made)
{
	struct shim_bo *bo;
	int ret;

	if (!size)
		return -EINVAL;
	if (size > SHIM_PAGES_MAX * PAGE_SIZE)
		return -E2BIG;
	bo = bo_new(ALIGN(size, PAGE_SIZE));
	if (!bo)
		return -ENOMEM;
	bo->fd = shim_memfd_new(bo_name, bo->size + PAGE_SIZE);
	ret = bo->fd < 0 ? bo->fd : bo_map(bo);
	if (ret) {
		shim_bo_put(bo);
		return ret;
	}
	bo->control->size = bo->size;
	bo->control->version = SHIM_CONTROL_VERSION;
	smp_store_release(&bo->control->magic, SHIM_CONTROL_MAGIC);
	*made = bo;
	return 0;
}

int shim_bo_user(u64 addr, u64 size, bool read_only, struct shim_bo **made)
{
	struct shim_bo *bo;

	if (!size || !IS_ALIGNED(addr | size, PAGE_SIZE) || size > SHIM_PAGES_MAX * PAGE_SIZE ||
	    addr + size < addr)
		return -EINVAL;
	bo = bo_new(size);
	if (!bo)
		return -ENOMEM;
	bo->cpu = (u8 *)(uintptr_t)addr;
	bo->read_only = read_only;
	*made = bo;
	return 0;
}

bool shim_bo_present(const struct shim_bo *bo)
{
	unsigned char in_core[64];
	const u64 step = sizeof(in_core) * PAGE_SIZE;
	u64 at, len;

	for (at = 0; bo->fd < 0 && at < bo->size; at += len) {
		len = min(bo->size - at, step);
		if (mincore(bo->cpu + at, len, in_core))
			return false;
	}
	return true;
}

struct shim_bo *shim_bo_of_fd(int fd)
{
	u64 ino = shim_memfd_inode(fd);
	struct shim_bo *bo;

	if (!ino)
		return NULL;
	list_for_each_entry(bo, &shim.bos, list)
		if (bo->fd >= 0 && bo->ino == ino)
			return bo;
	return NULL;
}

/* Return the bytes of an object of another process; 0: @fd names none. */
static u64 foreign_size(int fd)
{
	struct shim_control control;
	u64 bytes = shim_memfd_bytes(fd);

	if (bytes < 2 * PAGE_SIZE || bytes > (SHIM_PAGES_MAX + 1) * PAGE_SIZE)
		return 0;
	bytes -= PAGE_SIZE;
	if (pread(fd, &control, sizeof(control), (off_t)bytes) != sizeof(control))
		return 0;
	return control.magic == SHIM_CONTROL_MAGIC && control.size == bytes &&
	       control.version == SHIM_CONTROL_VERSION ? bytes : 0;
}

u64 shim_bo_bytes_of_fd(int fd)
{
	const struct shim_bo *bo = shim_bo_of_fd(fd);

	return bo ? bo->size : foreign_size(fd);
}

int shim_bo_import(int fd, struct shim_bo **imported)
{
	struct shim_bo *bo = shim_bo_of_fd(fd);
	u64 size;
	int ret;

	if (bo) {
		*imported = shim_bo_get(bo);
		return 0;
	}
	if (libc.fcntl(fd, F_GETFD) < 0)
		return -EBADF;
	size = foreign_size(fd);
	if (!size)
		return -EINVAL;
	bo = bo_new(size);
	if (!bo)
		return -ENOMEM;
	bo->fd = libc_high_fd(libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
	ret = bo->fd < 0 ? -errno : bo_map(bo);
	if (ret) {
		shim_bo_put(bo);
		return ret;
	}
	bo->shared = true;
	bo->tiling = bo->control->tiling;
	bo->stride = bo->control->stride;
	*imported = bo;
	return 0;
}

int shim_bo_export(struct shim_bo *bo, u32 flags)
{
	int fd;

	if (bo->fd < 0)
		return -ENODEV;
	fd = libc.fcntl(bo->fd, flags & O_CLOEXEC ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
	if (fd < 0)
		return -errno;
	return fd;
}

struct shim_bo *shim_bo_at(u64 offset)
{
	struct shim_bo *bo;

	list_for_each_entry(bo, &shim.bos, list)
		if (bo->fd >= 0 && offset >= bo->mmap_offset &&
		    offset - bo->mmap_offset < bo->size)
			return bo;
	return NULL;
}
