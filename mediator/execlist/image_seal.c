// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seals of context images (image_seal.h). Called by context.c on the worker, or on a thread that
 * keeps it out, and by seal_state.c with mmio_lock held. Takes no lock.
 */
#include "mediator/execlist/image_seal.h"

#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/seal_types.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "pgpu/pgpu.h"

#define PAGE_WORDS	(GEN9_PAGE_SIZE / (u32)sizeof(u64))

/**
 * struct facet_seal_key - The key of the seals of a pGPU.
 * @secret: key of port_prf()
 * @words: key of NH, derived from @secret
 * @model: number of the pGPU's model, derived from @secret and &pgpu_caps.name: pages that one
 *	model saved are of no use to another
 */
struct facet_seal_key {
	u64 secret[2];
	u64 words[PAGE_WORDS];
	u64 model;
};

/* --- the key ------------------------------------------------------------------------------ */

static bool pgpu_needs_seals(const struct pgpu_caps *caps)
{
	bool needs = false;
	u32 i;

	if (caps->images_checked)
		return false;
	for (i = 0; i < PGPU_ENGINES; i++)
		needs |= caps->engines & BIT(i) && caps->context_pages[i] > 1;
	return needs;
}

/* Return the number of the model that a name stands for. */
static u64 model_of(const u64 *secret, const struct pgpu_caps *caps)
{
	u64 model = 0;
	u32 i;

	for (i = 0; i < sizeof(caps->name) && caps->name[i]; i++)
		model = port_prf(secret, model, (u8)caps->name[i]);
	return model;
}

int facet_seal_key_create(const struct pgpu_caps *caps, const struct facet_gpu_host_ops *ops,
			  void *host, struct facet_seal_key **out)
{
	struct facet_seal_key *key;
	u32 i;

	*out = NULL;
	if (!pgpu_needs_seals(caps))
		return 0;
	key = port_zalloc(sizeof(*key));
	if (!key)
		return -ENOMEM;
	if (ops->secret) {
		ops->secret(host, key->secret);
	} else {
		key->secret[0] = get_random_u64();
		key->secret[1] = get_random_u64();
	}
	for (i = 0; i < PAGE_WORDS; i++)
		key->words[i] = port_prf(key->secret, i, PAGE_WORDS);
	key->model = model_of(key->secret, caps);
	*out = key;
	return 0;
}

void facet_seal_key_destroy(struct facet_seal_key *key)
{
	port_free(key);
}

/* No other use of port_prf() has this input. */
u64 facet_seal_key_number(const struct facet_seal_key *key)
{
	u64 number = key ? port_prf(key->secret, key->model, PAGE_WORDS + 1) : 0;

	return key && !number ? 1 : number;
}

/* --- tags --------------------------------------------------------------------------------- */

/* Return the NH hash of a page. */
static u128 hash_page(const u64 *key, const u64 *page)
{
	u128 hash = 0;
	u32 i;

	for (i = 0; i < PAGE_WORDS; i += 2)
		hash += (u128)(page[i] + key[i]) * (page[i + 1] + key[i + 1]);
	return hash;
}

u64 facet_seal_tag(const struct facet_vgpu *vgpu, u32 engine, void *const *pages, u32 n)
{
	const struct facet_seal_key *key = facet_gpu_seal_key(vgpu->gpu);
	u64 tag = port_prf(key->secret, key->model, (u64)engine << 32 | n);
	u128 hash;
	u32 i;

	for (i = 0; i < n; i++) {
		hash = hash_page(key->words, pages[i]);
		tag = port_prf(key->secret, tag ^ (u64)hash, (u64)(hash >> 64));
	}
	return tag ? tag : 1;
}

/* --- seals -------------------------------------------------------------------------------- */

void facet_seals_clear(struct facet_seals *seals)
{
	u32 i;

	INIT_LIST_HEAD(&seals->list);
	INIT_LIST_HEAD(&seals->copied);
	for (i = 0; i < ARRAY_SIZE(seals->chains); i++)
		INIT_LIST_HEAD(&seals->chains[i]);
	for (i = 0; i < SEAL_CONTEXTS; i++) {
		INIT_LIST_HEAD(&seals->seals[i].chain);
		list_add_tail(&seals->seals[i].list, &seals->list);
	}
	for (i = 0; i < SEAL_COPIES; i++) {
		seals->copies[i].tag = 0;
		list_add_tail(&seals->copies[i].list, &seals->copied);
	}
	seals->added = 0;
}

int facet_seals_create(struct facet_vgpu *vgpu, struct facet_seals **out)
{
	*out = NULL;
	if (!facet_gpu_seal_key(vgpu->gpu))
		return 0;
	*out = port_zalloc(sizeof(**out));
	if (!*out)
		return -ENOMEM;
	facet_seals_clear(*out);
	return 0;
}

void facet_seals_destroy(struct facet_seals *seals)
{
	port_free(seals);
}

static struct list_head *chain_of(struct facet_vgpu *vgpu, u32 lrca)
{
	u32 i = facet_vgpu_hash(vgpu, lrca >> GEN9_PAGE_SHIFT, SEAL_CHAIN_BITS);

	return &vgpu->execlists->seals->chains[i];
}

struct seal *facet_seal_find(struct facet_vgpu *vgpu, u32 lrca)
{
	struct seal *seal;

	list_for_each_entry(seal, chain_of(vgpu, lrca), chain)
		if (seal->lrca == lrca)
			return seal;
	return NULL;
}

void facet_seal_set(struct facet_vgpu *vgpu, u32 lrca, u64 tag)
{
	struct facet_seals *seals = vgpu->execlists->seals;
	struct seal *seal = facet_seal_find(vgpu, lrca);

	if (!seal) {
		seal = list_first_entry(&seals->list, struct seal, list);
		list_del_init(&seal->chain);
		seal->lrca = lrca;
		list_add(&seal->chain, chain_of(vgpu, lrca));
	}
	seal->tag = tag;
	list_move_tail(&seal->list, &seals->list);
}

void facet_seal_copied(struct facet_seals *seals, u64 tag)
{
	struct copied *copied = list_first_entry(&seals->copied, struct copied, list);

	copied->tag = tag;
	list_move_tail(&copied->list, &seals->copied);
}

static bool copied_has(struct facet_seals *seals, u64 tag)
{
	struct copied *copied;

	list_for_each_entry(copied, &seals->copied, list) {
		if (copied->tag == tag) {
			list_move_tail(&copied->list, &seals->copied);
			return true;
		}
	}
	return false;
}

/* Tell whether another context got the pages last. They count as copied from now on. */
static bool others_have(struct facet_seals *seals, u64 tag)
{
	const struct seal *seal;

	list_for_each_entry(seal, &seals->list, list) {
		if (!list_empty(&seal->chain) && seal->tag == tag) {
			facet_seal_copied(seals, tag);
			return true;
		}
	}
	return false;
}

void facet_seal_add(struct facet_vgpu *vgpu, u32 engine, u32 lrca, void *const *pages, u32 n)
{
	struct facet_seals *seals = vgpu->execlists->seals;
	u64 tag;

	if (!seals || !n)
		return;
	tag = facet_seal_tag(vgpu, engine, pages, n);
	facet_seal_set(vgpu, lrca, tag);
	if (seals->added == SEAL_FIRST)
		return;
	seals->added++;
	if (!copied_has(seals, tag))
		facet_seal_copied(seals, tag);
}

bool facet_seal_known(struct facet_vgpu *vgpu, u32 engine, u32 lrca, void *const *pages, u32 n)
{
	struct facet_seals *seals = vgpu->execlists->seals;
	u64 tag = facet_seal_tag(vgpu, engine, pages, n);
	const struct seal *seal = facet_seal_find(vgpu, lrca);

	if (seal && seal->tag == tag)
		return true;
	return copied_has(seals, tag) || others_have(seals, tag);
}
