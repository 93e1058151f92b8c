/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patience of a composed screen. Two pictures take turns: a screen shows one picture while the
 * front end draws the next one into the spare picture (pair.h). This file decides about a turn that
 * fails. A lock of the front end protects the state; in kernel/ that is &facet_screen.query_lock.
 */
#ifndef FACET_TURNS_H
#define FACET_TURNS_H

#include "port.h"

#define FACET_TURNS_PATIENCE	16u	/* failures in a row: half a second of QEMU's queries */

/**
 * struct facet_turns - Failures of one screen.
 * @torn: number of pictures in a row that may be of several frames
 * @busy: number of turns in a row for which the spare picture had a reader
 */
struct facet_turns {
	u32 torn;
	u32 busy;
};

/**
 * facet_turns_spare_free() - Note that nobody reads the spare picture.
 * @turns: failures of the screen
 *
 * Context: any; the front end's lock is held.
 */
void facet_turns_spare_free(struct facet_turns *turns);

/**
 * facet_turns_spare_busy() - Note that somebody reads the spare picture.
 * @turns: failures of the screen
 *
 * Context: any; the front end's lock is held; takes no lock; does not sleep.
 * Return: true: leave the picture to its reader, and make another spare one. That is so at the
 * FACET_TURNS_PATIENCE-th call in a row, and the count begins again. false: try again later.
 */
bool facet_turns_spare_busy(struct facet_turns *turns);

/**
 * facet_turns_torn() - Decide about a picture that may be of several frames.
 * @turns: failures of the screen
 * @shown: true: the screen shows a whole picture, which may stay
 *
 * Context: any; the front end's lock is held; takes no lock; does not sleep.
 * Return: true: show the torn picture, which is better than no picture or one that stands still;
 * false: keep the shown picture. It is true without @shown, and at the FACET_TURNS_PATIENCE-th call
 * in a row.
 */
bool facet_turns_torn(struct facet_turns *turns, bool shown);

/**
 * facet_turns_shown() - Note that a picture is shown.
 * @turns: failures of the screen
 *
 * Context: any; the front end's lock is held.
 */
void facet_turns_shown(struct facet_turns *turns);

#endif
