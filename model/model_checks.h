/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of this folder that confine whoever moves a vGPU, by the names that port_check() uses.
 * mediator/base/mediator_checks.h says how they are tested.
 */
#ifndef MODEL_CHECKS_H
#define MODEL_CHECKS_H

#define MODEL_CHECKS(X)										\
	/* migration.c */									\
	X(MOVE_STATE, "A state is one of the protocol's.")					\
	X(MOVE_ARC, "A vGPU goes along arcs that exist.")					\
	X(MOVE_TAKES, "Data are taken in the state RESUMING alone.")				\
	X(MOVE_REFUSED, "Nothing is taken behind what was refused.")				\
	X(MOVE_AFTER_END, "What follows complete data takes the restored state away.")		\
	X(MOVE_COMPLETE, "A vGPU leaves RESUMING with a whole state alone.")			\
	X(MOVE_TRAITS, "The data are of a vGPU with the same traits.")				\
	X(MOVE_PINS, "The destination's VMM may lock as many pages as were pinned.")		\
	/* move_data.c */									\
	X(MOVE_MAGIC, "Each part of the data begins with its magic number.")			\
	X(MOVE_LENGTH, "A part of the data has a length within its bound.")			\
	X(MOVE_DIGEST, "The data of a move have the digest that they name.")			\
	X(MOVE_END, "Nothing follows the description.")

#endif
