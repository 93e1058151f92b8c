// SPDX-License-Identifier: GPL-2.0-only
/*
 * GEM objects. The ioctls, the requests' ends and mmap() call these functions with &shim.lock. The
 * control page behind an object is written by several processes: each writes its own entry.
 */
#include "shim/shim_bo.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim/shim_fence.h"
#include "shim/shim_libc.h"
#include "shim/shim_state.h"
#include "shim/shim_vm.h"

#define FOREIGN_POLL_NS	1000000ull	/* other processes are asked once in a millisecond */

static const char bo_name[] = "facet-object";

static struct shim_bo *bo_new(u64 size)
{
	struct shim_bo *bo = calloc(1, sizeof(*bo));

	if (!bo)
		return NULL;
	bo->refs = 1;
	bo->fd = -1;
	bo->size = size;
	INIT_LIST_HEAD(&bo->vmas);
	list_add_tail(&bo->list, &shim.bos);
	return bo;
}

static void bo_free(struct shim_bo *bo)
{
	shim_vm_forget(bo);
	shim_fence_put(bo->last);
	shim_fence_put(bo->written);
	if (bo->control)
		munmap(bo->cpu, bo->size + PAGE_SIZE);
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
	struct stat st;
	void *cpu = libc.mmap(NULL, bo->size + PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			      bo->fd, 0);

	if (cpu == MAP_FAILED || libc.fstat(bo->fd, &st))
		return -ENOMEM;
	bo->cpu = cpu;
	bo->control = (struct shim_control *)(bo->cpu + bo->size);
	bo->ino = (u64)st.st_ino;
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
	bo->fd = libc_high_fd(memfd_create(bo_name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
	ret = bo->fd < 0 ? -errno : 0;
	if (!ret && ftruncate(bo->fd, (off_t)(bo->size + PAGE_SIZE)))
		ret = -ENOMEM;
	if (!ret)
		ret = bo_map(bo);
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

struct shim_bo *shim_bo_of_fd(int fd)
{
	struct shim_bo *bo;
	struct stat st;

	if (libc.fstat(fd, &st) || !S_ISREG(st.st_mode))
		return NULL;
	list_for_each_entry(bo, &shim.bos, list)
		if (bo->fd >= 0 && bo->ino == (u64)st.st_ino)
			return bo;
	return NULL;
}

/* Return the bytes of an object of another process; 0: @fd names none. */
static u64 foreign_size(int fd)
{
	struct shim_control control;
	struct stat st;

	/* A memfd has no name in a folder, and seals. */
	if (libc.fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink ||
	    libc.fcntl(fd, F_GET_SEALS) < 0 || st.st_size < 2 * (off_t)PAGE_SIZE ||
	    !IS_ALIGNED((u64)st.st_size, PAGE_SIZE))
		return 0;
	if (pread(fd, &control, sizeof(control), st.st_size - (off_t)PAGE_SIZE) !=
	    sizeof(control))
		return 0;
	if (control.magic != SHIM_CONTROL_MAGIC || control.version != SHIM_CONTROL_VERSION ||
	    control.size != (u64)st.st_size - PAGE_SIZE)
		return 0;
	return control.size;
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
	bo->shared = true;
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

static bool process_lives(u32 pid)
{
	return !kill((pid_t)pid, 0) || errno != ESRCH;
}

/* Find this process's entry, or take a free one or that of a dead process. */
static struct shim_writer *own_writer(struct shim_control *control)
{
	u32 self = (u32)getpid();
	struct shim_writer *w;
	u32 i, pid;

	for (i = 0; i < SHIM_WRITERS; i++)
		if (READ_ONCE(control->writer[i].pid) == self)
			return &control->writer[i];
	for (i = 0; i < SHIM_WRITERS; i++) {
		w = &control->writer[i];
		pid = READ_ONCE(w->pid);
		if ((pid && process_lives(pid)) || cmpxchg(&w->pid, pid, self) != pid)
			continue;
		WRITE_ONCE(w->queued, 0);
		WRITE_ONCE(w->done, 0);
		return w;
	}
	return NULL;
}

void shim_bo_write_begin(struct shim_bo *bo)
{
	struct shim_writer *w = bo->control ? own_writer(bo->control) : NULL;

	if (w)
		__atomic_fetch_add(&w->queued, 1, __ATOMIC_SEQ_CST);
}

void shim_bo_write_end(struct shim_bo *bo)
{
	struct shim_writer *w = bo->control ? own_writer(bo->control) : NULL;

	if (w && READ_ONCE(w->done) != READ_ONCE(w->queued))
		__atomic_fetch_add(&w->done, 1, __ATOMIC_SEQ_CST);
}

u32 shim_bo_foreign(struct shim_bo *bo, struct shim_foreign *list)
{
	u32 self = (u32)getpid();
	u32 i, n = 0;

	for (i = 0; bo->control && i < SHIM_WRITERS; i++) {
		struct shim_writer *w = &bo->control->writer[i];
		struct shim_foreign *f = &list[n];

		f->bo = bo;
		f->writer = i;
		f->pid = READ_ONCE(w->pid);
		f->queued = READ_ONCE(w->queued);
		if (f->pid && f->pid != self && !shim_foreign_done(f))
			n++;
	}
	return n;
}

bool shim_foreign_done(const struct shim_foreign *foreign)
{
	const struct shim_writer *w = &foreign->bo->control->writer[foreign->writer];

	return READ_ONCE(w->pid) != foreign->pid ||
	       (s32)(smp_load_acquire(&w->done) - foreign->queued) >= 0 ||
	       !process_lives(foreign->pid);
}

static bool foreign_all_done(const struct shim_foreign *list, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (!shim_foreign_done(&list[i]))
			return false;
	return true;
}

static bool bo_busy(struct shim_bo *bo, bool writes_only)
{
	if (!writes_only)
		return bo->active;
	return !shim_fence_done(bo->written);
}

int shim_bo_settle(struct shim_bo *bo, bool writes_only, u64 deadline_ns)
{
	struct shim_foreign list[SHIM_WRITERS];
	u32 n = bo->shared ? shim_bo_foreign(bo, list) : 0;

	while (bo_busy(bo, writes_only))
		if (!shim_wait(deadline_ns) && bo_busy(bo, writes_only))
			return -ETIME;
	while (!foreign_all_done(list, n)) {
		if (shim_now_ns() >= deadline_ns)
			return -ETIME;
		shim_wait(min(deadline_ns, shim_now_ns() + FOREIGN_POLL_NS));
	}
	return 0;
}
