/* SPDX-License-Identifier: GPL-2.0-only */
/* What is shown while the guest shows nothing. */
#ifndef FACET_SPLASH_H
#define FACET_SPLASH_H

#include <linux/types.h>

struct facet_picture;

/**
 * struct facet_splash - What a picture without a guest's says.
 * @ready: the guest's driver is there, and its screen is off; else nobody has come for the vGPU
 * @type: name of the vGPU's type
 * @uuid: of the vGPU, as text
 */
struct facet_splash {
	bool ready;
	const char *type;
	const char *uuid;
};

/** facet_splash_draw() - On all of a picture of any size; what does not fit is left out. */
void facet_splash_draw(struct facet_picture *picture, const struct facet_splash *splash);

#endif
