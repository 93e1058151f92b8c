// SPDX-License-Identifier: GPL-2.0-only
/* Traits of vGPUs (traits.h). migration.c and front ends call this file. It takes no lock. */
#include "model/traits.h"

#include "display/display.h"
#include "display/display_ops.h"
#include "mediator/type.h"
#include "model/model.h"

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

/* Add kind and port of each output. Their monitors come and go. */
static void add_outputs(struct facet_traits *traits, const struct facet_display *display)
{
	struct facet_display_config config = display->config;
	char text[FACET_OUTPUTS_TEXT];
	u32 i;

	for (i = 0; i < config.n_outputs; i++)
		config.outputs[i].width = config.outputs[i].height = config.outputs[i].hz = 0;
	facet_output_text_print(&config, text);
	facet_traits_add(traits, "outputs", "%s", text);
}

void facet_traits_of(const struct facet_instance *instance, struct facet_traits *traits)
{
	*traits = (struct facet_traits){ .used = 0 };
	facet_traits_add(traits, "version", "%s", FACET_VERSION);
	facet_traits_add(traits, "model", "%s", instance->model->name);
	facet_traits_add(traits, "type", "%s", instance->type->name);
	add_outputs(traits, instance->display);
	instance->model->traits(instance, traits);
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

static void name_difference(const struct line *own, const struct line *other, char *reason,
			    size_t size)
{
	char name[FACET_TRAIT_SHOWN], here[FACET_TRAIT_SHOWN], there[FACET_TRAIT_SHOWN];

	show(name, own->text, own->name);
	show_value(here, own);
	if (own->name == other->name && !memcmp(own->text, other->text, own->name))
		show_value(there, other);
	else
		show(there, "", 0);
	snprintf(reason, size, "%s is '%s' there and '%s' here", name, there, here);
}

bool facet_traits_differ(const struct facet_traits *here, const char *text, size_t len,
			 char *reason, size_t size)
{
	const char *own_text = here->text;
	size_t own_left = here->used;

	while (own_left) {
		struct line own = next_line(&own_text, &own_left);
		struct line other = next_line(&text, &len);

		if (!same(&own, &other)) {
			name_difference(&own, &other, reason, size);
			return true;
		}
	}
	if (len)
		snprintf(reason, size, "the other vGPU has traits that are not known here");
	return len;
}
