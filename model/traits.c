// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traits of vGPUs (traits.h). migration.c, front ends and facetctl call this file. This file takes
 * no lock.
 */
#include "model/traits.h"

#include "model/state_version.h"

void facet_traits_add(struct facet_traits *traits, const char *name, const char *format, ...)
{
	size_t room = sizeof(traits->text) - traits->used;
	char *at = traits->text + traits->used;
	va_list args;
	size_t n;

	va_start(args, format);
	n = snprintf(at, room, "%s ", name);
	if (n < room)
		n += vsnprintf(at + n, room - n, format, args);
	va_end(args);
	if (n >= room) {
		traits->used = sizeof(traits->text);
		return;
	}
	memcpy(at + n, "\n", 1);
	traits->used += n + 1;
}

/**
 * struct line - A line of traits.
 * @text: its first byte
 * @name: bytes of the name
 * @len: bytes of all, without the newline
 */
struct line {
	const char *text;
	size_t name;
	size_t len;
};

/* Take the next line of a text, which may be empty. */
static struct line next_line(const char **text, size_t *left)
{
	struct line line = { .text = *text };
	const char *end = memchr(*text, '\n', *left);
	const char *blank;

	line.len = end ? (size_t)(end - *text) : *left;
	blank = memchr(line.text, ' ', line.len);
	line.name = blank ? (size_t)(blank - line.text) : line.len;
	*left -= line.len + (end ? 1 : 0);
	*text += line.len + (end ? 1 : 0);
	return line;
}

/* Copy a part of a line to show it: printable characters, at most FACET_TRAIT_SHOWN bytes. */
static void show(char shown[static FACET_TRAIT_SHOWN], const char *text, size_t len)
{
	size_t i, n = min_t(size_t, len, FACET_TRAIT_SHOWN - 1);

	for (i = 0; i < n; i++)
		shown[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '.';
	shown[n] = 0;
}

/* Show the value of a line, behind its name. */
static void show_value(char shown[static FACET_TRAIT_SHOWN], const struct line *line)
{
	size_t from = min(line->name + 1, line->len);

	show(shown, line->text + from, line->len - from);
}

static bool same(const struct line *a, const struct line *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static bool same_name(const struct line *a, const struct line *b)
{
	return a->name == b->name && !memcmp(a->text, b->text, a->name);
}

static bool is_version(const struct line *line)
{
	return line->name == strlen(FACET_TRAIT_VERSION) && line->len > line->name &&
	       !memcmp(line->text, FACET_TRAIT_VERSION, line->name);
}

/* Tell whether a vGPU with the line @here takes the state of one with the line @there. */
static bool fits(const struct line *here, const struct line *there)
{
	size_t value = here->name + 1;

	if (!is_version(here) || !is_version(there))
		return same(here, there);
	return facet_version_restores(here->text + value, here->len - value, there->text + value,
				      there->len - value);
}

/* Find a line with the name of @line in a text. */
static bool has_name(const char *text, size_t left, const struct line *line)
{
	struct line other;

	while (left) {
		other = next_line(&text, &left);
		if (same_name(&other, line))
			return true;
	}
	return false;
}

/* Describe a difference: @here or @there is NULL if that host has no such line. */
static void describe(const struct line *here, const struct line *there, char *reason, size_t size)
{
	const struct line *any = here ? here : there;
	char name[FACET_TRAIT_SHOWN], own[FACET_TRAIT_SHOWN] = "", other[FACET_TRAIT_SHOWN] = "";

	show(name, any->text, any->name);
	if (here)
		show_value(own, here);
	if (there)
		show_value(other, there);
	snprintf(reason, size, "%s is '%s' there and '%s' here", name, other, own);
}

/*
 * Compare the next lines. Their order is the same on all hosts, so another name means that one of
 * both hosts lacks a line.
 */
static bool step_differs(struct facet_traits_walk *walk, char *reason, size_t size)
{
	struct facet_traits_walk next = *walk;
	struct line here = next_line(&next.here, &next.here_left);
	struct line there = next_line(&next.there, &next.there_left);
	bool has_here = walk->here_left, has_there = walk->there_left;

	if (has_here && has_there && !same_name(&here, &there)) {
		has_there = has_name(walk->there, walk->there_left, &here);
		has_here = !has_there;
	}
	if (has_here) {
		walk->here = next.here;
		walk->here_left = next.here_left;
	}
	if (has_there) {
		walk->there = next.there;
		walk->there_left = next.there_left;
	}
	if (has_here && has_there && fits(&here, &there))
		return false;
	describe(has_here ? &here : NULL, has_there ? &there : NULL, reason, size);
	return true;
}

bool facet_traits_next_difference(struct facet_traits_walk *walk, char *reason, size_t size)
{
	while (walk->here_left || walk->there_left)
		if (step_differs(walk, reason, size))
			return true;
	return false;
}

bool facet_traits_differ(const struct facet_traits *here, const char *text, size_t len,
			 char *reason, size_t size)
{
	struct facet_traits_walk walk = {
		.here = here->text, .here_left = here->used, .there = text, .there_left = len,
	};

	return facet_traits_next_difference(&walk, reason, size);
}
