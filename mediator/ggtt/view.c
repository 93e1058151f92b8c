// SPDX-License-Identifier: GPL-2.0-only
/*
 * Views of the guest's GGTT (mediator/ggtt_view.h). The display uses them on the worker. A changed
 * entry and a dma_unmap drop pins on their threads. They may do that between any two holds of
 * shadow_lock. Only the worker makes and ends views.
 */
#include "mediator/ggtt_view.h"

#include "device/device.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_pin.h"
#include "mediator/ggtt/view.h"
#include "mediator/pins.h"

static struct facet_pin **view_pin(void *arg, u32 i, u32 *index)
{
	struct facet_ggtt_view *view = arg;

	*index = view->index + i;
	return &view->pins[i];
}

/* Drop the pin of a page. shadow_lock held. */
static void view_drop(struct facet_vgpu *vgpu, struct facet_ggtt_view *view, u32 i)
{
	if (view->pins[i])
		facet_pin_put(vgpu, view->pins[i]);
	view->pins[i] = NULL;
}

/* End a view, which may be none. */
static void view_end(struct facet_vgpu *vgpu, struct facet_ggtt_view *view)
{
	struct facet_pin **pins = view->pins;
	u32 i;

	facet_shadow_lock(vgpu);
	for (i = 0; i < view->n; i++) {
		view_drop(vgpu, view, i);
		facet_shadow_step(vgpu, 1);
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	*view = (struct facet_ggtt_view){ 0 };
	facet_shadow_unlock(vgpu);
	port_free(pins);
}

/* Return the view of this range; NULL: there is none. */
static struct facet_ggtt_view *view_find(struct facet_vgpu *vgpu, u32 index, u32 n)
{
	u32 i;

	for (i = 0; i < FACET_GGTT_VIEWS; i++) {
		if (vgpu->views[i].index == index && vgpu->views[i].n == n)
			return &vgpu->views[i];
	}
	return NULL;
}

/* Return a free view that may have @n pages. Until there is one, the oldest views end. */
static struct facet_ggtt_view *view_make_room(struct facet_vgpu *vgpu, u32 n)
{
	for (;;) {
		struct facet_ggtt_view *free = NULL, *oldest = NULL;
		u32 i, pages = n;

		for (i = 0; i < FACET_GGTT_VIEWS; i++) {
			struct facet_ggtt_view *view = &vgpu->views[i];

			pages += view->n;
			if (!view->n)
				free = view;
			else if (!oldest || view->used_ns < oldest->used_ns)
				oldest = view;
		}
		if (free && !port_check(VIEW_PAGES, pages > FACET_GGTT_VIEWS_PAGES))
			return free;
		view_end(vgpu, oldest);
	}
}

/* Make a view without pins. Return: the view; NULL: no memory. */
static struct facet_ggtt_view *view_begin(struct facet_vgpu *vgpu, u32 index, u32 n)
{
	struct facet_pin **pins = port_calloc(n, sizeof(struct facet_pin *));
	struct facet_ggtt_view *view;

	if (!pins)
		return NULL;
	view = view_make_room(vgpu, n);
	facet_shadow_lock(vgpu);
	*view = (struct facet_ggtt_view){ .index = index, .n = n, .pins = pins };
	facet_shadow_unlock(vgpu);
	return view;
}

void facet_ggtt_view_use(struct facet_vgpu *vgpu, u32 gva, u32 n)
{
	u32 index = gva >> GEN9_PAGE_SHIFT;
	struct ggtt_pages pages = { .n = n, .pin = view_pin };
	struct facet_ggtt_view *view;

	if (!n || n > FACET_GGTT_VIEWS_PAGES || n > GEN9_GGTT_ENTRIES - index)
		return;
	view = view_find(vgpu, index, n);
	if (!view)
		view = view_begin(vgpu, index, n);
	if (!view)
		return;
	view->used_ns = facet_device_now_ns(&vgpu->dev);
	pages.arg = view;
	facet_pins_sync_begin(vgpu, false);
	facet_ggtt_pin_pages(vgpu, &pages);
}

u64 facet_ggtt_views_expire(struct facet_vgpu *vgpu, u64 before_ns)
{
	u64 oldest_ns = 0;
	u32 i;

	for (i = 0; i < FACET_GGTT_VIEWS; i++) {
		struct facet_ggtt_view *view = &vgpu->views[i];

		if (!view->n)
			continue;
		if (view->used_ns < before_ns)
			view_end(vgpu, view);
		else if (!oldest_ns || view->used_ns < oldest_ns)
			oldest_ns = view->used_ns;
	}
	return oldest_ns;
}

bool facet_ggtt_views_end(struct facet_vgpu *vgpu)
{
	bool any = false;
	u32 i;

	for (i = 0; i < FACET_GGTT_VIEWS; i++) {
		any |= vgpu->views[i].n;
		view_end(vgpu, &vgpu->views[i]);
	}
	return any;
}

void facet_ggtt_views_entry_changed(struct facet_vgpu *vgpu, u32 index)
{
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (i = 0; i < FACET_GGTT_VIEWS; i++) {
		struct facet_ggtt_view *view = &vgpu->views[i];

		if (index - view->index < view->n)
			view_drop(vgpu, view, index - view->index);
	}
}

/* Drop the pins of one view. shadow_lock held, and dropped in between; the view may change then. */
static void view_zap(struct facet_vgpu *vgpu, struct facet_ggtt_view *view, u64 gfn, u64 n)
{
	u32 i;

	for (i = 0; i < view->n; i++) {
		if (view->pins[i] && view->pins[i]->gfn >= gfn && view->pins[i]->gfn - gfn < n)
			view_drop(vgpu, view, i);
		facet_shadow_step(vgpu, 1);
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
}

void facet_ggtt_views_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	u32 i;

	facet_shadow_lock(vgpu);
	for (i = 0; i < FACET_GGTT_VIEWS; i++)
		view_zap(vgpu, &vgpu->views[i], gfn, n);
	facet_shadow_unlock(vgpu);
}
