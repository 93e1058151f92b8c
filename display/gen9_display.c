// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display of a Gen9 GPU: makes its parts and attaches them to the device. The front ends call
 * it at open and close, one call at a time. Each part describes its own locking.
 */
#include "display/gen9_display.h"

#include "device/device.h"
#include "device/regs.h"
#include "device/rom.h"
#include "display/display_ops.h"
#include "display/display_types.h"
#include "display/output/aux.h"
#include "display/output/gmbus.h"
#include "display/output/output.h"
#include "display/pipe/capture.h"
#include "display/pipe/crc.h"
#include "display/pipe/double_buffer.h"
#include "display/pipe/palette.h"
#include "display/pipe/pipe.h"
#include "display/pipe/scanout.h"
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

/* Do the display's part of a pass of the worker. */
static void display_work(struct facet_device *dev)
{
	display_views_work(display_of(dev));
	display_crc_work(dev);
}

static u64 bad_planes(const struct facet_display *base)
{
	return atomic64_read(&container_of(base, const struct gen9_display, base)->bad_planes);
}

static u64 now_ns(const struct facet_display *base)
{
	return facet_device_now_ns(container_of(base, const struct gen9_display, base)->dev);
}

static void destroy(struct facet_display *base)
{
	struct gen9_display *display = gen9_display_of(base);

	display_pipes_reset(display);
	display_crc_exit(display);
	display_views_exit(display);
	facet_rom_set(display->dev, NULL);
	facet_device_set_display(display->dev, NULL, NULL);
	port_free(display);
}

static const struct facet_display_ops ops = {
	.destroy = destroy,
	.plane = display_scanout_plane,
	.pages = display_scanout_pages,
	.forget = display_scanout_forget,
	.size = display_scanout_size,
	.serial = display_scanout_serial,
	.read = display_capture_read,
	.update = display_capture_update,
	.bad_planes = bad_planes,
	.now_ns = now_ns,
	.get_edid = display_output_get_edid,
	.set_edid = display_output_set_edid,
	.set_link = display_output_set_link,
};

int facet_gen9_display_create(struct facet_device *dev, struct facet_vgpu *vgpu,
			      const struct facet_display_config *config,
			      struct facet_display **out)
{
	struct gen9_display *display;
	int ret;

	display = port_zalloc(sizeof(*display));
	if (!display)
		return -ENOMEM;
	ret = facet_display_init(&display->base, &ops, config);
	if (ret)
		goto err_free;
	display->dev = dev;
	display->vgpu = vgpu;
	spin_lock_init(&display->lock);
	display_pipes_init(display);
	display_crc_init(display);
	display_views_init(display);
	ret = display_outputs_init(display);
	if (ret)
		goto err_free;
	display_gmbus_reset(display);
	facet_device_set_display(dev, display, display_work);
	facet_rom_set(dev, display->rom);
	*out = &display->base;
	return 0;

err_free:
	port_free(display);
	return ret;
}
