// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects of Vulkan in this process: a list. The hooks of Vulkan call this from any thread. One
 * lock guards the list.
 */
#include "shim/hooks/vk_objects.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

/**
 * struct entry - An object in the list.
 * @object: the object
 * @next: the next entry; NULL: the last one
 */
struct entry {
	struct vk_object object;
	struct entry *next;
};

static struct entry *entries;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct entry *find(enum vk_kind kind, uint64_t handle, const void *device)
{
	struct entry *entry;

	for (entry = entries; entry; entry = entry->next)
		if (entry->object.kind == kind && entry->object.handle == handle &&
		    (!device || entry->object.device == device))
			return entry;
	return NULL;
}

void vk_objects_add(const struct vk_object *object)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(object->kind, object->handle, object->device);
	if (!entry) {
		entry = malloc(sizeof(*entry));
		if (entry) {
			entry->next = entries;
			entries = entry;
		}
	}
	if (entry)
		entry->object = *object;
	pthread_mutex_unlock(&lock);
}

bool vk_objects_find(enum vk_kind kind, uint64_t handle, const void *device,
		     struct vk_object *object)
{
	const struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(kind, handle, device);
	if (entry)
		*object = entry->object;
	pthread_mutex_unlock(&lock);
	return entry;
}

/* Remove the objects of a device: all, or the swapchain with this handle. */
static void remove_objects(const void *device, const uint64_t *swapchain)
{
	struct entry **at, *entry;

	pthread_mutex_lock(&lock);
	for (at = &entries; (entry = *at);) {
		if (entry->object.device != device ||
		    (swapchain && (entry->object.kind != VK_KIND_SWAPCHAIN ||
				   entry->object.handle != *swapchain))) {
			at = &entry->next;
			continue;
		}
		*at = entry->next;
		free(entry);
	}
	pthread_mutex_unlock(&lock);
}

void vk_objects_remove(const void *device, uint64_t swapchain)
{
	remove_objects(device, &swapchain);
}

void vk_objects_remove_all(const void *device)
{
	remove_objects(device, NULL);
}
