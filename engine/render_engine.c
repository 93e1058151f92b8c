// SPDX-License-Identifier: GPL-2.0-only
/* The functions of render/ as a table, for render_units_give(). */
#include "engine/render_units.h"

const struct render_units_ops render_engine_ops = {
	.create = render_create,
	.destroy = render_destroy,
	.command = render_command,
	.flush = render_flush,
	.state_bytes = render_state_bytes,
	.state_layout = render_state_layout,
	.state_save = render_state_save,
	.state_load = render_state_load,
	.state_set = render_state_set,
};
