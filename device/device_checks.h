/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of this folder that confine a guest, by the names that port_check() and port_mask()
 * use. mediator/base/mediator_checks.h says how they are tested.
 */
#ifndef DEVICE_CHECKS_H
#define DEVICE_CHECKS_H

#define DEVICE_CHECKS(X)							\
	/* regs.c */							\
	X(REG_RANGE, "registers end where they end")				\
	X(REG_READ_ONLY, "a register that is fixed stays")			\
	/* irq.c */							\
	X(IRQ_EDGE, "a line that is up is not raised again")			\
	X(IRQ_MASKED, "what is masked raises nothing")				\
	/* denied.c */							\
	X(DENIED_MAX, "so many mistakes of a guest are told apart")		\
	/* config.c */							\
	X(CONFIG_RANGE, "configuration space ends where it ends")		\
	X(CONFIG_READ_ONLY, "bits of configuration space that are fixed stay")	\
	/* state_io.c */							\
	X(STATE_END, "a description is read up to its end")			\
	X(STATE_REST, "a description has nothing behind its end")		\
	X(STATE_MOST, "a field of a description is no larger than it may be")

#endif
