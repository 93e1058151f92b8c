/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Save, restore and print a device by a table of sections. A saved state is the head of its owner,
 * the records of one or more tables, and a record that marks the end.
 */
#ifndef FACET_STATE_WALK_H
#define FACET_STATE_WALK_H

#include "port.h"
#include "device/state_section.h"

/* Flag of a record: a reader that does not know its tag skips the record. */
#define FACET_STATE_OPTIONAL	BIT(0)

#define FACET_STATE_RECORD_HEAD	12u	/* bytes of a record's head: tag, flags, length */

/**
 * struct facet_state_sink - Destination of a saved state.
 * @write: takes a piece: first the head, then one whole record a call, in order. @data is valid
 *	during the call. May sleep; locks of the owner are held: it calls nothing of the core. An
 *	errno ends the save, but -ENOENT ends only the records of a section: it must not return that
 * @arg: first argument of @write
 */
struct facet_state_sink {
	int (*write)(void *arg, const void *data, size_t len);
	void *arg;
};

/**
 * struct facet_state_table - Sections of one owner.
 * @sections: in the order of a saved state: a section needs only those before it
 * @n: number of sections
 */
struct facet_state_table {
	const struct facet_state_section *const *sections;
	u32 n;
};

/**
 * facet_state_find() - Find a section by its tag.
 * @table: the table
 * @tag: any value
 *
 * Context: any; takes no lock.
 * Return: the section; NULL: there is none, or @tag is 0.
 */
const struct facet_state_section *facet_state_find(const struct facet_state_table *table, u32 tag);

/**
 * facet_state_save_records() - Write the records of all sections of a table.
 * @table: the table
 * @owner: first argument of the sections' functions
 * @out: used for each record anew
 * @sink: gets the records
 *
 * Context: as &facet_state_section.save of the sections, and as @sink.
 * Return: 0; -ENOMEM: no memory for a record, or it exceeds FACET_STATE_RECORD_MAX; else the errno
 * of a section or of @sink.
 */
int facet_state_save_records(const struct facet_state_table *table, void *owner,
			     struct facet_state_writer *out, const struct facet_state_sink *sink);

/**
 * facet_state_save_end() - Write the record that marks the end.
 * @out: used anew
 * @sink: gets the record
 *
 * Context: as @sink.
 * Return: 0; -ENOMEM: no memory; else the errno of @sink.
 */
int facet_state_save_end(struct facet_state_writer *out, const struct facet_state_sink *sink);

/**
 * facet_state_restore_records() - Restore all sections of a table.
 * @table: the table
 * @owner: first argument of the sections' functions; in its reset state
 * @in: the saved state, at the first record; not trusted. Afterwards it is behind the last one
 *
 * Context: as &facet_state_section.restore of the sections.
 * Return: 0; -EINVAL: a record is cut short, missing or out of order, or has unknown flags; else
 * the errno of a section.
 */
int facet_state_restore_records(const struct facet_state_table *table, void *owner,
				struct facet_state_reader *in);

/**
 * facet_state_restore_end() - Check that a saved state ends.
 * @table: a table whose tags are known
 * @in: the saved state, behind the records of all tables
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: other records or bytes follow.
 */
int facet_state_restore_end(const struct facet_state_table *table, struct facet_state_reader *in);

/**
 * facet_state_dump_fields() - Print fields, a line each.
 * @printer: destination of the text
 * @in: the fields; one beyond the end reads as 0
 * @fields: array of @n fields
 * @n: number of fields
 *
 * Context: as @printer.
 */
void facet_state_dump_fields(const struct facet_state_printer *printer,
			     struct facet_state_reader *in,
			     const struct facet_state_field *fields, u32 n);

/**
 * facet_state_dump_record() - Print a record that facet_state_save_records() has written.
 * @table: the table
 * @map: registers of a struct facet_device; NULL: no section of the table needs them
 * @data: the record
 * @len: its bytes
 * @printer: destination of the text
 *
 * Context: as @printer.
 * Return: 0; -EINVAL: not a record.
 */
int facet_state_dump_record(const struct facet_state_table *table, const struct facet_reg_map *map,
			    const void *data, size_t len,
			    const struct facet_state_printer *printer);

#endif
