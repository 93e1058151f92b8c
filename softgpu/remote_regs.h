/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that commands of the units read or write. They travel with each request to another
 * process, and with its result (remote_layout.h). Both sides know them by the number of their row.
 */
#ifndef SOFTGPU_REMOTE_REGS_H
#define SOFTGPU_REMOTE_REGS_H

#include "port.h"

/**
 * sgpu_remote_reg_rows() - Return the number of rows.
 *
 * Context: any; takes no lock.
 * Return: rows, at most SGPU_REMOTE_REGS.
 */
u32 sgpu_remote_reg_rows(void);

/**
 * sgpu_remote_reg_offset() - Return the register of a row.
 * @row: below sgpu_remote_reg_rows()
 * @writable: gets true: commands of the units write the register
 *
 * Context: any; takes no lock.
 * Return: MMIO offset in bytes.
 */
u32 sgpu_remote_reg_offset(u32 row, bool *writable);

/**
 * sgpu_remote_reg_row() - Return the row of a register.
 * @offset: MMIO offset in bytes, any value
 *
 * Context: any; takes no lock.
 * Return: the row; sgpu_remote_reg_rows(): the register does not travel.
 */
u32 sgpu_remote_reg_row(u32 offset);

#endif
