// SPDX-License-Identifier: GPL-2.0-only
/* Saves a vGPU or a virtio function into memory; see saved.h. */
#include "saved.h"

#include "virtio/virtio_pci_state.h"

bool saved_resize(struct saved *saved, size_t room)
{
	u8 *data = realloc(saved->data, room);

	if (!data)
		return false;
	saved->data = data;
	saved->room = room;
	return true;
}

static int saved_write(void *arg, const void *data, size_t len)
{
	struct saved *saved = arg;

	if (saved->len + len > saved->room && !saved_resize(saved, 2 * (saved->len + len)))
		return -ENOMEM;
	memcpy(saved->data + saved->len, data, len);
	saved->len += len;
	return 0;
}

/* The state fills its memory in the end. So a sanitizer sees who reads beyond it. */
static int saved_fit(struct saved *saved)
{
	return saved->room == saved->len || saved_resize(saved, saved->len) ? 0 : -ENOMEM;
}

int saved_save(struct saved *saved, struct facet_vgpu *vgpu)
{
	const struct facet_state_sink sink = { .write = saved_write, .arg = saved };
	int ret;

	saved->len = 0;
	saved->head = SAVED_HEAD;
	ret = facet_vgpu_save(vgpu, &sink);
	return ret ? ret : saved_fit(saved);
}

int saved_save_virtio(struct saved *saved, struct facet_virtio_pci *pci)
{
	const struct facet_state_sink sink = { .write = saved_write, .arg = saved };
	int ret;

	saved->len = 0;
	saved->head = SAVED_VIRTIO_HEAD;
	ret = facet_virtio_pci_save(pci, &sink);
	return ret ? ret : saved_fit(saved);
}

u32 saved_length(const struct saved *saved, size_t at)
{
	return get_unaligned_le32(saved->data + at + 2 * sizeof(u32));
}

size_t saved_find(const struct saved *saved, u32 tag, u32 index)
{
	size_t at = saved->head;

	while (at + SAVED_RECORD <= saved->len) {
		if (get_unaligned_le32(saved->data + at) == tag && !index--)
			return at;
		at += SAVED_RECORD + saved_length(saved, at);
	}
	return 0;
}

u8 *saved_place(const struct saved *saved, size_t at, const struct facet_state_section *section,
		const char *name, u32 i, u32 *size)
{
	size_t offset = at + SAVED_RECORD;
	u32 f;

	for (f = 0; f < section->n_fields; f++) {
		const struct facet_state_field *field = &section->fields[f];

		if (!strcmp(field->name, name) && i < field->count) {
			*size = field->size;
			return saved->data + offset + i * field->size;
		}
		offset += field->count * field->size;
	}
	fprintf(stderr, "%s has no field %s[%u]\n", section->name, name, i);
	abort();
}

u64 saved_field(const struct saved *saved, size_t at, const struct facet_state_section *section,
		const char *name, u32 i)
{
	u64 value = 0;
	u32 size;
	const u8 *p = saved_place(saved, at, section, name, i, &size);

	memcpy(&value, p, size);
	return value;
}

void saved_set(struct saved *saved, size_t at, const struct facet_state_section *section,
	       const char *name, u32 i, u64 value)
{
	u32 size;
	u8 *p = saved_place(saved, at, section, name, i, &size);

	memcpy(p, &value, size);
}
