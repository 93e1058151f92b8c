/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Save a vGPU or a virtio function into memory, and change fields of its state, for tests of
 * mediator/vgpu_state.h and virtio/virtio_pci_state.h.
 */
#ifndef TESTS_SAVED_H
#define TESTS_SAVED_H

#include "port.h"
#include "mediator/vgpu_state.h"

struct facet_vgpu;
struct facet_virtio_pci;

/**
 * struct saved - A saved state; zeroed before the first use.
 * @data: the state; the owner frees it
 * @len: bytes of @data
 * @room: bytes of memory at @data
 * @head: bytes of its head
 */
struct saved {
	u8 *data;
	size_t len;
	size_t room;
	size_t head;
};

/**
 * saved_save() - Save a vGPU over the earlier content.
 * @saved: gets the state
 * @vgpu: the vGPU
 *
 * Context: as facet_vgpu_save().
 * Return: as facet_vgpu_save(); -ENOMEM: @saved cannot grow.
 */
int saved_save(struct saved *saved, struct facet_vgpu *vgpu);

/**
 * saved_save_virtio() - Save a virtio function over the earlier content.
 * @saved: gets the state
 * @pci: the function
 *
 * Context: as facet_virtio_pci_save().
 * Return: as facet_virtio_pci_save(); -ENOMEM: @saved cannot grow.
 */
int saved_save_virtio(struct saved *saved, struct facet_virtio_pci *pci);

/**
 * saved_resize() - Give a state more or less memory.
 * @saved: the state; its length stays
 * @room: bytes of memory
 *
 * Context: any; takes no lock.
 * Return: false: there is no memory, and @saved is as before.
 */
bool saved_resize(struct saved *saved, size_t room);

/**
 * saved_find() - Find a record by its tag.
 * @saved: the state
 * @tag: tag of the record
 * @index: how many records with this tag come before it
 *
 * Context: any; takes no lock.
 * Return: offset of the record's head in bytes; 0: the state has no such record.
 */
size_t saved_find(const struct saved *saved, u32 tag, u32 index);

/**
 * saved_length() - Return the length of a record's value.
 * @saved: the state
 * @at: offset of the record's head in bytes
 *
 * Context: any; takes no lock.
 * Return: bytes.
 */
u32 saved_length(const struct saved *saved, size_t at);

/**
 * saved_place() - Find an element of a field.
 * @saved: the state
 * @at: offset of the record's head in bytes, from saved_find()
 * @section: describes the record
 * @name: name of the field
 * @i: index of the element
 * @size: gets the length of the element in bytes
 *
 * Context: any; takes no lock. Ends the process if the section has no such element.
 * Return: the element in the state.
 */
u8 *saved_place(const struct saved *saved, size_t at, const struct facet_state_section *section,
		const char *name, u32 i, u32 *size);

/**
 * saved_field() - Return the value of an element of a field.
 * @saved: the state
 * @at: offset of the record's head in bytes, from saved_find()
 * @section: describes the record
 * @name: name of the field
 * @i: index of the element, which has at most 8 bytes
 *
 * Context: as saved_place().
 * Return: the value.
 */
u64 saved_field(const struct saved *saved, size_t at, const struct facet_state_section *section,
		const char *name, u32 i);

/**
 * saved_set() - Replace the value of an element of a field.
 * @saved: the state
 * @at: offset of the record's head in bytes, from saved_find()
 * @section: describes the record
 * @name: name of the field
 * @i: index of the element, which has at most 8 bytes
 * @value: the new value
 *
 * Context: as saved_place().
 */
void saved_set(struct saved *saved, size_t at, const struct facet_state_section *section,
	       const char *name, u32 i, u64 value);

/* Bytes of the head of a vGPU's state, of that of a virtio function, and of each record's head. */
#define SAVED_HEAD		68u
#define SAVED_VIRTIO_HEAD	36u
#define SAVED_RECORD		12u

#endif
