// SPDX-License-Identifier: GPL-2.0-only
/*
 * Save, restore and print a device by a table of sections (device/state_walk.h). The owners of
 * devices call this file with their locks held (mediator/vgpu/vgpu_state.c,
 * virtio/virtio_pci_state.c). Takes no lock.
 */
#include "device/state_walk.h"

#define SKIPPED_MAX	64u	/* records in a row that nobody here knows */

/* struct state_record - Head of a record. @length: bytes of its value. */
struct state_record {
	u32 tag;
	u32 flags;
	u32 length;
};

const struct facet_state_section *facet_state_find(const struct facet_state_table *table, u32 tag)
{
	u32 i;

	for (i = 0; i < table->n; i++) {
		if (tag && table->sections[i]->tag == tag)
			return table->sections[i];
	}
	return NULL;
}

/* --- save ----------------------------------------------------------------------------------- */

/* Begin a record in @out, which is used anew. */
static void record_begin(struct facet_state_writer *out, u32 tag)
{
	out->used = 0;
	facet_state_put32(out, tag);
	facet_state_put32(out, 0);
	facet_state_put32(out, 0);
}

/* Write one record. Return: 0; -ENOENT: no such record; else an errno. */
static int record_save(const struct facet_state_section *section, void *owner, u32 index,
		       struct facet_state_writer *out, const struct facet_state_sink *sink)
{
	int ret;

	record_begin(out, section->tag);
	ret = section->save(owner, index, out);
	if (ret)
		return ret;
	if (out->error)
		return out->error;
	put_unaligned_le32(out->used - FACET_STATE_RECORD_HEAD, &out->data[2 * sizeof(u32)]);
	return sink->write(sink->arg, out->data, out->used);
}

/* Write all records of a section. Return: 0 or a negative errno. */
static int section_save(const struct facet_state_section *section, void *owner,
			struct facet_state_writer *out, const struct facet_state_sink *sink)
{
	u32 i;
	int ret;

	if (!section->save)
		return 0;
	for (i = 0; section->records == FACET_STATE_ANY || i < section->records; i++) {
		ret = record_save(section, owner, i, out, sink);
		if (ret == -ENOENT && section->records == FACET_STATE_ANY)
			return 0;
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

int facet_state_save_records(const struct facet_state_table *table, void *owner,
			     struct facet_state_writer *out, const struct facet_state_sink *sink)
{
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < table->n; i++)
		ret = section_save(table->sections[i], owner, out, sink);
	return ret;
}

int facet_state_save_end(struct facet_state_writer *out, const struct facet_state_sink *sink)
{
	record_begin(out, FACET_STATE_END);
	return out->error ? out->error : sink->write(sink->arg, out->data, out->used);
}

/* --- restore -------------------------------------------------------------------------------- */

/* Read the head and value of a record. Return: 0; -EINVAL: it is cut short or has unknown flags. */
static int record_take(struct facet_state_reader *in, struct state_record *record,
		       struct facet_state_reader *value)
{
	record->tag = facet_state_take32(in);
	record->flags = facet_state_take32(in);
	record->length = facet_state_take32(in);
	value->at = facet_state_take(in, record->length);
	value->left = record->length;
	value->failed = false;
	return in->failed || (record->flags & ~FACET_STATE_OPTIONAL) ? -EINVAL : 0;
}

/*
 * As record_take(), but skip optional records with an unknown tag, of a later version. Each section
 * skips them anew, so there may be SKIPPED_MAX in a row.
 */
static int record_next(const struct facet_state_table *table, struct facet_state_reader *in,
		       struct state_record *record, struct facet_state_reader *value)
{
	u32 n;
	int ret;

	for (n = 0; n <= SKIPPED_MAX; n++) {
		ret = record_take(in, record, value);
		if (ret || !(record->flags & FACET_STATE_OPTIONAL) ||
		    facet_state_find(table, record->tag))
			return ret;
	}
	return -EINVAL;
}

/* Restore all records of a section. @in is behind them afterwards. Return: 0 or an errno. */
static int section_restore(const struct facet_state_table *table,
			   const struct facet_state_section *section, void *owner,
			   struct facet_state_reader *in)
{
	struct facet_state_reader ahead, value;
	struct state_record record;
	u32 n;
	int ret;

	if (!section->tag)
		return section->restore ? section->restore(owner, 0, NULL) : 0;
	for (n = 0; section->records == FACET_STATE_ANY || n < section->records; n++) {
		ahead = *in;
		ret = record_next(table, &ahead, &record, &value);
		if (ret)
			return ret;
		if (record.tag != section->tag)
			return section->records == FACET_STATE_ANY ? 0 : -EINVAL;
		ret = section->restore(owner, n, &value);
		if (!ret)
			ret = facet_state_end(&value);
		if (ret)
			return ret;
		*in = ahead;
		cond_resched();
	}
	return 0;
}

int facet_state_restore_records(const struct facet_state_table *table, void *owner,
				struct facet_state_reader *in)
{
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < table->n; i++)
		ret = section_restore(table, table->sections[i], owner, in);
	return ret;
}

int facet_state_restore_end(const struct facet_state_table *table, struct facet_state_reader *in)
{
	struct facet_state_reader value;
	struct state_record record;
	int ret = record_next(table, in, &record, &value);

	if (ret)
		return ret;
	return record.tag == FACET_STATE_END && !record.length ? facet_state_end(in) : -EINVAL;
}

/* --- dump ----------------------------------------------------------------------------------- */

void facet_state_dump_fields(const struct facet_state_printer *printer,
			     struct facet_state_reader *in,
			     const struct facet_state_field *fields, u32 n)
{
	u8 bytes[sizeof(u64)];
	const void *at;
	u32 f, i;

	for (f = 0; f < n; f++) {
		printer->print(printer->arg, "  %s", fields[f].name);
		for (i = 0; i < fields[f].count; i++) {
			at = facet_state_take(in, fields[f].size);
			memset(bytes, 0, sizeof(bytes));
			if (at)
				memcpy(bytes, at, fields[f].size);
			printer->print(printer->arg, " %llx",
				       (unsigned long long)get_unaligned_le64(bytes));
		}
		printer->print(printer->arg, "\n");
	}
}

int facet_state_dump_record(const struct facet_state_table *table, const struct facet_reg_map *map,
			    const void *data, size_t len,
			    const struct facet_state_printer *printer)
{
	struct facet_state_reader in = { .at = data, .left = len };
	const struct facet_state_section *section;
	struct facet_state_reader value;
	struct state_record record;

	if (record_take(&in, &record, &value))
		return -EINVAL;
	section = facet_state_find(table, record.tag);
	printer->print(printer->arg, "%s: %u bytes\n", section ? section->name : "end",
		       record.length);
	if (!section)
		return 0;
	facet_state_dump_fields(printer, &value, section->fields, section->n_fields);
	if (section->dump)
		section->dump(map, &value, printer);
	return 0;
}
