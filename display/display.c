// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual display of a vGPU: makes its parts and attaches them to the device. The front ends
 * call it at open and close, one call at a time. Each part describes its own locking.
 */
#include "display/display.h"

#include "device/device.h"
#include "device/regs.h"
#include "device/rom.h"
#include "display/display_types.h"
#include "display/output/aux.h"
#include "display/output/gmbus.h"
#include "display/output/output.h"
#include "display/pipe/crc.h"
#include "display/pipe/double_buffer.h"
#include "display/pipe/palette.h"
#include "display/pipe/pipe.h"
#include "display/pipe/views.h"
#include "display/plain_regs.h"
#include "display/power.h"

const struct facet_reg_block *const facet_display_regs[] = {
	&display_power_regs,
	&display_pipe_regs,
	&display_double_buffer_regs,
	&display_crc_regs,
	&display_gmbus_regs,
	&display_aux_regs,
	&display_output_regs,
	&display_palette_regs,
	&display_plain_regs,
	NULL,
};

/* What the display does in each pass of the worker. */
static void display_work(struct facet_device *dev)
{
	display_views_work(display_of(dev));
	display_crc_work(dev);
}

int facet_display_create(struct facet_device *dev, struct facet_vgpu *vgpu,
			 const struct facet_display_config *config,
			 struct facet_display **out)
{
	struct facet_display *display;
	int ret;

	display = port_zalloc(sizeof(*display));
	if (!display)
		return -ENOMEM;
	display->dev = dev;
	display->vgpu = vgpu;
	display->config = *config;
	spin_lock_init(&display->lock);
	display->stats = &display->own_stats;
	display_pipes_init(display);
	display_crc_init(display);
	display_views_init(display);
	ret = display_outputs_init(display);
	if (ret) {
		port_free(display);
		return ret;
	}
	display_gmbus_reset(display);
	facet_device_set_display(dev, display, display_work);
	facet_rom_set(dev, display->rom);
	*out = display;
	return 0;
}

void facet_display_set_stats(struct facet_display *display, struct facet_display_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	display->stats = stats ? stats : &display->own_stats;
	spin_unlock_irqrestore(&display->lock, flags);
}

void facet_display_count_copied(struct facet_display *display, u64 bytes)
{
	struct facet_display_stats *stats;
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	stats = display->stats;
	WRITE_ONCE(stats->screen_bytes_copied, stats->screen_bytes_copied + bytes);
	spin_unlock_irqrestore(&display->lock, flags);
}

void facet_display_destroy(struct facet_display *display)
{
	display_pipes_reset(display);
	display_crc_exit(display);
	display_views_exit(display);
	facet_rom_set(display->dev, NULL);
	facet_device_set_display(display->dev, NULL, NULL);
	port_free(display);
}
