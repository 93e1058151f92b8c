/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of this folder that confine a guest, by the names that port_check() and port_mask()
 * use. mediator/base/mediator_checks.h says how they are tested.
 */
#ifndef DEVICE_CHECKS_H
#define DEVICE_CHECKS_H

#define DEVICE_CHECKS(X)									\
	/* regs.c */										\
	X(REG_RANGE, "A register offset lies in BAR0's registers.")				\
	X(REG_READ_ONLY, "A write changes no read-only bits of a register.")			\
	/* irq.c */										\
	X(IRQ_EDGE, "A line that is already raised is not raised again.")			\
	X(IRQ_MASKED, "A masked interrupt does not raise the line.")				\
	/* denied.c */										\
	X(DENIED_MAX, "At most FACET_DENIED_MAX denied accesses have a counter of their own.")	\
	/* config_space.c */									\
	X(CONFIG_RANGE, "An access lies in configuration space.")				\
	X(CONFIG_READ_ONLY, "A write changes no read-only bits of configuration space.")	\
	X(CONFIG_RESTORE, "A restore changes no read-only bits of configuration space.")	\
	/* state_io.c */									\
	X(STATE_END, "A restore reads no further than the end of a record.")			\
	X(STATE_REST, "A record has no bytes behind its last field.")				\
	X(STATE_MOST, "No field of a record is above its highest value.")

#endif
