// SPDX-License-Identifier: GPL-2.0-only
/*
 * Choice of the picture that a composed screen shows, and of the one that is drawn next (pair.h).
 * Front ends call it, under a lock of theirs.
 */
#include "display/pair.h"

#include "display/display.h"

static void put(struct facet_picture **picture, const struct facet_pair_ops *ops)
{
	if (*picture)
		ops->put(*picture);
	*picture = NULL;
}

void facet_pair_drop(struct facet_pair *pair, const struct facet_pair_ops *ops)
{
	put(&pair->shown, ops);
	put(&pair->spare, ops);
}

/* Get pictures of this size. Drop a spare picture that a failed first drawing left, too. */
static int prepare(struct facet_pair *pair, const struct facet_pair_ops *ops, u32 width, u32 height)
{
	if (!pair->shown || pair->width != width || pair->height != height)
		facet_pair_drop(pair, ops);
	pair->width = width;
	pair->height = height;
	if (!pair->spare)
		pair->spare = ops->create(width, height);
	return pair->spare || pair->shown ? 0 : -ENOMEM;
}

/* Begin to draw into the spare picture. Return: false: there is none, or somebody reads it. */
static bool begin(struct facet_pair *pair, const struct facet_pair_ops *ops)
{
	if (!pair->spare)
		return false;
	if (ops->draw_begin(pair->spare)) {
		facet_turns_spare_free(&pair->turns);
		return true;
	}
	if (facet_turns_spare_busy(&pair->turns))
		put(&pair->spare, ops);
	return false;
}

int facet_pair_update(struct facet_pair *pair, const struct facet_pair_ops *ops, void *data,
		      u32 width, u32 height, struct facet_damage *damage)
{
	int ret;

	memset(damage, 0, sizeof(*damage));
	ret = prepare(pair, ops, width, height);
	if (ret)
		return ret;
	if (!begin(pair, ops))
		return 0;
	ret = ops->draw(data, pair->shown, pair->spare, damage);
	ops->draw_end(pair->spare);
	if (ret == -EAGAIN && !facet_turns_torn(&pair->turns, pair->shown)) {
		memset(damage, 0, sizeof(*damage));
		return 0;
	}
	if (ret && ret != -EAGAIN)
		return ret;
	facet_turns_shown(&pair->turns);
	if (damage->bytes)
		swap(pair->shown, pair->spare);
	return 0;
}
