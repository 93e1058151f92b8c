/* SPDX-License-Identifier: GPL-2.0-only */
/* The text that a vGPU shows while its guest shows nothing. */
#ifndef FACET_SPLASH_H
#define FACET_SPLASH_H

#include <linux/types.h>

struct facet_picture;

/**
 * struct facet_splash - Content of the text.
 * @ready: true: the guest's driver runs, and the screen is off; false: no driver has started yet
 * @type: name of the vGPU's type
 * @uuid: UUID of the vGPU, as text
 * @driver: name of the guest's driver for it
 */
struct facet_splash {
	bool ready;
	const char *type;
	const char *uuid;
	const char *driver;
};

/**
 * facet_splash_draw() - Draw the text on a dark picture.
 * @picture: gets the text; nobody else reads or draws it. Lines that do not fit are left out
 * @splash: content of the text
 *
 * A kernel without the font VGA8x16 leaves the picture dark.
 *
 * Context: process context. Takes no lock.
 */
void facet_splash_draw(struct facet_picture *picture, const struct facet_splash *splash);

#endif
