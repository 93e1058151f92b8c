/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks that keep a guest inside its display: the names that port_check() uses in this folder. See
 * mediator/base/mediator_checks.h.
 */
#ifndef DISPLAY_CHECKS_H
#define DISPLAY_CHECKS_H

#define DISPLAY_CHECKS(X)							\
	/* crc.c */								\
	X(CRC_PACE, "a third of its time passes after a checksum")		\
	X(CRC_YIELDS, "a checksum gives way to what the guest has submitted")	\
	/* composer.c */							\
	X(PLANE_RIGHT, "what begins right of the screen is not on it")		\
	X(PLANE_OWNED, "a plane in addresses of others is counted")			\
	/* clock.c */								\
	X(FRAME_SHORT, "a frame lasts so long, whatever the timings are")	\
	/* aux.c */								\
	X(AUX_SIZE, "a message lies in its channel's registers")		\
	X(AUX_LENGTH, "a message's data are as long as it says")		\
	X(AUX_SINK, "who is not on DisplayPort does not answer there")		\
	/* ddc.c */								\
	X(EDID_END, "an EDID ends where it ends")				\
	/* pipe_picture.c */							\
	X(PIPE_SIZE, "a pipe is no larger than the type's screens")		\
	X(SCALER_SOURCE, "what a scaler makes smaller is so large at most")	\
	/* plane.c */								\
	X(PLANE_SIZE, "a plane is so large at most")				\
	X(PLANE_AUX, "the second surface of a plane lies in the GGTT")

#endif
