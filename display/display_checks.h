/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks that keep a guest inside its display: the names that port_check() uses in this folder. See
 * mediator/base/mediator_checks.h.
 */
#ifndef DISPLAY_CHECKS_H
#define DISPLAY_CHECKS_H

#define DISPLAY_CHECKS(X)									\
	/* crc.c */										\
	X(CRC_PACE, "A third of the time of a checksum passes before the next one.")		\
	X(CRC_YIELDS, "A checksum stops for new submissions of the guest.")			\
	/* composer.c */									\
	X(PLANE_RIGHT, "A plane that begins right of the screen has no pixels.")		\
	X(PLANE_OWNED, "A plane outside of the guest's own GGTT ranges is counted.")		\
	/* clock.c */										\
	X(FRAME_SHORT, "A frame lasts at least FRAME_NS_MIN, whatever the timings are.")	\
	/* aux.c */										\
	X(AUX_SIZE, "An AUX message fits the data registers of its channel.")			\
	X(AUX_LENGTH, "An AUX message has as many bytes of data as its header says.")		\
	X(AUX_SINK, "Only a DisplayPort sink replies to AUX messages.")				\
	/* ddc.c */										\
	X(EDID_END, "A read stays inside the EDID.")						\
	/* pipe_picture.c */									\
	X(PIPE_SIZE, "A pipe is at most as large as the type's screens.")			\
	X(SCALER_SOURCE, "A scaler's source is within GEN9_PS_SRC_MAX, and below "		\
	  "GEN9_PS_DOWN_MAX times its window.")							\
	/* plane.c */										\
	X(PLANE_SIZE, "A plane has at most LAYOUT_BYTES_MAX bytes.")				\
	X(PLANE_AUX, "The second surface of a plane lies in the GGTT.")

#endif
