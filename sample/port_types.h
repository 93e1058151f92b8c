/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The messages of the data ports, one function each: data_port.c calls them by its tables. All have
 * the contract of sample_data_port(). Takes no lock.
 */
#ifndef SAMPLE_PORT_TYPES_H
#define SAMPLE_PORT_TYPES_H

#include "eu/eu.h"
#include "sample/unit.h"

/* The type of these functions. */
typedef int (*sample_port_fn)(const struct sample_bindings *bindings,
			      const struct eu_message *message);

/* OWORD blocks: port_block.c */
int sample_port_block_read(const struct sample_bindings *bindings,
			   const struct eu_message *message);
int sample_port_block_read_bytes(const struct sample_bindings *bindings,
				 const struct eu_message *message);
int sample_port_block_write(const struct sample_bindings *bindings,
			    const struct eu_message *message);
int sample_port_scratch(const struct sample_bindings *bindings, const struct eu_message *message);
int sample_port_a64_block_read(const struct sample_bindings *bindings,
			       const struct eu_message *message);
int sample_port_a64_block_write(const struct sample_bindings *bindings,
				const struct eu_message *message);

/* Rows of a 2D surface: port_media.c */
int sample_port_media_read(const struct sample_bindings *bindings,
			   const struct eu_message *message);
int sample_port_media_write(const struct sample_bindings *bindings,
			    const struct eu_message *message);

/* An address for each channel: port_scattered.c */
int sample_port_dword_read(const struct sample_bindings *bindings,
			   const struct eu_message *message);
int sample_port_dword_write(const struct sample_bindings *bindings,
			    const struct eu_message *message);
int sample_port_byte_read(const struct sample_bindings *bindings,
			  const struct eu_message *message);
int sample_port_byte_write(const struct sample_bindings *bindings,
			   const struct eu_message *message);
int sample_port_untyped_read(const struct sample_bindings *bindings,
			     const struct eu_message *message);
int sample_port_untyped_write(const struct sample_bindings *bindings,
			      const struct eu_message *message);
int sample_port_a64_scattered_read(const struct sample_bindings *bindings,
				   const struct eu_message *message);
int sample_port_a64_scattered_write(const struct sample_bindings *bindings,
				    const struct eu_message *message);
int sample_port_a64_untyped_read(const struct sample_bindings *bindings,
				 const struct eu_message *message);
int sample_port_a64_untyped_write(const struct sample_bindings *bindings,
				  const struct eu_message *message);

/* Atomics: port_atomic.c */
int sample_port_untyped_atomic(const struct sample_bindings *bindings,
			       const struct eu_message *message);
int sample_port_untyped_float_atomic(const struct sample_bindings *bindings,
				     const struct eu_message *message);
int sample_port_a64_atomic(const struct sample_bindings *bindings,
			   const struct eu_message *message);
int sample_port_a64_float_atomic(const struct sample_bindings *bindings,
				 const struct eu_message *message);

/* Textures and typed buffers: port_typed.c */
int sample_port_typed_read(const struct sample_bindings *bindings,
			   const struct eu_message *message);
int sample_port_typed_write(const struct sample_bindings *bindings,
			    const struct eu_message *message);
int sample_port_typed_atomic(const struct sample_bindings *bindings,
			     const struct eu_message *message);

#endif
