// SPDX-License-Identifier: GPL-2.0-only
/*
 * How guest pages are unpinned. The worker drops references. A pin without references stays on the
 * deferred list until the workloads that may use it have ended. dma_unmap takes pins out of the
 * table at once. Then it waits for accesses (facet_pins_access_begin()), unpins the pages, and
 * waits for pin users. The file takes shadow_lock over the table, and vgpu->dev.lock over the lists
 * of pin users.
 */
#include "mediator/pins/pins_types.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/progress.h"
#include "pgpu/pgpu.h"

/* Steps of a hold of shadow_lock for one detached pin, including the search for the pin. */
#define PINS_DETACH_STEPS	8u

/* Pages unpinned by one call. The arrays are on the stack. */
#define PINS_RELEASED		64u

void facet_pin_user_begin(struct facet_vgpu *vgpu, struct list_head *users,
			  struct facet_pin_user *user, u64 generation)
{
	unsigned long flags;

	lockdep_assert_held(&vgpu->shadow_lock);
	user->generation = generation;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	list_add_tail(&user->list, users);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

void facet_pin_user_end(struct facet_vgpu *vgpu, struct facet_pin_user *user)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	list_del(&user->list);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	wake_up_all(&vgpu->pins->idle);
}

#define USERS_ALL	(~0ull)

/* Tell whether all pin users of a list that are older than a generation have ended. */
static bool older_users_gone(struct facet_vgpu *vgpu, const struct list_head *users,
			     u64 generation)
{
	struct facet_pin_user *user;
	unsigned long flags;
	bool gone = true;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	list_for_each_entry(user, users, list) {
		if (user->generation < generation)
			gone = false;
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return gone;
}

void facet_pins_unpin(struct facet_vgpu *vgpu, const u64 *gfns, const u64 *bus, u32 n)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	if (!n)
		return;
	pgpu->ops->unmap(pgpu, bus, n);
	vgpu->ops->unpin(vgpu->host, gfns, n);
}

void facet_pin_put(struct facet_vgpu *vgpu, struct facet_pin *pin)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	if (!port_ref_put(&pin->refs))
		return;
	if (pin->detached) {
		/* facet_pins_release() frees the pins that are still on its list. */
		if (list_empty(&pin->deferred))
			port_free(pin);
		return;
	}
	/* No workload exists while a vGPU is created or destroyed. */
	pin->deferred_seq = facet_progress_newest(vgpu);
	list_add_tail(&pin->deferred, &vgpu->pins->deferred);
}

/* Take references to all pages of an access, or to none. shadow_lock held. Return: true: all. */
static bool access_find(struct facet_pins *pins, const u64 *gfns, u32 n,
			struct facet_pins_access *access)
{
	u32 i;

	for (i = 0; i < n; i++) {
		access->pins[i] = facet_pin_map_find(&pins->map, gfns[i]);
		if (!access->pins[i])
			return false;
	}
	for (i = 0; i < n; i++) {
		port_ref_get(&access->pins[i]->refs);
		list_del_init(&access->pins[i]->deferred);
		access->pages[i] = port_frame_to_ptr(access->pins[i]->frame);
	}
	access->n = n;
	return true;
}

int facet_pins_access_begin(struct facet_vgpu *vgpu, const u64 *gfns, u32 n,
			    struct facet_pins_access *access)
{
	struct facet_pins *pins = vgpu->pins;
	bool found;

	facet_shadow_lock(vgpu);
	found = access_find(pins, gfns, n, access);
	if (found)
		facet_pin_user_begin(vgpu, &pins->accesses, &access->user, pins->generation);
	facet_shadow_unlock(vgpu);
	return found ? 0 : -ENOENT;
}

void facet_pins_access_end(struct facet_vgpu *vgpu, struct facet_pins_access *access)
{
	u32 i;

	facet_shadow_lock(vgpu);
	for (i = 0; i < access->n; i++)
		facet_pin_put(vgpu, access->pins[i]);
	facet_shadow_unlock(vgpu);
	facet_pin_user_end(vgpu, &access->user);
}

/* Move a pin from the table to a list of pins that are to be unpinned. shadow_lock held. */
static void pin_detach(struct facet_vgpu *vgpu, struct facet_pin *pin, struct list_head *detached)
{
	facet_pins_stores_end(vgpu, pin);
	facet_pin_map_remove(&vgpu->pins->map, pin);
	list_move_tail(&pin->deferred, detached);
	pin->detached = true;
}

/*
 * Unpin up to PINS_RELEASED pins of the caller's list, and take them off the list. Free those that
 * have no references: facet_pin_put() frees the others. No lock held. Return: how many.
 */
static u32 release_batch(struct facet_vgpu *vgpu, struct list_head *detached)
{
	u64 gfns[PINS_RELEASED], bus[PINS_RELEASED];
	struct facet_pin *pin;
	u32 n = 0;
	u32 i;

	list_for_each_entry(pin, detached, deferred) {
		if (n == PINS_RELEASED)
			break;
		gfns[n] = pin->gfn;
		bus[n++] = pin->bus;
	}
	if (!n)
		return 0;
	facet_pins_unpin(vgpu, gfns, bus, n);
	facet_shadow_lock(vgpu);
	WRITE_ONCE(vgpu->pins->count, vgpu->pins->count - n);
	for (i = 0; i < n; i++) {
		pin = list_first_entry(detached, struct facet_pin, deferred);
		list_del_init(&pin->deferred);
		if (!pin->refs)
			port_free(pin);
	}
	facet_shadow_unlock(vgpu);
	return n;
}

/* Detach up to PINS_RELEASED deferred pins that no workload uses any more. shadow_lock held. */
static void deferred_detach(struct facet_vgpu *vgpu, u64 oldest, struct list_head *detached)
{
	struct facet_pins *pins = vgpu->pins;
	struct facet_pin *pin;
	u32 n;

	for (n = 0; n < PINS_RELEASED; n++) {
		pin = list_first_entry_or_null(&pins->deferred, struct facet_pin, deferred);
		if (!pin || port_check(PINS_IN_USE, pin->deferred_seq >= oldest))
			return;
		pin_detach(vgpu, pin, detached);
	}
}

void facet_pins_reap(struct facet_vgpu *vgpu, u64 oldest)
{
	struct facet_pins *pins = vgpu->pins;
	struct facet_pin_user user;
	struct list_head detached;
	u32 n;

	if (list_empty(&pins->deferred))
		return;
	INIT_LIST_HEAD(&detached);
	do {
		facet_shadow_lock(vgpu);
		deferred_detach(vgpu, oldest, &detached);
		facet_pin_user_begin(vgpu, &pins->users, &user, pins->generation);
		facet_shadow_unlock(vgpu);
		n = release_batch(vgpu, &detached);
		facet_pin_user_end(vgpu, &user);
	} while (n == PINS_RELEASED);
}

void facet_pins_bump_generation(struct facet_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	WRITE_ONCE(vgpu->pins->generation, vgpu->pins->generation + 1);
}

/*
 * Detach pins of the range from *@gfn to @last for one hold. shadow_lock held. Return: true: more
 * of the range is left, from *@gfn on.
 */
static bool detach_some(struct facet_vgpu *vgpu, u64 *gfn, u64 last, struct list_head *detached)
{
	struct facet_pins *pins = vgpu->pins;
	struct facet_pin *pin;

	facet_pins_bump_generation(vgpu);
	pins->recent_unmap_until_ns = vgpu->ops->now_ns(vgpu->host) + PINS_RETRY_NS;
	while (!facet_shadow_need_resched(vgpu)) {
		pin = facet_pin_map_next(&pins->map, *gfn, last);
		if (!pin)
			return false;
		*gfn = pin->gfn;	/* the next search skips the empty part */
		pin_detach(vgpu, pin, detached);
		facet_shadow_step(vgpu, PINS_DETACH_STEPS);
	}
	return true;
}

void facet_pins_detach(struct facet_vgpu *vgpu, u64 gfn, u64 n, struct list_head *detached)
{
	u64 last = gfn + min(n - 1, ~gfn);

	if (!n)
		return;
	facet_shadow_lock(vgpu);
	while (detach_some(vgpu, &gfn, last, detached))
		facet_shadow_resched(vgpu);
	facet_shadow_unlock(vgpu);
}

bool facet_pins_in_range(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	/* The table does not have the pages of pin users, so count each pin user as in range. */
	if (!older_users_gone(vgpu, &vgpu->pins->users, USERS_ALL))
		return true;
	return n && facet_pin_map_next(&vgpu->pins->map, gfn, gfn + min(n - 1, ~gfn));
}

void facet_pins_release(struct facet_vgpu *vgpu, struct list_head *detached)
{
	struct facet_pins *pins = vgpu->pins;
	u64 generation = READ_ONCE(pins->generation);

	wait_event(pins->idle, older_users_gone(vgpu, &pins->accesses, generation));
	/* Only this thread takes entries off the list. */
	while (!list_empty(detached))
		release_batch(vgpu, detached);
	wait_event(pins->idle, older_users_gone(vgpu, &pins->users, generation));
}
