// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outputs as text: "hdmi:b dp:c:1280x800@75". The front ends parse knobs and options with it. No
 * lock is taken. Each parser below returns the text behind what it has parsed, or NULL after an
 * error. A parser passes on a NULL that it gets.
 */
#include "display/display.h"

#include "display/output/mode.h"
#include "display/output/output.h"
#include "gen9/display_defs.h"

#define FIRST_PORT	'b'
#define NUMBER_MAX	100000u

static const char *const kind_names[FACET_OUTPUT_KINDS] = {
	[FACET_OUTPUT_HDMI] = "hdmi",
	[FACET_OUTPUT_DP] = "dp",
};

static bool is_end(char c)
{
	return !c || c == ' ' || c == '\n';
}

static bool size_fits(const struct facet_display_config *config,
		      const struct facet_display_output *output)
{
	return output->width >= DISPLAY_WIDTH_MIN && output->width <= config->max_width &&
	       output->height >= DISPLAY_HEIGHT_MIN && output->height <= config->max_height;
}

static bool port_is_free(const struct facet_display_config *config, u32 port)
{
	u32 i;

	for (i = 0; i < config->n_outputs; i++)
		if (config->outputs[i].port == port)
			return false;
	return true;
}

/* Return the text behind @word; NULL: @text does not begin with @word. */
static const char *skip(const char *text, const char *word)
{
	size_t n = strlen(word);

	return text && !strncmp(text, word, n) ? text + n : NULL;
}

static const char *parse_kind(const char *text, enum facet_output_kind *kind)
{
	const char *end = NULL;
	u32 i;

	for (i = 0; !end && i < FACET_OUTPUT_KINDS; i++) {
		end = skip(text, kind_names[i]);
		*kind = i;
	}
	return skip(end, ":");
}

static const char *parse_port(const char *text, u32 *port)
{
	if (!text || *text < FIRST_PORT || *text >= FIRST_PORT + (int)FACET_DISPLAY_HEADS)
		return NULL;
	*port = GEN9_PORT_B + (*text - FIRST_PORT);
	return text + 1;
}

/* Parse a decimal number. Stop within a number that is larger than any display's. */
static const char *parse_number(const char *text, u32 *number)
{
	const char *at = text;

	*number = 0;
	while (at && *at >= '0' && *at <= '9' && *number < NUMBER_MAX)
		*number = *number * 10 + (*at++ - '0');
	return at == text ? NULL : at;
}

static const char *parse_size(const struct facet_display_config *config, const char *text,
			      struct facet_display_output *output)
{
	text = parse_number(skip(text, ":"), &output->width);
	text = parse_number(skip(text, "x"), &output->height);
	return text && size_fits(config, output) ? text : NULL;
}

static const char *parse_rate(const char *text, struct facet_display_output *output)
{
	text = parse_number(skip(text, "@"), &output->hz);
	return text && output->hz >= DISPLAY_HZ_MIN && output->hz <= DISPLAY_HZ_MAX ? text : NULL;
}

/* Tell whether there can be such a monitor: the port has a clock for its mode. */
static bool monitor_fits(const struct facet_display_config *config,
			 const struct facet_display_output *output)
{
	u8 edid[FACET_EDID_MAX];
	u32 size;

	return !display_output_edid(config, output, 1, edid, &size);
}

/*
 * Parse one output and append it to @config. Return: the text behind it; NULL: it is no output, or
 * cannot be added.
 */
static const char *parse_one(const char *text, struct facet_display_config *config)
{
	struct facet_display_output output = {};

	text = parse_port(parse_kind(text, &output.kind), &output.port);
	if (text && !is_end(*text))
		text = parse_size(config, text, &output);
	if (text && !is_end(*text))
		text = parse_rate(text, &output);
	if (!text || !is_end(*text) || config->n_outputs == FACET_DISPLAY_HEADS ||
	    !port_is_free(config, output.port) || !monitor_fits(config, &output))
		return NULL;
	config->outputs[config->n_outputs++] = output;
	return text;
}

int facet_output_text_add(struct facet_display_config *config, const char *text)
{
	struct facet_display_config made = *config;

	for (;;) {
		while (*text && is_end(*text))
			text++;
		if (!*text)
			break;
		text = parse_one(text, &made);
		if (!text)
			return -EINVAL;
	}
	*config = made;
	return 0;
}

void facet_output_text_print(const struct facet_display_config *config,
			     char text[static FACET_OUTPUTS_TEXT])
{
	const struct facet_display_output *output;
	char *end = text + FACET_OUTPUTS_TEXT;
	u32 i;

	*text = 0;
	for (i = 0; i < config->n_outputs; i++) {
		output = &config->outputs[i];
		text += snprintf(text, end - text, "%s%s:%c", i ? " " : "",
				 kind_names[output->kind],
				 (char)(FIRST_PORT + output->port - GEN9_PORT_B));
		if (output->width)
			text += snprintf(text, end - text, ":%ux%u", output->width,
					 output->height);
		if (output->hz)
			text += snprintf(text, end - text, "@%u", output->hz);
	}
}
