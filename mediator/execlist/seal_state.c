// SPDX-License-Identifier: GPL-2.0-only
/*
 * Section "seals" of a saved state: which pages of context images engines saved (image_seal.h). A
 * reset, save or restore calls the section with mmio_lock held, and the worker out. Takes no lock.
 */
#include "mediator/execlist/image_seal.h"

#include "device/state_section.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/seal_types.h"

/*
 * struct saved_seals - The numbers of the lists that follow.
 * @seals: contexts: a dword with the address of the image, and a quadword with the tag
 * @copied: quadwords: tags of pages that the guest has copied
 * @added: &facet_seals.added
 */
struct saved_seals {
	u32 seals;
	u32 copied;
	u32 added;
};

static const struct facet_state_field seal_fields[] = {
	FACET_STATE_FIELD(struct saved_seals, seals, SEAL_CONTEXTS),
	FACET_STATE_FIELD(struct saved_seals, copied, SEAL_COPIES),
	FACET_STATE_FIELD(struct saved_seals, added, SEAL_FIRST),
};

static void seals_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);

	if (vgpu->execlists->seals)
		facet_seals_clear(vgpu->execlists->seals);
}

/*
 * Find a context in use: the record of its work has its pages. Those that the guest got last do not
 * count then. Return: the tag of these pages; 0: the context is not in use, or has none.
 */
static u64 tag_in_use(const struct facet_vgpu *vgpu, const struct facet_engine *engine,
		      const struct facet_context *context)
{
	void *const *pages;
	u32 n = facet_context_pages(context, &pages);

	return context->users && n ? facet_seal_tag(vgpu, engine->id, pages, n) : 0;
}

/* Return the tag that a save writes for a context's seal. */
static u64 saved_tag(const struct facet_vgpu *vgpu, const struct seal *seal)
{
	const struct facet_context *context;
	u64 tag = seal->tag, used;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		const struct facet_engine *engine = &vgpu->execlists->engines[i];

		list_for_each_entry(context, &engine->contexts, list) {
			used = context->lrca == seal->lrca ?
			       tag_in_use(vgpu, engine, context) : 0;
			tag = used ? used : tag;
		}
	}
	return tag;
}

/*
 * Write the tags of contexts in use that have no seal, as long as the record has room: such a
 * context has not got any pages yet. @out: NULL: only count. Return: their number.
 */
static u32 save_unsealed(struct facet_vgpu *vgpu, u32 room, struct facet_state_writer *out)
{
	struct facet_context *context;
	u32 i, n = 0;
	u64 tag;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct facet_engine *engine = &vgpu->execlists->engines[i];

		list_for_each_entry(context, &engine->contexts, list) {
			if (n == room || facet_seal_find(vgpu, context->lrca))
				continue;
			tag = tag_in_use(vgpu, engine, context);
			n += !!tag;
			if (!tag || !out)
				continue;
			facet_state_put32(out, context->lrca);
			facet_state_put64(out, tag);
		}
	}
	return n;
}

static int seals_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_seals *seals = vgpu->execlists->seals;
	struct saved_seals s = { 0 };
	const struct copied *copied;
	const struct seal *seal;
	u32 room;

	if (!seals || index)
		return -ENOENT;
	s.added = seals->added;
	list_for_each_entry(seal, &seals->list, list)
		s.seals += !list_empty(&seal->chain);
	list_for_each_entry(copied, &seals->copied, list)
		s.copied += !!copied->tag;
	room = SEAL_CONTEXTS - s.seals;
	s.seals += save_unsealed(vgpu, room, NULL);
	facet_state_put_fields(out, seal_fields, ARRAY_SIZE(seal_fields), &s);
	list_for_each_entry(seal, &seals->list, list) {
		if (list_empty(&seal->chain))
			continue;
		facet_state_put32(out, seal->lrca);
		facet_state_put64(out, saved_tag(vgpu, seal));
	}
	save_unsealed(vgpu, room, out);
	list_for_each_entry(copied, &seals->copied, list)
		if (copied->tag)
			facet_state_put64(out, copied->tag);
	return 0;
}

/*
 * Accept any tags: nobody can make pages for a given tag. Tags of this host stand only for pages
 * that an engine has saved.
 */
static int seals_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_seals *seals = vgpu->execlists->seals;
	struct saved_seals s;
	u32 i, lrca;
	int ret;

	if (!seals || index)
		return -EINVAL;
	ret = facet_state_take_fields(in, seal_fields, ARRAY_SIZE(seal_fields), &s);
	for (i = 0; !ret && i < s.seals; i++) {
		lrca = facet_state_take32(in);
		if (lrca % GEN9_PAGE_SIZE || facet_seal_find(vgpu, lrca))
			return -EINVAL;
		facet_seal_set(vgpu, lrca, facet_state_take64(in));
	}
	for (i = 0; !ret && i < s.copied; i++)
		facet_seal_copied(seals, facet_state_take64(in));
	seals->added = ret ? 0 : s.added;
	return in->failed || in->left ? -EINVAL : ret;
}

const struct facet_state_section facet_seal_state = {
	.tag = FACET_STATE_TAG('S', 'E', 'A', 'L'),
	.name = "seals",
	.what = "which pages of context images engines saved; at most one record, and none where "
		"images have one page, or the pGPU checks them",
	.records = FACET_STATE_ANY,
	.fields = seal_fields,
	.n_fields = ARRAY_SIZE(seal_fields),
	.rest = "contexts: address of the image (4 bytes), tag (8); then tags of copied pages",
	.reset = seals_reset,
	.save = seals_save,
	.restore = seals_restore,
};
