/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I2C device of a monitor: its EDID, by VESA E-DDC. Callers: gmbus.c and aux.c, with
 * &gen9_display.lock held. These functions take no lock and do not sleep.
 */
#ifndef DISPLAY_DDC_H
#define DISPLAY_DDC_H

#include "port.h"

struct display_head;

/**
 * display_ddc_start() - Handle a start or a repeated start on the monitor's bus.
 * @head: the head of the monitor
 * @addr: I2C address, 7 bits
 *
 * Context: any; &gen9_display.lock serializes.
 * Return: true: a device at @addr acknowledges; false: no monitor is plugged in, or it has no
 * device at @addr.
 */
bool display_ddc_start(struct display_head *head, u32 addr);

/**
 * display_ddc_write() - Handle a byte that the guest writes.
 * @head: the head of the monitor
 * @addr: I2C address that acknowledged the last start
 * @byte: the byte: a segment number, or an address in the segment. Other bytes are ignored
 *
 * Context: any; &gen9_display.lock serializes.
 */
void display_ddc_write(struct display_head *head, u32 addr, u8 byte);

/**
 * display_ddc_read() - Return the next byte of the EDID.
 * @head: the head of the monitor
 * @addr: I2C address that acknowledged the last start
 *
 * The monitor's pointer goes on, to the end of the segment of 256 bytes at most. Source: VESA
 * E-DDC.
 *
 * Context: any; takes no lock; does not sleep; &gen9_display.lock serializes.
 * Return: the byte; 0: past the end of the EDID or of the segment, or @addr is not the EDID's.
 */
u8 display_ddc_read(struct display_head *head, u32 addr);

/**
 * display_ddc_stop() - Handle a stop: the next transfer begins in segment 0.
 * @head: the head of the monitor
 *
 * Context: any; &gen9_display.lock serializes.
 */
void display_ddc_stop(struct display_head *head);

#endif
