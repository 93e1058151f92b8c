// SPDX-License-Identifier: GPL-2.0-only
/*
 * The global page table. The guest's entries are stored as written, readable in
 * any context without a lock (their pages live as long as the vGPU). The shadow
 * is private: a root page, four directories, and tables of 512 entries made
 * when first needed. Each table knows which of its entries are out of step with
 * the guest's, so that a submission costs what changed.
 *
 * Called by trapped accesses (mmio_lock held), by the worker, and for what is read without a lock by page faults; takes
 * shadow_lock for the shadow, and never while pages are being pinned.
 */
#include "mediator/ggtt.h"

#include "mediator/ggtt_types.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/live.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu_types.h"
#include "pgpu/pgpu.h"

#define GGTT_BATCH		64u		/* entries brought up to date at once */
#define GGTT_ATTEMPTS		16u		/* at a sync that dma_unmap keeps disturbing */
#define GGTT_RETRY_NS		1000000000ull	/* an entry that failed is left alone so long */

/** struct ggtt_batch - Entries on their way to the shadow; too large for the stack. */
struct ggtt_batch {
	u32 n;
	u32 index[GGTT_BATCH];
	u64 gfn[GGTT_BATCH];
	struct facet_pin *pin[GGTT_BATCH];
};

u32 facet_ggtt_hidden_base(const struct facet_type *type)
{
	return max(type->aperture_mib, FACET_GGTT_HIDDEN_MIN_MIB) << 20;
}

bool facet_ggtt_owned(const struct facet_vgpu *vgpu, u64 gva, u64 len)
{
	const struct facet_type *type = vgpu->type;
	u64 aperture = facet_type_aperture(type);
	u64 hidden = facet_ggtt_hidden_base(type);
	u64 hidden_size = (u64)type->hidden_mib << 20;

	if (gva < aperture)
		return len <= aperture - gva;
	return gva >= hidden && gva - hidden < hidden_size && len <= hidden_size - (gva - hidden);
}

/* The guest's entries around an index, NULL where it has written none. Any context. */
static u64 *guest_entries(const struct facet_vgpu *vgpu, u32 index)
{
	struct ggtt_table *table;

	if (index >= GEN9_GGTT_ENTRIES)
		return NULL;
	/* Pairs with table_make(). */
	table = smp_load_acquire(&vgpu->ggtt->tables[index / GEN9_PTES_PER_PAGE]);
	if (!table)
		return NULL;
	/* Pairs with guest_make(). */
	return smp_load_acquire(&table->guest);
}

u64 facet_ggtt_pte_read(struct facet_vgpu *vgpu, u32 index)
{
	const u64 *guest = guest_entries(vgpu, index);

	return guest ? READ_ONCE(guest[index % GEN9_PTES_PER_PAGE]) : 0;
}

int facet_ggtt_translate(const struct facet_vgpu *vgpu, u32 gva, u64 *gpa)
{
	const u64 *guest = guest_entries(vgpu, gva >> GEN9_PAGE_SHIFT);
	u64 pte;

	if (!guest)
		return -EFAULT;
	pte = READ_ONCE(guest[(gva >> GEN9_PAGE_SHIFT) % GEN9_PTES_PER_PAGE]);
	if (port_check(GGTT_PRESENT, !(pte & GEN9_PTE_PRESENT)))
		return -EFAULT;
	*gpa = (pte & GEN9_PTE_ADDR_MASK) | (gva & (GEN9_PAGE_SIZE - 1));
	return 0;
}

static struct ggtt_table *table_alloc(void)
{
	struct ggtt_table *table = port_zalloc(sizeof(*table));

	if (!table)
		return NULL;
	table->pins = port_calloc(GEN9_PTES_PER_PAGE, sizeof(*table->pins));
	if (table->pins)
		return table;
	port_free(table);
	return NULL;
}

static void table_free(struct ggtt_table *table)
{
	port_free(table->pins);
	port_free(table);
}

/* The table of an index, made where missing; NULL: no memory. May sleep; takes shadow_lock. */
static struct ggtt_table *table_make(struct facet_vgpu *vgpu, u32 index)
{
	struct ggtt_table **slot = &vgpu->ggtt->tables[index / GEN9_PTES_PER_PAGE];
	struct ggtt_table *table = READ_ONCE(*slot);
	struct ggtt_table *made;

	if (table)
		return table;
	made = table_alloc();
	if (!made)
		return NULL;
	mutex_lock(&vgpu->shadow_lock);
	table = *slot;
	if (!table) {
		/* Pairs with guest_entries(). */
		smp_store_release(slot, made);
		table = made;
		made = NULL;
	}
	mutex_unlock(&vgpu->shadow_lock);
	if (made)
		table_free(made);
	return table;
}

/* Room for a guest's entries. mmio_lock held, so that there is one caller. */
static struct ggtt_table *guest_make(struct facet_vgpu *vgpu, u32 index)
{
	struct ggtt_table *table = table_make(vgpu, index);
	u64 *guest;

	if (!table || table->guest)
		return table;
	guest = port_page_alloc();
	if (!guest)
		return NULL;
	/* Pairs with guest_entries(). */
	smp_store_release(&table->guest, guest);
	return table;
}

int facet_ggtt_shadow_make(struct facet_vgpu *vgpu, u32 index)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct facet_ggtt *ggtt = vgpu->ggtt;
	struct ggtt_table *table = table_make(vgpu, index);
	u32 t = index / GEN9_PTES_PER_PAGE;
	void *cpu;
	u64 bus;
	int ret;

	if (!table)
		return -ENOMEM;
	if (READ_ONCE(table->shadow))
		return 0;
	ret = pgpu->ops->page_alloc(pgpu, &cpu, &bus);
	if (ret)
		return ret;
	mutex_lock(&vgpu->shadow_lock);
	if (!table->shadow) {
		table->bus = bus;
		WRITE_ONCE(table->shadow, cpu);
		WRITE_ONCE(ggtt->dirs[t / GGTT_TABLES_PER_DIR].cpu[t % GGTT_TABLES_PER_DIR],
			   bus | GEN9_PTE_PRESENT | GEN9_PTE_RW);
		cpu = NULL;
	}
	mutex_unlock(&vgpu->shadow_lock);
	if (cpu)
		pgpu_page_free(pgpu, cpu, bus);
	return 0;
}

/* An entry of the shadow becomes absent; whether it was present. shadow_lock held. */
static bool shadow_clear(struct facet_vgpu *vgpu, struct ggtt_table *table, u32 i)
{
	if (!table->pins[i])
		return false;
	WRITE_ONCE(table->shadow[i], 0);
	facet_pin_put(vgpu, table->pins[i]);
	table->pins[i] = NULL;
	return true;
}

void facet_ggtt_shadow_invalidate(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	pgpu->ops->invalidate(pgpu, vgpu->ggtt->root.bus);
}

/* shadow_lock held */
static void mark_dirty(struct facet_ggtt *ggtt, u32 index)
{
	u32 t = index / GEN9_PTES_PER_PAGE;

	ggtt_bit_set(ggtt->tables[t]->dirty, index % GEN9_PTES_PER_PAGE);
	ggtt_bit_clear(ggtt->tables[t]->failed, index % GEN9_PTES_PER_PAGE);
	ggtt_bit_set(ggtt->dirty, t);
}

int facet_ggtt_ptes_set(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old)
{
	u32 first = index % GEN9_PTES_PER_PAGE;
	struct ggtt_table *table;
	bool cleared = false;
	u32 changed = 0;
	u32 i;

	if (port_check(GGTT_OWNED, !facet_ggtt_owned(vgpu, (u64)index << GEN9_PAGE_SHIFT,
						     (u64)n << GEN9_PAGE_SHIFT)))
		return -EPERM;
	for (i = 0; i < n; i++) {
		old[i] = facet_ggtt_pte_read(vgpu, index + i);
		changed += !facet_ggtt_same(old[i], ptes[i]);
	}
	if (!changed)
		return 0;
	table = guest_make(vgpu, index);
	if (!table)
		return -ENOMEM;
	mutex_lock(&vgpu->shadow_lock);
	for (i = 0; i < n; i++) {
		if (facet_ggtt_same(old[i], ptes[i]))
			continue;
		WRITE_ONCE(table->guest[first + i], ptes[i]);
		cleared |= shadow_clear(vgpu, table, first + i);
		mark_dirty(vgpu->ggtt, index + i);
	}
	/* Before the lock goes: what the shadow named may be unpinned from then on. */
	if (cleared)
		facet_ggtt_shadow_invalidate(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
	return changed;
}

/* Bytes from @gva on, of @len, that lie in one piece of guest memory, from @gpa on. 0: not even one does. */
static size_t ggtt_piece(const struct facet_vgpu *vgpu, u32 gva, size_t len, u64 *gpa)
{
	size_t n = GEN9_PAGE_SIZE - gva % GEN9_PAGE_SIZE;
	u64 next;

	if (facet_ggtt_translate(vgpu, gva, gpa))
		return 0;
	while (n < len && !facet_ggtt_translate(vgpu, gva + n, &next) && next == *gpa + n)
		n += GEN9_PAGE_SIZE;
	return min(n, len);
}

/* Copies @len bytes piece by piece: a call for each page would cost more than the pages. One of @to and @from is given. */
static int ggtt_copy(struct facet_vgpu *vgpu, u32 gva, void *to, const void *from, size_t len)
{
	size_t done, chunk;
	u64 gpa;
	int ret;

	if (!facet_ggtt_owned(vgpu, gva, len))
		return -EFAULT;
	for (done = 0; done < len; done += chunk) {
		chunk = ggtt_piece(vgpu, gva + done, len - done, &gpa);
		if (!chunk)
			return -EFAULT;
		if (to)
			ret = vgpu->ops->read(vgpu->host, gpa, to + done, chunk);
		else
			ret = vgpu->ops->write(vgpu->host, gpa, from + done, chunk);
		if (ret)
			return ret;
	}
	return 0;
}

int facet_ggtt_read(struct facet_vgpu *vgpu, u32 gva, void *buf, size_t len)
{
	return ggtt_copy(vgpu, gva, buf, NULL, len);
}

int facet_ggtt_write(struct facet_vgpu *vgpu, u32 gva, const void *buf, size_t len)
{
	return ggtt_copy(vgpu, gva, NULL, buf, len);
}

int facet_ggtt_borrow(struct facet_vgpu *vgpu, u32 gva, u32 n, struct facet_loan *loan)
{
	u64 gfns[FACET_LOAN_PAGES];
	u64 gpa;
	u32 i;

	if (!facet_ggtt_owned(vgpu, gva, (u64)n << GEN9_PAGE_SHIFT))
		return -EFAULT;
	for (i = 0; i < n; i++) {
		if (facet_ggtt_translate(vgpu, gva + (i << GEN9_PAGE_SHIFT), &gpa))
			return -EFAULT;
		gfns[i] = gpa >> GEN9_PAGE_SHIFT;
	}
	return facet_pins_borrow(vgpu, gfns, n, loan);
}

/* After a while, entries that failed count as dirty again. shadow_lock held. */
static void sync_retry(struct facet_vgpu *vgpu)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 t, w;

	if (!ggtt->any_failed ||
	    port_check(GGTT_RETRY, vgpu->ops->now_ns(vgpu->host) < ggtt->retry_ns &&
		       !facet_pins_moving(vgpu)))
		return;
	ggtt->any_failed = false;
	for (t = 0; t < GGTT_TABLES; t++) {
		struct ggtt_table *table = ggtt->tables[t];

		for (w = 0; table && w < GGTT_WORDS; w++) {
			if (!table->failed[w])
				continue;
			table->dirty[w] |= table->failed[w];
			table->failed[w] = 0;
			ggtt_bit_set(ggtt->dirty, t);
		}
	}
}

/* Takes dirty entries of a table into the batch; false when the batch is full. */
static bool gather_table(struct ggtt_table *table, u32 t, struct ggtt_batch *batch)
{
	u32 w, i;

	for (w = 0; w < GGTT_WORDS; w++) {
		while (table->dirty[w]) {
			if (batch->n == GGTT_BATCH)
				return false;
			i = w * GGTT_WORD + ilog2(table->dirty[w]);
			ggtt_bit_clear(table->dirty, i);
			if (!(READ_ONCE(table->guest[i]) & GEN9_PTE_PRESENT))
				continue;
			batch->index[batch->n] = t * GEN9_PTES_PER_PAGE + i;
			batch->gfn[batch->n++] = (READ_ONCE(table->guest[i]) &
						  GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT;
		}
	}
	return true;
}

/* shadow_lock held */
static void sync_gather(struct facet_ggtt *ggtt, struct ggtt_batch *batch)
{
	u32 w, t;

	batch->n = 0;
	for (w = 0; w < ARRAY_SIZE(ggtt->dirty); w++) {
		while (ggtt->dirty[w]) {
			t = w * GGTT_WORD + ilog2(ggtt->dirty[w]);
			if (!gather_table(ggtt->tables[t], t, batch))
				return;
			ggtt_bit_clear(ggtt->dirty, t);
		}
	}
}

/* One entry of a batch whose pin was tried. shadow_lock held. */
static void sync_entry(struct facet_vgpu *vgpu, u32 index, struct facet_pin *pin)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	struct ggtt_table *table = ggtt->tables[index / GEN9_PTES_PER_PAGE];
	u32 i = index % GEN9_PTES_PER_PAGE;

	/* Changed meanwhile: the next batch has it. */
	if (port_check(GGTT_CHANGED, ggtt_bit_get(table->dirty, i))) {
		if (pin)
			facet_pin_put(vgpu, pin);
		return;
	}
	if (!pin || !table->shadow) {
		if (pin)
			facet_pin_put(vgpu, pin);
		ggtt_bit_set(table->failed, i);
		if (!ggtt->any_failed)
			ggtt->retry_ns = vgpu->ops->now_ns(vgpu->host) + GGTT_RETRY_NS;
		ggtt->any_failed = true;
		return;
	}
	table->pins[i] = pin;
	WRITE_ONCE(table->shadow[i], pin->bus | GEN9_PTE_PRESENT);
}

/*
 * Puts a batch into the shadow; false when pages were revoked meanwhile, or a drain may have left
 * some out: no failure of theirs.
 */
static bool sync_install(struct facet_vgpu *vgpu, struct ggtt_batch *batch, u64 generation)
{
	bool same;
	u32 i;

	mutex_lock(&vgpu->shadow_lock);
	same = facet_pins_generation(vgpu) == generation && !facet_execlists_draining(vgpu);
	for (i = 0; i < batch->n; i++) {
		if (!same)
			mark_dirty(vgpu->ggtt, batch->index[i]);
		sync_entry(vgpu, batch->index[i], batch->pin[i]);
	}
	mutex_unlock(&vgpu->shadow_lock);
	return same;
}

/* Pages and tables for a batch. No lock held. Return: the error that counts. */
static int sync_prepare(struct facet_vgpu *vgpu, struct ggtt_batch *batch)
{
	int first, ret;
	u32 i;

	first = facet_pins_get(vgpu, batch->gfn, batch->n, batch->pin);
	for (i = 0; i < batch->n; i++) {
		if (!batch->pin[i])
			continue;
		ret = facet_ggtt_shadow_make(vgpu, batch->index[i]);
		first = facet_pins_worse(first, ret);
	}
	return first;
}

void facet_ggtt_retry(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->shadow_lock);
	vgpu->ggtt->retry_ns = 0;
	mutex_unlock(&vgpu->shadow_lock);
}

/* Whether there is anything to do: for most submissions there is not. */
static bool sync_needed(struct facet_vgpu *vgpu)
{
	bool needed = false;
	u32 w;

	mutex_lock(&vgpu->shadow_lock);
	sync_retry(vgpu);
	for (w = 0; w < ARRAY_SIZE(vgpu->ggtt->dirty); w++)
		needed |= vgpu->ggtt->dirty[w] != 0;
	mutex_unlock(&vgpu->shadow_lock);
	return needed;
}

int facet_ggtt_sync(struct facet_vgpu *vgpu)
{
	struct ggtt_batch *batch;
	u32 attempts = 0;
	u64 generation;
	int first = 0;
	int ret;

	if (!sync_needed(vgpu))
		return 0;
	batch = port_zalloc(sizeof(*batch));
	if (!batch)
		return -ENOMEM;
	for (;;) {
		if (facet_execlists_draining(vgpu)) {
			first = -ECANCELED;
			break;
		}
		mutex_lock(&vgpu->shadow_lock);
		sync_gather(vgpu->ggtt, batch);
		generation = facet_pins_generation(vgpu);
		mutex_unlock(&vgpu->shadow_lock);
		if (!batch->n)
			break;
		ret = sync_prepare(vgpu, batch);
		if (sync_install(vgpu, batch, generation)) {
			first = facet_pins_worse(first, ret);
		} else if (++attempts == GGTT_ATTEMPTS) {
			first = facet_pins_worse(first, -EAGAIN);
			break;
		}
	}
	port_free(batch);
	return first;
}

void facet_ggtt_sync_ahead(struct facet_vgpu *vgpu)
{
	facet_pins_sync_begin(vgpu);
	if (facet_pins_fail_sync(facet_ggtt_sync(vgpu)))
		facet_ggtt_retry(vgpu);
}

u64 facet_ggtt_root(const struct facet_vgpu *vgpu)
{
	return vgpu->ggtt->root.bus;
}

void facet_ggtt_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 t, i;

	for (t = 0; t < GGTT_TABLES; t++) {
		struct ggtt_table *table = ggtt->tables[t];

		for (i = 0; table && i < GEN9_PTES_PER_PAGE; i++) {
			struct facet_pin *pin = table->pins[i];

			if (!pin || pin->gfn < gfn || pin->gfn - gfn >= n)
				continue;
			shadow_clear(vgpu, table, i);
			mark_dirty(ggtt, t * GEN9_PTES_PER_PAGE + i);
		}
	}
}

/* Root and directories; what was made before a failure is freed by the caller. */
static int ggtt_create_pages(struct facet_vgpu *vgpu, struct pgpu *pgpu)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	void *cpu;
	int ret;
	u32 i;

	ret = pgpu->ops->page_alloc(pgpu, &cpu, &ggtt->root.bus);
	if (ret)
		return ret;
	ggtt->root.cpu = cpu;
	for (i = 0; i < GEN9_GGTT_ROOT_ENTRIES; i++) {
		ret = pgpu->ops->page_alloc(pgpu, &cpu, &ggtt->dirs[i].bus);
		if (ret)
			return ret;
		ggtt->dirs[i].cpu = cpu;
		ggtt->root.cpu[i] = ggtt->dirs[i].bus | GEN9_PTE_PRESENT | GEN9_PTE_RW;
	}
	return 0;
}

int facet_ggtt_create(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	int ret;

	vgpu->ggtt = port_zalloc(sizeof(*vgpu->ggtt));
	if (!vgpu->ggtt)
		return -ENOMEM;
	ret = ggtt_create_pages(vgpu, pgpu);
	if (ret)
		facet_ggtt_destroy(vgpu);
	return ret;
}

static void table_destroy(struct facet_vgpu *vgpu, struct ggtt_table *table)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	u32 i;

	mutex_lock(&vgpu->shadow_lock);
	for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
		shadow_clear(vgpu, table, i);
	mutex_unlock(&vgpu->shadow_lock);
	if (table->shadow)
		pgpu_page_free(pgpu, table->shadow, table->bus);
	if (table->guest)
		port_page_free(table->guest);
	table_free(table);
}

void facet_ggtt_destroy(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 i;

	if (ggtt->root.cpu)
		facet_ggtt_shadow_invalidate(vgpu);
	for (i = 0; i < GGTT_TABLES; i++) {
		if (ggtt->tables[i])
			table_destroy(vgpu, ggtt->tables[i]);
	}
	for (i = 0; i < GEN9_GGTT_ROOT_ENTRIES; i++) {
		if (ggtt->dirs[i].cpu)
			pgpu_page_free(pgpu, ggtt->dirs[i].cpu, ggtt->dirs[i].bus);
	}
	if (ggtt->root.cpu)
		pgpu_page_free(pgpu, ggtt->root.cpu, ggtt->root.bus);
	port_free(ggtt);
	vgpu->ggtt = NULL;
}

void facet_ggtt_reset(struct facet_vgpu *vgpu)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	bool cleared = false;
	u32 t, i;

	mutex_lock(&vgpu->shadow_lock);
	for (t = 0; t < GGTT_TABLES; t++) {
		struct ggtt_table *table = ggtt->tables[t];

		if (!table || !table->guest)
			continue;
		for (i = 0; i < GEN9_PTES_PER_PAGE; i++) {
			WRITE_ONCE(table->guest[i], 0);
			cleared |= shadow_clear(vgpu, table, i);
		}
		memset(table->dirty, 0, sizeof(table->dirty));
		memset(table->failed, 0, sizeof(table->failed));
		ggtt_bit_clear(ggtt->dirty, t);
	}
	ggtt->any_failed = false;
	/* It costs neighbours, too: not for a guest that resets an empty vGPU again and again. */
	if (cleared)
		facet_ggtt_shadow_invalidate(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
}
