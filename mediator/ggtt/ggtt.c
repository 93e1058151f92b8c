// SPDX-License-Identifier: GPL-2.0-only
/*
 * The global page table (GGTT) of a vGPU: the guest's entries, as the guest wrote them. Any context
 * reads them without a lock: their pages live as long as the vGPU. Engines never see them. They see
 * the vGPU's host window (ggtt_window.c).
 *
 * Callers are trapped accesses with mmio_lock held, the worker, and page faults. Page faults read
 * entries and make room for entries. The file takes shadow_lock for new pages of entries. No
 * function holds shadow_lock while pages are pinned or guest memory is copied.
 */
#include "mediator/ggtt.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/host.h"
#include "mediator/host_copy.h"
#include "mediator/pins.h"
#include "mediator/type.h"

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

/* Return the guest's entries of the table of @index; NULL: none was written. Any context. */
static u64 *guest_entries(const struct facet_vgpu *vgpu, u32 index)
{
	u64 t = index / GEN9_PTES_PER_PAGE;

	if (!port_index(&t, ARRAY_SIZE(vgpu->ggtt->tables)))
		return NULL;
	/* Pairs with facet_ggtt_guest_make(). */
	return smp_load_acquire(&vgpu->ggtt->tables[t]);
}

u64 facet_ggtt_pte_read(struct facet_vgpu *vgpu, u32 index)
{
	const u64 *guest = guest_entries(vgpu, index);

	return guest ? READ_ONCE(guest[index % GEN9_PTES_PER_PAGE]) : 0;
}

bool facet_ggtt_ptes_equal(const struct facet_vgpu *vgpu, u32 index, const u64 *ptes)
{
	const u64 *guest = guest_entries(vgpu, index);

	return guest && !memcmp(guest, ptes, GEN9_PAGE_SIZE);
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

int facet_ggtt_guest_make(struct facet_vgpu *vgpu, u32 index)
{
	u64 **table = &vgpu->ggtt->tables[index / GEN9_PTES_PER_PAGE];
	u64 *guest;

	if (READ_ONCE(*table))
		return 0;
	guest = port_page_alloc();
	if (!guest)
		return -ENOMEM;
	facet_shadow_lock(vgpu);
	if (!*table) {
		/* Pairs with guest_entries(). */
		smp_store_release(table, guest);
		guest = NULL;
	}
	facet_shadow_unlock(vgpu);
	if (guest)
		port_page_free(guest);
	return 0;
}

/*
 * Find contiguous guest memory behind a range of the GGTT. Return: number of bytes, at most @len,
 * that follow each other from @gpa on; 0: the first page has no present entry.
 */
static size_t ggtt_contiguous(const struct facet_vgpu *vgpu, u32 gva, size_t len, u64 *gpa)
{
	size_t n = GEN9_PAGE_SIZE - gva % GEN9_PAGE_SIZE;
	u64 next;

	if (facet_ggtt_translate(vgpu, gva, gpa))
		return 0;
	while (n < len && !facet_ggtt_translate(vgpu, gva + n, &next) && next == *gpa + n)
		n += GEN9_PAGE_SIZE;
	return min(n, len);
}

/*
 * Copy @len bytes from or to guest memory, one contiguous piece after the other: a call for each
 * page would be slower. Either @to or @from is given.
 */
static int ggtt_copy(struct facet_vgpu *vgpu, u32 gva, void *to, const void *from, size_t len)
{
	size_t done, chunk;
	u64 gpa;
	int ret;

	if (!facet_ggtt_owned(vgpu, gva, len))
		return -EFAULT;
	for (done = 0; done < len; done += chunk) {
		chunk = ggtt_contiguous(vgpu, gva + done, len - done, &gpa);
		if (!chunk)
			return -EFAULT;
		if (to)
			ret = facet_host_read(vgpu->ops, vgpu->host, gpa, to + done, chunk);
		else
			ret = facet_host_write(vgpu->ops, vgpu->host, gpa, from + done, chunk);
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

int facet_ggtt_access_begin(struct facet_vgpu *vgpu, u32 gva, u32 n,
			    struct facet_pins_access *access)
{
	u64 gfns[FACET_PINS_ACCESS_PAGES];
	u64 gpa;
	u32 i;

	if (!facet_ggtt_owned(vgpu, gva, (u64)n << GEN9_PAGE_SHIFT))
		return -EFAULT;
	for (i = 0; i < n; i++) {
		if (facet_ggtt_translate(vgpu, gva + (i << GEN9_PAGE_SHIFT), &gpa))
			return -EFAULT;
		gfns[i] = gpa >> GEN9_PAGE_SHIFT;
	}
	return facet_pins_access_begin(vgpu, gfns, n, access);
}

u32 facet_ggtt_bus_pages(void)
{
	return FACET_GGTT_WINDOW_PAGES;
}

int facet_ggtt_create(struct facet_vgpu *vgpu)
{
	struct facet_ggtt *ggtt = port_zalloc(sizeof(*ggtt));
	int ret = -ENOMEM;

	if (!ggtt)
		return -ENOMEM;
	vgpu->ggtt = ggtt;
	ggtt->shown_pages = facet_type_aperture(vgpu->type) >> GEN9_PAGE_SHIFT;
	ggtt->shown = port_calloc(DIV_ROUND_UP(ggtt->shown_pages, GGTT_WORD), sizeof(u64));
	if (ggtt->shown)
		ret = facet_ggtt_window_create(vgpu);
	if (!ret)
		return 0;
	port_free(ggtt->shown);
	port_free(ggtt);
	vgpu->ggtt = NULL;
	return ret;
}

void facet_ggtt_destroy(struct facet_vgpu *vgpu)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 i;

	facet_ggtt_window_destroy(vgpu);
	for (i = 0; i < GGTT_TABLES; i++) {
		if (ggtt->tables[i])
			port_page_free(ggtt->tables[i]);
	}
	port_free(ggtt->shown);
	port_free(ggtt);
	vgpu->ggtt = NULL;
}

void facet_ggtt_reset(struct facet_vgpu *vgpu)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 t, i;

	facet_shadow_lock(vgpu);
	for (t = 0; t < GGTT_TABLES; t++) {
		if (!ggtt->tables[t])
			continue;
		for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
			WRITE_ONCE(ggtt->tables[t][i], 0);
		facet_shadow_step(vgpu, GEN9_PTES_PER_PAGE);
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	facet_shadow_unlock(vgpu);
}
