// SPDX-License-Identifier: GPL-2.0-only
/*
 * The client's memory, mapped into this process: a sorted array of ranges.
 *
 * The session's thread changes the array. Traps, workers and the screenshot read it. @lock is held
 * for writing while the array changes, and for reading while bytes are copied. So a range that was
 * taken out is not in use. @lock is a leaf: no other lock is taken under it.
 *
 * A VMM that truncates the file behind a mapping ends this process (SIGBUS). This process trusts
 * the VMM in this, but not its guest.
 */
#include "dma.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "mediator/host.h"
#include "mediator/unmap_history.h"

#define MAX_MAPPINGS	1024u	/* as in version.c */

/*
 * Most bytes that one client may map. All clients share this process's addresses, and a sparse file
 * costs its owner nothing. Sixty-four clients fill half of the addresses.
 */
#define MAX_BYTES	(1ull << 40)

/**
 * struct mapping - One range of a client's memory.
 * @gpa: guest-physical address in bytes
 * @size: bytes
 * @ptr: the byte at @gpa, inside @map; NULL: the memory cannot be accessed
 * @map: address from mmap()
 * @map_len: bytes of @map. With huge pages, mmap() maps more than the range, and the mapping can
 *	only be unmapped as a whole.
 * @writable: the guest may write the range
 */
struct mapping {
	u64 gpa;
	u64 size;
	u8 *ptr;
	void *map;
	u64 map_len;
	bool writable;
};

/**
 * struct vfu_dma - The map of a client's memory.
 * @lock: Protects the map of guest memory: @history, @maps, @count, @bytes. Lock order: inside
 *	&facet_device.mmio_lock; last leaf
 * @history: pages that the client took out a moment ago by @now_ns, and may map again
 * @now_ns: clock, in nanoseconds
 * @maps: the mappings, by address
 * @count: number of mappings
 * @bytes: sum of &mapping.map_len
 * @max_bytes: limit of @bytes
 */
struct vfu_dma {
	pthread_rwlock_t lock;
	struct facet_unmap_history history;
	u64 (*now_ns)(void);
	struct mapping *maps[MAX_MAPPINGS];
	u32 count;
	u64 bytes;
	u64 max_bytes;
};

struct vfu_dma *vfu_dma_create(u64 max_bytes, u64 (*now_ns)(void))
{
	struct vfu_dma *dma = calloc(1, sizeof(*dma));

	if (!dma)
		return NULL;
	dma->now_ns = now_ns;
	dma->max_bytes = max_bytes ? min(max_bytes, MAX_BYTES) : MAX_BYTES;
	pthread_rwlock_init(&dma->lock, NULL);
	return dma;
}

void vfu_dma_destroy(struct vfu_dma *dma)
{
	if (!dma)
		return;
	pthread_rwlock_destroy(&dma->lock);
	free(dma);
}

/* Return the index of the first mapping that ends beyond @gpa. */
static u32 lower_bound(const struct vfu_dma *dma, u64 gpa)
{
	u32 lo = 0, hi = dma->count, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (dma->maps[mid]->gpa + dma->maps[mid]->size <= gpa)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Find the index at which @m belongs. The session's thread calls this. */
static int find_place(const struct vfu_dma *dma, const struct mapping *m, u32 *at)
{
	*at = lower_bound(dma, m->gpa);
	if (*at < dma->count && dma->maps[*at]->gpa < m->gpa + m->size)
		return -EEXIST;
	if (dma->count == MAX_MAPPINGS || m->map_len > dma->max_bytes - dma->bytes)
		return -ENOSPC;
	return 0;
}

/*
 * Compute the part of @fd to map for @m. A file that ends inside the part would cause a SIGBUS
 * later. A file of a file system might let an engine's thread wait for its pages. Only memory has
 * seals.
 */
static int measure(struct mapping *m, int fd, u64 offset, u64 *start)
{
	struct stat st;
	u64 granule;

	if (fcntl(fd, F_GET_SEALS) < 0)
		return -EINVAL;
	if (fstat(fd, &st))
		return -errno;
	if ((u64)st.st_size < offset + m->size)
		return -EINVAL;
	granule = max_t(u64, st.st_blksize, PAGE_SIZE);
	*start = offset - offset % granule;
	m->map_len = DIV_ROUND_UP(offset + m->size, granule) * granule - *start;
	return 0;
}

static int map_file(struct mapping *m, int fd, u64 offset, u64 start)
{
	int prot = PROT_READ | (m->writable ? PROT_WRITE : 0);

	m->map = mmap(NULL, m->map_len, prot, MAP_SHARED, fd, start);
	if (m->map == MAP_FAILED) {
		m->map = NULL;
		return -errno;
	}
	m->ptr = (u8 *)m->map + (offset - start);
	return 0;
}

int vfu_dma_map(struct vfu_dma *dma, u64 gpa, u64 size, int fd, u64 offset, bool writable)
{
	struct mapping *m = calloc(1, sizeof(*m));
	u64 start = 0;
	u32 at;
	int ret;

	if (!m)
		return -ENOMEM;
	m->gpa = gpa;
	m->size = size;
	m->writable = writable;
	ret = fd < 0 ? 0 : measure(m, fd, offset, &start);
	/* Only this thread changes the array: a free place stays free. */
	if (!ret)
		ret = find_place(dma, m, &at);
	if (!ret && fd >= 0)
		ret = map_file(m, fd, offset, start);
	if (ret) {
		vfu_dma_put(m);
		return ret;
	}
	pthread_rwlock_wrlock(&dma->lock);
	memmove(&dma->maps[at + 1], &dma->maps[at], (dma->count - at) * sizeof(dma->maps[0]));
	dma->maps[at] = m;
	dma->count++;
	dma->bytes += m->map_len;
	pthread_rwlock_unlock(&dma->lock);
	return 0;
}

int vfu_dma_take(struct vfu_dma *dma, u64 gpa, u64 size, void **out, u64 *out_gpa, u64 *out_size)
{
	struct mapping *m;
	int ret = 0;
	u32 at;

	pthread_rwlock_wrlock(&dma->lock);
	at = lower_bound(dma, gpa);
	m = at < dma->count ? dma->maps[at] : NULL;
	if (!m || m->gpa >= gpa + size)
		ret = -ENOENT;
	else if (m->gpa < gpa || m->gpa + m->size > gpa + size)
		ret = -EINVAL;
	if (!ret) {
		dma->count--;
		dma->bytes -= m->map_len;
		memmove(&dma->maps[at], &dma->maps[at + 1],
			(dma->count - at) * sizeof(dma->maps[0]));
		*out = m;
		*out_gpa = m->gpa;
		*out_size = m->size;
		facet_unmap_history_add(&dma->history, m->gpa >> PAGE_SHIFT,
					(m->gpa + m->size - 1) >> PAGE_SHIFT, dma->now_ns());
	}
	pthread_rwlock_unlock(&dma->lock);
	return ret;
}

void vfu_dma_put(void *mapping)
{
	struct mapping *m = mapping;

	if (m->map)
		munmap(m->map, m->map_len);
	free(m);
}

/*
 * Return the address of @gpa, and in @got the bytes of [@gpa, @gpa + @len) in its mapping. NULL:
 * none. @lock held.
 */
static u8 *find(const struct vfu_dma *dma, u64 gpa, size_t len, bool write, size_t *got)
{
	u32 at = lower_bound(dma, gpa);
	const struct mapping *m;

	if (at == dma->count)
		return NULL;
	m = dma->maps[at];
	if (m->gpa > gpa || !m->ptr || (write && !m->writable))
		return NULL;
	*got = min_t(u64, len, m->gpa + m->size - gpa);
	return m->ptr + (gpa - m->gpa);
}

/* Return why there is no memory at @gpa, in the classes of mediator/host.h. @lock held. */
static int absent_error(const struct vfu_dma *dma, u64 gpa)
{
	return facet_unmap_history_covers(&dma->history, gpa >> PAGE_SHIFT, 1, dma->now_ns()) ?
	       FACET_HOST_RETRY : -EFAULT;
}

static int copy(struct vfu_dma *dma, u64 gpa, u8 *out, const u8 *in, size_t len)
{
	size_t got = 0;
	int ret = 0;
	u8 *ptr;

	pthread_rwlock_rdlock(&dma->lock);
	while (len) {
		ptr = find(dma, gpa, len, in, &got);
		if (!ptr) {
			ret = absent_error(dma, gpa);
			break;
		}
		if (in) {
			memcpy(ptr, in, got);
			in += got;
		} else {
			memcpy(out, ptr, got);
			out += got;
		}
		gpa += got;
		len -= got;
	}
	pthread_rwlock_unlock(&dma->lock);
	return ret;
}

int vfu_dma_read(struct vfu_dma *dma, u64 gpa, void *buf, size_t len)
{
	return copy(dma, gpa, buf, NULL, len);
}

int vfu_dma_write(struct vfu_dma *dma, u64 gpa, const void *buf, size_t len)
{
	return copy(dma, gpa, NULL, buf, len);
}

int vfu_dma_frame(struct vfu_dma *dma, u64 gfn, u64 *frame)
{
	size_t got;
	int ret;
	u8 *ptr;

	if (gfn > ~0ull >> PAGE_SHIFT)
		return -EFAULT;
	pthread_rwlock_rdlock(&dma->lock);
	ptr = find(dma, gfn << PAGE_SHIFT, PAGE_SIZE, true, &got);
	ret = ptr ? 0 : absent_error(dma, gfn << PAGE_SHIFT);
	pthread_rwlock_unlock(&dma->lock);
	if (ptr)
		*frame = port_ptr_to_frame(ptr);
	return ret;
}
