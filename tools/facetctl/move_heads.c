// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the traits of vGPUs in a file (move_heads.h). model/move_data.c parses a head, as it does
 * for the modules. Here are the search for heads, and the check of what is found. Takes no lock.
 */
#include "tools/facetctl/move_heads.h"

#include <unistd.h>

#include "model/move_data.h"

#define MAGIC		"FACTMOVE"	/* docs/dev/migration.md */
#define MAGIC_BYTES	(sizeof(MAGIC) - 1)
#define FIRST_TRAIT	"version "
#define DATA_MAGIC	"FACTDATA"
#define DESCRIPTION_MOST (1u << 30)	/* bytes: more than facet_model.state_max of any type */
#define HEAD_MOST	(MOVE_HEAD_BYTES + FACET_TRAITS_MAX)	/* bytes, with traits */
#define WINDOW		(1u << 20)

static bool is_text(const char *text, size_t len)
{
	size_t i;

	if (len < strlen(FIRST_TRAIT) || memcmp(text, FIRST_TRAIT, strlen(FIRST_TRAIT)))
		return false;
	for (i = 0; i < len; i++)
		if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~'))
			return false;
	return true;
}

static bool is_known(const struct move_heads *heads, const char *text, size_t len)
{
	u32 i;

	for (i = 0; i < heads->n; i++)
		if (heads->traits[i].used == len && !memcmp(heads->traits[i].text, text, len))
			return true;
	return false;
}

/* Keep traits that are new, if they look like traits. @len is at most FACET_TRAITS_MAX. */
static void keep(struct move_heads *heads, const char *text, size_t len)
{
	if (!is_text(text, len) || is_known(heads, text, len))
		return;
	if (heads->n == MOVE_HEADS) {
		heads->more = true;
		return;
	}
	heads->traits[heads->n].used = len;
	memcpy(heads->traits[heads->n].text, text, len);
	heads->n++;
}

/* --- one head --------------------------------------------------------------------------------- */

/* Take the traits, and no more of the data. */
static int take_traits(void *owner, const char *text, size_t len)
{
	keep(owner, text, len);
	return -ECANCELED;
}

static void is_no_head(void *owner, const char *reason)
{
}

/* Parse what may be a head. Return: 0; -ENOMEM. */
static int take_head(struct move_heads *heads, const u8 *at, size_t len)
{
	static const struct move_parser_ops ops = { .traits = take_traits, .wrong = is_no_head };
	struct move_parser parser = { .stage = 0 };
	int ret = move_parser_take(&parser, &ops, heads, at, min_t(size_t, len, HEAD_MOST));

	move_parser_end(&parser);
	return ret == -ENOMEM ? ret : 0;
}

/* Keep the numbers of pins of what may be heads of descriptions. Return: 0. */
static int take_data_head(struct move_heads *heads, const u8 *at, size_t len)
{
	u32 pins;

	if (!move_data_pins(at, len, DESCRIPTION_MOST, &pins))
		return 0;
	heads->least_pins = heads->has_pins ? min(heads->least_pins, pins) : pins;
	heads->most_pins = max(heads->most_pins, pins);
	heads->has_pins = true;
	return 0;
}

/* --- the file --------------------------------------------------------------------------------- */

/* Take all that begins with @magic below @end. Return: 0; the errno of @take. */
static int search_for(struct move_heads *heads, const char *magic,
		      int (*take)(struct move_heads *heads, const u8 *at, size_t len),
		      const u8 *data, size_t len, size_t end)
{
	const u8 *at = data;
	int ret = 0;

	while (!ret) {
		at = memmem(at, data + len - at, magic, MAGIC_BYTES);
		if (!at || at >= data + end)
			break;
		ret = take(heads, at, data + len - at);
		at++;
	}
	return ret;
}

/* Take all heads that begin below @end. QEMU may write other data between the two of a vGPU. */
static int search(struct move_heads *heads, const u8 *data, size_t len, size_t end)
{
	int ret = search_for(heads, MAGIC, take_head, data, len, end);

	return ret ? ret : search_for(heads, DATA_MAGIC, take_data_head, data, len, end);
}

/*
 * Search a file in a window that moves on. A head that may not be complete stays in the window.
 * @window has room for WINDOW bytes.
 */
static int search_file(int fd, struct move_heads *heads, u8 *window)
{
	size_t used = 0, end;
	u64 total = 0;
	ssize_t n;
	int ret;

	do {
		n = read(fd, window + used, WINDOW - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		used += n;
		total += n;
		if (n && used < WINDOW)
			continue;
		end = n ? used - HEAD_MOST : used;
		ret = search(heads, window, used, end);
		if (ret)
			return ret;
		if (!n && !heads->n && total <= FACET_TRAITS_MAX)
			keep(heads, (const char *)window, used);
		memmove(window, window + end, used - end);
		used -= end;
	} while (n);
	return 0;
}

int move_heads_read(int fd, struct move_heads *heads)
{
	u8 *window = malloc(WINDOW);
	int ret = -ENOMEM;

	*heads = (struct move_heads){ .n = 0 };
	if (window)
		ret = search_file(fd, heads, window);
	free(window);
	return ret;
}
