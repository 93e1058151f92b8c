/* SPDX-License-Identifier: GPL-2.0-only */
/* Pipes: on and off, vertical blanks, latching of plane registers. */
#ifndef DISPLAY_PIPE_H
#define DISPLAY_PIPE_H

#include "port.h"

struct display_pipe;
struct facet_display;
struct facet_reg_block;

extern const struct facet_reg_block display_pipe_regs;

void display_pipes_init(struct facet_display *display);
/** display_pipes_reset() - All off, nothing scanned out. Takes the display's lock. */
void display_pipes_reset(struct facet_display *display);

/** display_pipe_of_head() - The running pipe that feeds a head's port, or NULL. Any context. */
struct display_pipe *display_pipe_of_head(struct facet_display *display, u32 head);

/** display_pipe_latch() - Make live what a vertical blank before @now_ns made so. Lock held. */
void display_pipe_latch(struct display_pipe *pipe, u64 now_ns);

/**
 * display_pipe_arm() - What is in a slot of &display_pipe.armed goes live at the next blank.
 * @pipe: latched just now
 * @slot: plane, cursor or DISPLAY_SLOT_PIPE
 * @async: at once, and the flip is done; of planes only
 *
 * Lock held.
 */
void display_pipe_arm(struct display_pipe *pipe, u32 slot, bool async);

/** display_pipe_updating() - A plane was armed: a blank that is near waits for what belongs to it. Lock held. */
void display_pipe_updating(struct display_pipe *pipe);

/** display_pipe_changed() - Something else is shown from now on: a palette. Lock held. */
void display_pipe_changed(struct display_pipe *pipe);

#endif
