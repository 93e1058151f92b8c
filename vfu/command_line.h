/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of facet-vfu: a list of vGPUs, each behind one socket. */
#ifndef VFU_COMMAND_LINE_H
#define VFU_COMMAND_LINE_H

#include "mediator/type.h"
#include "softgpu/softgpu.h"
#include "vfu/vfu_device.h"

#define COMMAND_LINE_DEVICES	64u	/* most vGPUs of a server */

/**
 * struct command_line - The vGPUs of a server.
 * @devices: configurations of the @count vGPUs
 * @types: a type for each vGPU: --aperture changes it
 * @count: number of vGPUs
 * @type: type of the next vGPU
 * @once: end after the first client
 * @model: the kind of software GPU
 * @render: the software GPU has a render engine
 */
struct command_line {
	struct vfu_device_config devices[COMMAND_LINE_DEVICES];
	struct facet_type types[COMMAND_LINE_DEVICES];
	u32 count;
	const struct facet_type *type;
	bool once;
	enum softgpu_model model;
	bool render;
};

/**
 * command_line_parse() - Parse the command line of facet-vfu.
 * @argc: number of elements of @argv
 * @argv: the command line
 * @line: zeroed; gets the vGPUs, at least one. Its texts point into @argv
 *
 * --help, --version and usage errors end the program, as options_parse() does.
 *
 * Context: the main thread, before there is another; no lock held.
 */
void command_line_parse(int argc, char **argv, struct command_line *line);

#endif
