// SPDX-License-Identifier: GPL-2.0-only
/* The front end for tests; see fake_host.h. */
#include "fake_host.h"

#include <sys/mman.h>
#include <time.h>

#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/ggtt_map.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"
#include "vfu/op_context.h"

#define FAKE_ALIGN	(1ull << 21)	/* alignment of guest memory, for large pages of the host */

void fake_clock_init(struct fake_clock *clock, bool real)
{
	memset(clock, 0, sizeof(*clock));
	clock->real = real;
	clock->now_ns = 1000000000ull;
	clock->gpu_deadline_ns = ~0ull;
}

u64 fake_clock_now(const struct fake_clock *clock)
{
	struct timespec ts;

	if (!clock->real)
		return __atomic_load_n(&clock->now_ns, __ATOMIC_SEQ_CST);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* Return the earliest deadline. @host: gets its front end; NULL: it is the scheduler's. */
static u64 clock_next(struct fake_clock *clock, struct fake_host **host)
{
	u64 next = __atomic_load_n(&clock->gpu_deadline_ns, __ATOMIC_SEQ_CST);
	u32 i;

	*host = NULL;
	for (i = 0; i < clock->n_hosts; i++) {
		u64 t = __atomic_load_n(&clock->hosts[i]->deadline_ns, __ATOMIC_SEQ_CST);

		if (t < next) {
			next = t;
			*host = clock->hosts[i];
		}
	}
	return next;
}

/* Fire the earliest deadline unless it is later than @limit. Return: a deadline was due. */
static bool clock_fire(struct fake_clock *clock, u64 limit)
{
	struct fake_host *host;
	u64 next = clock_next(clock, &host);
	u64 *deadline = host ? &host->deadline_ns : &clock->gpu_deadline_ns;
	u64 expected = next;

	if (next == ~0ull || next > limit)
		return false;
	/* An engine thread may re-arm at any time: take the deadline only if it is unchanged. */
	if (!__atomic_compare_exchange_n(deadline, &expected, ~0ull, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_SEQ_CST))
		return true;
	if (!clock->real && next > clock->now_ns)
		__atomic_store_n(&clock->now_ns, next, __ATOMIC_SEQ_CST);
	non_block_start();
	if (host && host->vgpu)
		facet_vgpu_timer(host->vgpu);
	else if (!host && clock->gpu)
		facet_gpu_timer(clock->gpu);
	non_block_end();
	return true;
}

void fake_clock_advance(struct fake_clock *clock, u64 ns)
{
	u64 end = fake_clock_now(clock) + ns;

	while (clock_fire(clock, end))
		;
	__atomic_store_n(&clock->now_ns, end, __ATOMIC_SEQ_CST);
}

void fake_clock_run_due(struct fake_clock *clock)
{
	u64 now = fake_clock_now(clock);

	while (clock_fire(clock, now))
		;
}

/* Return the bytes of a mapping that holds guest memory and a guard on each side of it. */
static u64 mapping_bytes(u64 bytes)
{
	return ALIGN(bytes, FAKE_ALIGN) + 3 * FAKE_ALIGN;
}

/*
 * Map guest memory. The kernel allocates a page when it is touched: most tests touch few. A test
 * that leaves the memory on either side ends by SIGSEGV.
 */
static int guest_memory(struct fake_host *host, u64 bytes, u8 *lent)
{
	void *map;

	host->mem = lent;
	if (lent)
		return 0;
	map = mmap(NULL, mapping_bytes(bytes), PROT_NONE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (map == MAP_FAILED)
		return -ENOMEM;
	host->mapping = map;
	host->mem = (u8 *)ALIGN((uintptr_t)map + 1, FAKE_ALIGN);
	return mprotect(host->mem, bytes, PROT_READ | PROT_WRITE) ? -ENOMEM : 0;
}

static void guest_memory_free(struct fake_host *host)
{
	if (host->mapping)
		munmap(host->mapping, mapping_bytes(host->pages * PAGE_SIZE));
}

int fake_host_init_on(struct fake_host *host, struct fake_clock *clock, u64 pages, u8 *memory)
{
	memset(host, 0, sizeof(*host));
	pthread_mutex_init(&host->lock, NULL);
	facet_dirty_log_init(&host->log);
	host->clock = clock;
	host->pages = pages;
	host->deadline_ns = ~0ull;
	host->pin_count = calloc(pages, sizeof(*host->pin_count));
	host->notify = calloc(pages, sizeof(*host->notify));
	if (guest_memory(host, pages * PAGE_SIZE, memory) || !host->pin_count || !host->notify ||
	    clock->n_hosts == FAKE_HOSTS_MAX) {
		guest_memory_free(host);
		free(host->pin_count);
		free(host->notify);
		return -ENOMEM;
	}
	clock->hosts[clock->n_hosts++] = host;
	return 0;
}

int fake_host_init(struct fake_host *host, struct fake_clock *clock, u64 pages)
{
	return fake_host_init_on(host, clock, pages, NULL);
}

void fake_host_fini(struct fake_host *host)
{
	struct fake_clock *clock = host->clock;
	u32 i;

	for (i = 0; i < clock->n_hosts; i++) {
		if (clock->hosts[i] != host)
			continue;
		clock->hosts[i] = clock->hosts[--clock->n_hosts];
		break;
	}
	guest_memory_free(host);
	free(host->pin_count);
	free(host->notify);
	facet_unmap_history_forget(&host->history);
	facet_dirty_log_stop(&host->log);
	pthread_mutex_destroy(&host->lock);
}

bool fake_host_work(struct fake_host *host)
{
	if (__atomic_exchange_n(&host->drop_detiled, false, __ATOMIC_SEQ_CST))
		facet_detiled_finish_barriers(host->vgpu);
	if (!__atomic_exchange_n(&host->kicked, false, __ATOMIC_SEQ_CST))
		return false;
	facet_vgpu_work(host->vgpu);
	lockdep_assert_none_held_once();
	return true;
}

void fake_host_pump(struct fake_host *host)
{
	fake_clock_run_due(host->clock);
	while (fake_host_work(host))
		;
}

void fake_host_fail(struct fake_host *host, enum fake_op op, u32 skip, u32 count, int error)
{
	pthread_mutex_lock(&host->lock);
	host->faults[op] = (struct fake_fault){ .skip = skip, .count = count, .error = error };
	pthread_mutex_unlock(&host->lock);
}

void *fake_host_ptr(struct fake_host *host, u64 gpa, u64 len)
{
	u64 size = host->pages * PAGE_SIZE;

	if (gpa > size || len > size - gpa)
		return NULL;
	return host->mem + gpa;
}

/* Count a call. Return: 0, or the errno with which the call fails. host->lock held. */
static int fake_call(struct fake_host *host, enum fake_op op, u64 addr)
{
	struct fake_fault *fault = &host->faults[op];
	int ret;

	host->calls[op]++;
	if (host->veto) {
		ret = host->veto(host, op, addr);
		if (ret)
			return ret;
	}
	if (fault->skip) {
		fault->skip--;
		return 0;
	}
	if (!fault->count)
		return 0;
	fault->count--;
	return fault->error;
}

void fake_host_unmap(struct fake_host *host, u64 gpa, u64 len)
{
	pthread_mutex_lock(&host->lock);
	host->absent = gpa / PAGE_SIZE;
	host->n_absent = len / PAGE_SIZE;
	facet_unmap_history_add(&host->history, host->absent, host->absent + host->n_absent - 1,
			fake_clock_now(host->clock));
	pthread_mutex_unlock(&host->lock);
	facet_vgpu_dma_unmap(host->vgpu, gpa, len);
}

void fake_host_unmap_unreported(struct fake_host *host, u64 gpa, u64 len)
{
	u64 gfn;

	pthread_mutex_lock(&host->lock);
	host->absent = gpa / PAGE_SIZE;
	host->n_absent = len / PAGE_SIZE;
	for (gfn = host->absent; gfn < host->absent + host->n_absent; gfn++) {
		if (host->pin_count[gfn]) {
			fprintf(stderr, "fake_host: gfn %llx is pinned: its unmap is told\n", gfn);
			abort();
		}
	}
	pthread_mutex_unlock(&host->lock);
}

void fake_host_map(struct fake_host *host)
{
	pthread_mutex_lock(&host->lock);
	host->n_absent = 0;
	pthread_mutex_unlock(&host->lock);
}

/* Return 0 if the VMM has mapped the pages, else the errno of an op. host->lock held. */
static int fake_absent(struct fake_host *host, u64 gfn, u64 n)
{
	u64 now_ns;

	if (gfn + n > host->pages)
		return -EFAULT;
	if (gfn >= host->absent + host->n_absent || gfn + n <= host->absent)
		return 0;
	now_ns = fake_clock_now(host->clock);
	if (facet_unmap_history_covers(&host->history, gfn, n, now_ns) ||
	    facet_unmap_history_infer(&host->history, gfn, n, now_ns))
		return FACET_HOST_RETRY;
	return -EFAULT;
}

/* Count a copy, as fake_call() does. Return: also the errno of absent pages. host->lock held. */
static int fake_copy(struct fake_host *host, enum fake_op op, u64 gpa, u64 len)
{
	u64 gfn = gpa / PAGE_SIZE;
	u64 n = len ? (gpa + len - 1) / PAGE_SIZE - gfn + 1 : 0;
	int ret = fake_call(host, op, gpa);

	if (!ret && n)
		ret = fake_absent(host, gfn, n);
	if (!ret)
		facet_unmap_history_add_mapped(&host->history, gfn, n);
	return ret;
}

static int fake_read(void *data, u64 gpa, void *buf, size_t len)
{
	struct fake_host *host = data;
	void *p = fake_host_ptr(host, gpa, len);
	int ret;

	op_context_memory();
	pthread_mutex_lock(&host->lock);
	ret = fake_copy(host, FAKE_READ, gpa, len);
	pthread_mutex_unlock(&host->lock);
	if (ret)
		return ret;
	if (!p)
		return -EFAULT;
	memcpy(buf, p, len);
	return 0;
}

static int fake_write(void *data, u64 gpa, const void *buf, size_t len)
{
	struct fake_host *host = data;
	void *p = fake_host_ptr(host, gpa, len);
	int ret;

	op_context_memory();
	pthread_mutex_lock(&host->lock);
	ret = fake_copy(host, FAKE_WRITE, gpa, len);
	pthread_mutex_unlock(&host->lock);
	if (ret)
		return ret;
	if (!p)
		return -EFAULT;
	memcpy(p, buf, len);
	if (len)
		facet_dirty_log_add(&host->log, gpa / PAGE_SIZE,
				    (gpa + len - 1) / PAGE_SIZE - gpa / PAGE_SIZE + 1);
	return 0;
}

/* Record mapped pages, adjacent ones in one call, as the modules' front end does. */
static void fake_answered(struct fake_host *host, const u64 *gfns, u32 n)
{
	u32 i, run;

	for (i = 0; i < n; i += run) {
		run = 1;
		while (i + run < n && gfns[i + run] == gfns[i] + run)
			run++;
		facet_unmap_history_add_mapped(&host->history, gfns[i], run);
	}
}

static bool fake_may_copy(void *data)
{
	const struct fake_host *host = data;

	return !host->other_process;
}

static int fake_pin(void *data, const u64 *gfns, u32 n, u64 *frames)
{
	struct fake_host *host = data;
	int ret = 0;
	u32 i;

	op_context_pin();
	pthread_mutex_lock(&host->lock);
	for (i = 0; i < n && !ret; i++) {
		ret = fake_call(host, FAKE_PIN, gfns[i]);
		if (!ret)
			ret = fake_absent(host, gfns[i], 1);
		if (ret)
			break;
		frames[i] = port_ptr_to_frame(host->mem + gfns[i] * PAGE_SIZE);
		host->pin_count[gfns[i]]++;
		host->pinned++;
	}
	fake_answered(host, gfns, i);
	while (ret && i--) {
		host->pin_count[gfns[i]]--;
		host->pinned--;
	}
	pthread_mutex_unlock(&host->lock);
	return ret;
}

static void fake_unpin(void *data, const u64 *gfns, u32 n)
{
	struct fake_host *host = data;
	u32 i;

	op_context_pin();
	pthread_mutex_lock(&host->lock);
	for (i = 0; i < n; i++) {
		if (gfns[i] >= host->pages || !host->pin_count[gfns[i]]) {
			fprintf(stderr, "fake_host: gfn %llx unpinned but not pinned\n", gfns[i]);
			abort();
		}
		host->pin_count[gfns[i]]--;
		host->pinned--;
	}
	pthread_mutex_unlock(&host->lock);
}

static void fake_wrote(void *data, u64 gfn)
{
	struct fake_host *host = data;

	facet_dirty_log_add(&host->log, gfn, 1);
}

/* State of a page's write notification. */
enum fake_watch {
	FAKE_UNARMED,
	FAKE_ARMED,
	FAKE_REPORTED,
};

static int track_on(struct fake_host *host, u64 gfn)
{
	int ret = fake_call(host, FAKE_ARM_WRITE_NOTIFY, gfn);

	if (!ret)
		ret = !host->tracking ? -EOPNOTSUPP : gfn >= host->pages ? -EINVAL : 0;
	if (gfn >= host->pages)
		return ret;
	host->armed_twice += host->notify[gfn] == FAKE_ARMED;
	host->armed -= host->notify[gfn] != FAKE_UNARMED;
	host->notify[gfn] = ret ? FAKE_UNARMED : FAKE_ARMED;
	host->armed += !ret;
	return ret;
}

static int track_off(struct fake_host *host, u64 gfn)
{
	if (gfn >= host->pages || host->notify[gfn] == FAKE_UNARMED) {
		fprintf(stderr, "fake_host: gfn %llx turned off but not watched\n", gfn);
		abort();
	}
	host->notify[gfn] = FAKE_UNARMED;
	host->armed--;
	return 0;
}

static int fake_arm_write_notify(void *data, u64 gfn, bool on)
{
	struct fake_host *host = data;
	int ret;

	op_context_memory();
	pthread_mutex_lock(&host->lock);
	ret = on ? track_on(host, gfn) : track_off(host, gfn);
	pthread_mutex_unlock(&host->lock);
	return ret;
}

/* Return the index of a snooped page; @n_snooped: the page is not snooped. host->lock held. */
static u32 snoop_find(const struct fake_host *host, u64 gfn)
{
	u32 i;

	for (i = 0; i < host->n_snooped; i++)
		if (host->snooped[i] == gfn)
			break;
	return i;
}

bool fake_host_snoops(struct fake_host *host, u64 gfn)
{
	bool follows;

	pthread_mutex_lock(&host->lock);
	follows = snoop_find(host, gfn) < host->n_snooped;
	pthread_mutex_unlock(&host->lock);
	return follows;
}

void fake_host_wrote(struct fake_host *host, const void *p, u64 len)
{
	u64 gpa = (const u8 *)p - host->mem;
	u64 gfn;

	pthread_mutex_lock(&host->lock);
	for (gfn = gpa / PAGE_SIZE; gfn <= (gpa + len - 1) / PAGE_SIZE; gfn++) {
		if (host->notify[gfn] != FAKE_ARMED)
			continue;
		facet_vgpu_page_written(host->vgpu, gfn * PAGE_SIZE, sizeof(u64));
		host->notify[gfn] = FAKE_REPORTED;
	}
	pthread_mutex_unlock(&host->lock);
	for (gfn = gpa / PAGE_SIZE; gfn <= (gpa + len - 1) / PAGE_SIZE; gfn++) {
		u64 at = max(gpa, gfn * PAGE_SIZE);

		if (fake_host_snoops(host, gfn))
			facet_aperture_written(host->vgpu, at, host->mem + at,
					       min(gpa + len, (gfn + 1) * PAGE_SIZE) - at);
	}
}

void fake_host_store(struct fake_host *host, u64 *p, u64 value)
{
	WRITE_ONCE(*p, value);
	fake_host_wrote(host, p, sizeof(*p));
}

void fake_host_forget(struct fake_host *host, u64 gpa, u64 len)
{
	u64 gfn;

	pthread_mutex_lock(&host->lock);
	facet_vgpu_page_written(host->vgpu, gpa, len);
	for (gfn = gpa / PAGE_SIZE; gfn < (gpa + len) / PAGE_SIZE; gfn++) {
		if (host->notify[gfn] == FAKE_ARMED)
			host->notify[gfn] = FAKE_REPORTED;
	}
	pthread_mutex_unlock(&host->lock);
}

static int fake_snoop_writes(void *data, u64 gfn, bool on)
{
	struct fake_host *host = data;
	int ret = 0;
	u32 i;

	op_context_zap();
	pthread_mutex_lock(&host->lock);
	i = snoop_find(host, gfn);
	if (on ? host->n_snooped == FAKE_SNOOPED_MAX : i == host->n_snooped) {
		fprintf(stderr, "fake_host: gfn %llx is one too many, or ended twice\n", gfn);
		abort();
	}
	if (on)
		ret = fake_call(host, FAKE_SNOOP_WRITES, gfn);
	if (!ret && on)
		host->snooped[host->n_snooped++] = gfn;
	else if (!ret)
		host->snooped[i] = host->snooped[--host->n_snooped];
	pthread_mutex_unlock(&host->lock);
	return ret;
}

static void fake_set_irq(void *data, bool level)
{
	struct fake_host *host = data;

	if (host->vgpu)
		lockdep_assert_held(&host->vgpu->dev.lock);
	pthread_mutex_lock(&host->lock);
	if (level && !host->irq)
		host->irq_rises++;
	host->irq = level;
	pthread_mutex_unlock(&host->lock);
}

static void fake_zap_aperture(void *data, u64 offset, u64 len)
{
	struct fake_host *host = data;

	op_context_zap();
	if (host->zapped)
		host->zapped(host);
	pthread_mutex_lock(&host->lock);
	if (host->n_zaps < FAKE_ZAPS_MAX)
		host->zaps[host->n_zaps] = (struct fake_zap){ .offset = offset, .len = len };
	host->n_zaps++;
	pthread_mutex_unlock(&host->lock);
}

static void fake_zap_entries(void *data, u32 offset, u32 len)
{
	struct fake_host *host = data;
	u32 at;

	op_context_entries();
	for (at = offset; at < offset + len; at += PAGE_SIZE)
		host->entries[(at - GEN9_GGTT_PTES) / PAGE_SIZE] = NULL;
	host->n_entry_zaps++;
}

static void note_entries(void *arg, u64 frame)
{
	*(u64 **)arg = port_frame_to_ptr(frame);
}

u64 *fake_host_entries(struct fake_host *host, u32 gva)
{
	u32 table = (gva >> GEN9_PAGE_SHIFT) / GEN9_PTES_PER_PAGE;
	u64 **entries = &host->entries[table];

	if (!*entries && facet_ggtt_map(host->vgpu, GEN9_GGTT_PTES + table * PAGE_SIZE,
					note_entries, entries))
		return NULL;
	return *entries + (gva >> GEN9_PAGE_SHIFT) % GEN9_PTES_PER_PAGE;
}

static u64 fake_now_ns(void *data)
{
	struct fake_host *host = data;

	if (host->clock->read_ns)
		host->clock->now_ns += host->clock->read_ns;
	return fake_clock_now(host->clock);
}

static void fake_arm_timer(void *data, u64 deadline_ns)
{
	struct fake_host *host = data;

	__atomic_store_n(&host->deadline_ns, deadline_ns, __ATOMIC_SEQ_CST);
}

static void fake_kick(void *data)
{
	struct fake_host *host = data;

	__atomic_fetch_add(&host->kicks, 1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&host->kicked, true, __ATOMIC_SEQ_CST);
}

/* Leave facet_detiled_finish_barriers() to the worker's thread. */
static void fake_drop_detiled(void *data)
{
	struct fake_host *host = data;

	__atomic_store_n(&host->drop_detiled, true, __ATOMIC_SEQ_CST);
	fake_kick(host);
}

const struct facet_host_ops fake_host_ops = {
	.read = fake_read,
	.write = fake_write,
	.may_copy = fake_may_copy,
	.pin = fake_pin,
	.unpin = fake_unpin,
	.wrote = fake_wrote,
	.arm_write_notify = fake_arm_write_notify,
	.snoop_writes = fake_snoop_writes,
	.set_irq = fake_set_irq,
	.zap_aperture = fake_zap_aperture,
	.zap_entries = fake_zap_entries,
	.now_ns = fake_now_ns,
	.arm_timer = fake_arm_timer,
	.drop_detiled = fake_drop_detiled,
	.kick = fake_kick,
};

static u64 fake_gpu_now_ns(void *data)
{
	return fake_clock_now(data);
}

static void fake_gpu_arm_timer(void *data, u64 deadline_ns)
{
	struct fake_clock *clock = data;

	__atomic_store_n(&clock->gpu_deadline_ns, deadline_ns, __ATOMIC_SEQ_CST);
}

/* All machines of a test are one host, except other ones. */
static void fake_secret(void *data, u64 numbers[2])
{
	const struct fake_clock *clock = data;

	numbers[0] = clock->other_host ? 0x07e2 : 0x5ec2e7;
	numbers[1] = 0x5ea1;
}

const struct facet_gpu_host_ops fake_gpu_host_ops = {
	.now_ns = fake_gpu_now_ns,
	.arm_timer = fake_gpu_arm_timer,
	.secret = fake_secret,
};
