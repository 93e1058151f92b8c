/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declares the classes of cases. Each class is in a file of its own. classes.c and guest_classes.c
 * list them.
 */
#ifndef TESTS_HOSTILE_CLASSES_H
#define TESTS_HOSTILE_CLASSES_H

#include "hostile.h"

extern const struct hostile_class hostile_holes;
extern const struct hostile_class hostile_addresses;
extern const struct hostile_class hostile_registers;
extern const struct hostile_class hostile_user;
extern const struct hostile_class hostile_batches;
extern const struct hostile_class hostile_contexts;
extern const struct hostile_class hostile_tables;
extern const struct hostile_class hostile_ggtt;
extern const struct hostile_class hostile_pvinfo;
extern const struct hostile_class hostile_floods;
extern const struct hostile_class hostile_hardware;
extern const struct hostile_class hostile_equal_addresses;
extern const struct hostile_class hostile_blitter;
extern const struct hostile_class hostile_operands;
extern const struct hostile_class hostile_memory;
extern const struct hostile_class hostile_config;
extern const struct hostile_class hostile_bars;
extern const struct hostile_class hostile_toctou;
extern const struct hostile_class hostile_revoke;
extern const struct hostile_class hostile_irqs;
extern const struct hostile_class hostile_outputs;
extern const struct hostile_class hostile_pgpu;
extern const struct hostile_class hostile_workers;
extern const struct hostile_class hostile_state;
extern const struct hostile_class hostile_screens;
extern const struct hostile_class hostile_virtio;
extern const struct hostile_class hostile_virtio_pci;
extern const struct hostile_class hostile_virtio_state;
extern const struct hostile_class hostile_moves;

#endif
