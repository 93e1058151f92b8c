/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What keeps a guest in its place in the display: the checks that port_check() names in this
 * folder; see mediator/checks.h.
 */
#ifndef DISPLAY_CHECKS_H
#define DISPLAY_CHECKS_H

#define DISPLAY_CHECKS(X)							\
	/* clock.c */								\
	X(FRAME_SHORT, "a frame lasts so long, whatever the timings are")	\
	/* plane.c */								\
	X(PLANE_SIZE, "a plane is so large, and lies in the GGTT")		\
	X(PLANE_AUX, "the second surface of a plane lies in the GGTT")

#endif
