/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The patience of a composed screen. Two pictures take turns: one is shown while the next one is
 * drawn into the spare one (pair.h). This file decides what happens when a turn fails. Guarded by a
 * lock of the front end.
 */
#ifndef FACET_TURNS_H
#define FACET_TURNS_H

#include "port.h"

#define FACET_TURNS_PATIENCE	16u	/* failures in a row: half a second of QEMU's queries */

/**
 * struct facet_turns - Failures of one screen.
 * @torn: pictures in a row that are perhaps of several frames
 * @busy: turns in a row for which the spare picture had a reader
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
 * Context: any; the front end's lock is held.
 * Return: true: leave the picture to its reader, and make another spare one.
 */
bool facet_turns_spare_busy(struct facet_turns *turns);

/**
 * facet_turns_torn() - Decide about a picture that is perhaps of several frames.
 * @turns: failures of the screen
 * @shown: there is a whole picture to stay with
 *
 * Context: any; the front end's lock is held.
 * Return: true: show the torn picture, which is better than one that stands still or none.
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
