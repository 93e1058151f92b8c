/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt tree of Gen9: one master register over groups of ISR, IMR, IIR
 * and IER. Source: PRM SKL Vol. 12 (Display), Vol. 2c; i915 relies on them in
 * gt/intel_gt_irq.c and i915_irq.c (i915_reg.h, gt/intel_gt_regs.h).
 */
#ifndef GEN9_IRQ_DEFS_H
#define GEN9_IRQ_DEFS_H

#define GEN9_MASTER_IRQ		0x44200u
#define GEN9_MASTER_ENABLE	(1u << 31)

/* Bits of the master register: each stands for a group, or for half of a group. */
#define GEN9_MASTER_GT_RCS	(1u << 0)
#define GEN9_MASTER_GT_BCS	(1u << 1)
#define GEN9_MASTER_GT_VCS	(1u << 2)
#define GEN9_MASTER_GT_VCS2	(1u << 3)
#define GEN9_MASTER_GT_PM	(1u << 4)
#define GEN9_MASTER_GT_VECS	(1u << 6)
#define GEN9_MASTER_PIPE(p)	(1u << (16 + (p)))
#define GEN9_MASTER_PORT	(1u << 20)
#define GEN9_MASTER_MISC	(1u << 22)
#define GEN9_MASTER_PCH		(1u << 23)
#define GEN9_MASTER_PCU		(1u << 30)

/* Base of each group. The registers ISR, IMR, IIR, IER follow in this order. */
#define GEN9_IRQ_STRIDE		0x10u
#define GEN9_GT_IRQ(n)		(0x44300u + GEN9_IRQ_STRIDE * (n))
#define GEN9_PIPE_IRQ(p)	(0x44400u + GEN9_IRQ_STRIDE * (p))
#define GEN9_PORT_IRQ		0x44440u
#define GEN9_MISC_IRQ		0x44460u
#define GEN9_PCU_IRQ		0x444e0u
#define GEN9_SDE_IRQ		0xc4000u
#define GEN9_IRQ_ISR		0x0
#define GEN9_IRQ_IMR		0x4
#define GEN9_IRQ_IIR		0x8
#define GEN9_IRQ_IER		0xc

#define GEN9_PSR_IMR		0x64834u
#define GEN9_PSR_IIR		0x64838u

/* Bits of one engine, in its 16 bits of a GT group */
#define GEN9_GT_USER_IRQ	(1u << 0)
#define GEN9_GT_CS_ERROR	(1u << 3)
#define GEN9_GT_CONTEXT_SWITCH	(1u << 8)
#define GEN9_GT_BCS_SHIFT	16

/* Pipe group */
#define GEN9_PIPE_VBLANK	(1u << 0)
#define GEN9_PIPE_FLIP_DONE(plane) (1u << (3 + (plane)))	/* 0: plane 1 */
#define GEN9_PIPE_CRC_DONE	(1u << 28)
#define GEN9_PIPE_FIFO_UNDERRUN	(1u << 31)

/* PCH group */
#define GEN9_SDE_GMBUS		(1u << 17)

#endif
