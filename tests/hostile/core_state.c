// SPDX-License-Identifier: GPL-2.0-only
/* Invalid descriptions of a vGPU's state. Whoever supplies a description may have written it. */
#include "classes.h"
#include "core.h"

#include "device/config.h"
#include "device/pci_config_defs.h"
#include "mediator/execlist/execlist.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/saved.h"

#define TYPE_AT		12u	/* offset of the aperture's size in the head */
#define CUTS		64u

/* Restore @len bytes and expect -EINVAL. A copy of that length lets sanitizers catch overreads. */
static void refused(struct hostile *h, const struct saved *saved, size_t len)
{
	u8 *alone = malloc(len);

	EXPECT(alone);
	memcpy(alone, saved->data, len);
	EXPECT(facet_vgpu_restore(h->evil->vgpu, alone, len) == -EINVAL);
	free(alone);
}

/* Restore the valid description, and check that the guest works. */
static void goes_on(struct hostile *h, struct saved *good)
{
	struct mini_context context;

	EXPECT(!facet_vgpu_restore(h->evil->vgpu, good->data, good->len));
	free(good->data);
	hostile_context(h, &context, PGPU_RCS);
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

static void cut(struct hostile *h, const void *arg)
{
	struct saved saved = {};
	u32 i;

	EXPECT(!saved_save(&saved, h->evil->vgpu));
	for (i = 1; i < CUTS; i++)
		refused(h, &saved, saved.len * i / CUTS);
	for (i = 1; i < CUTS; i++)
		refused(h, &saved, saved.len - i);
	goes_on(h, &saved);
}

static void longer(struct hostile *h, const void *arg)
{
	struct saved saved = {};

	EXPECT(!saved_save(&saved, h->evil->vgpu));
	EXPECT(saved_resize(&saved, saved.len + 4));
	memset(saved.data + saved.len, 0, 4);
	refused(h, &saved, saved.len + 4);
	goes_on(h, &saved);
}

static void of_another_type(struct hostile *h, const void *arg)
{
	struct saved saved = {};
	u32 mib;

	EXPECT(!saved_save(&saved, h->evil->vgpu));
	mib = get_unaligned_le32(saved.data + TYPE_AT);
	EXPECT(mib == HOSTILE_APERTURE >> 20);
	put_unaligned_le32(2 * mib, saved.data + TYPE_AT);
	refused(h, &saved, saved.len);
	put_unaligned_le32(mib, saved.data + TYPE_AT);
	goes_on(h, &saved);
}

static void other_identity(struct hostile *h, const void *arg)
{
	struct saved saved = {};
	size_t at;

	EXPECT(!saved_save(&saved, h->evil->vgpu));
	at = saved_find(&saved, facet_config_state.tag, 0);
	EXPECT(at);
	saved.data[at + SAVED_RECORD + PCI_CFG_DEVICE] ^= 1;
	refused(h, &saved, saved.len);
	saved.data[at + SAVED_RECORD + PCI_CFG_DEVICE] ^= 1;
	goes_on(h, &saved);
}

static void more_than_queued(struct hostile *h, const void *arg)
{
	struct saved saved = {};
	size_t at;

	EXPECT(!saved_save(&saved, h->evil->vgpu));
	at = saved_find(&saved, facet_execlist_engine_state.tag, PGPU_BCS);
	EXPECT(at);
	saved_set(&saved, at, &facet_execlist_engine_state, "queued", 0, 0xffff);
	refused(h, &saved, saved.len);
	saved_set(&saved, at, &facet_execlist_engine_state, "queued", 0, 0);
	goes_on(h, &saved);
}

#define NOT_TAKEN	"it is refused; the guest goes on from a good one"

static const struct hostile_case cases[] = {
	CASE(cut, STATE_END, "descriptions that end too early, at 126 places", NOT_TAKEN),
	CASE(longer, STATE_REST, "a description with more behind its end", NOT_TAKEN),
	CASE(of_another_type, STATE_VGPU, "a description of a vGPU with a larger aperture",
	     NOT_TAKEN),
	CASE(other_identity, CONFIG_RESTORE, "a description with another id of the device",
	     NOT_TAKEN),
	CASE(more_than_queued, STATE_MOST, "a description of a queue longer than there is room",
	     NOT_TAKEN),
};

HOSTILE_CLASS(hostile_state, "saved states", false, cases);
