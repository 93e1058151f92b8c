// SPDX-License-Identifier: GPL-2.0-only
/* The traits of a vGPU (traits_of.h). migration.c and front ends call this. It takes no lock. */
#include "model/traits_of.h"

#include "display/display.h"
#include "mediator/type.h"
#include "model/model.h"
#include "model/traits.h"

/* Add kind and port of each output. Their monitors come and go. */
static void add_outputs(struct facet_traits *traits, const struct facet_display_config *outputs)
{
	struct facet_display_config config = *outputs;
	char text[FACET_OUTPUTS_TEXT];
	u32 i;

	for (i = 0; i < config.n_outputs; i++)
		config.outputs[i].width = config.outputs[i].height = config.outputs[i].hz = 0;
	facet_output_text_print(&config, text);
	facet_traits_add(traits, "outputs", "%s", text);
}

void facet_traits_of(const struct facet_gpu *gpu, const struct facet_type *type,
		     const struct facet_display_config *outputs, struct facet_traits *traits)
{
	*traits = (struct facet_traits){ .used = 0 };
	facet_traits_add(traits, FACET_TRAIT_VERSION, "%s", FACET_VERSION);
	facet_traits_add(traits, "model", "%s", type->model->name);
	facet_traits_add(traits, "type", "%s", type->name);
	add_outputs(traits, outputs);
	type->model->traits(gpu, type, traits);
}
