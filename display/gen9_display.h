/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The display of a Gen9 GPU: three pipes with planes, cursors and vertical blanks, and up to three
 * outputs. An output is HDMI or DisplayPort. Guests reach the display through the registers of
 * facet_display_regs. The front ends make it here, and use it by display.h.
 *
 * &gen9_display.lock is a spinlock with interrupts off. Lock order: it is inside
 * &facet_device.mmio_lock and outside &facet_device.lock.
 */
#ifndef GEN9_DISPLAY_H
#define GEN9_DISPLAY_H

#include "port.h"

struct facet_device;
struct facet_display;
struct facet_display_config;
struct facet_reg_block;
struct facet_vgpu;

/* Registers and saved state of the display, for facet_gpu_create(). The last entry is NULL. */
extern const struct facet_reg_block *const facet_display_regs[];

/**
 * facet_gen9_display_create() - Make the display of a device, with its monitors plugged in.
 * @dev: the device whose registers the display has, with their reset values; outlives it
 * @vgpu: the vGPU whose guest memory the display reads; outlives it
 * @config: limits and outputs; copied
 * @out: gets the display, which the caller ends by facet_display_destroy(); unchanged after an
 *	error
 *
 * The expansion ROM of @dev gets a VBT that names the outputs. The worker gets the display's work:
 * display_crc_work(). All pipes are off. facet_display_destroy() turns the pipes off. The ROM reads
 * 0 then.
 *
 * Context: process context, before the first register access and before the worker runs. The caller
 * may hold mutexes of the front end, and no spinlock. Takes &gen9_display.lock of the new display,
 * and no other lock. May sleep for memory.
 * Return: 0; -EINVAL: @config has more than FACET_DISPLAY_HEADS outputs, an invalid kind or port,
 * or a port twice; or an output has no mode that fits the limits and its clock; -ENOMEM: no memory.
 * After an error nothing is attached, and nothing is left to be freed.
 */
int facet_gen9_display_create(struct facet_device *dev, struct facet_vgpu *vgpu,
			      const struct facet_display_config *config,
			      struct facet_display **out);

#endif
