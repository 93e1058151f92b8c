/* SPDX-License-Identifier: GPL-2.0-only */
/* A VFIO user without a VMM: opens a vGPU by its UUID and gives it memory. */
#ifndef HOST_CLIENT_H
#define HOST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

/**
 * struct client - An open vGPU.
 * @container: IOMMU context, -1 when closed; the other descriptors likewise
 * @ram: guest memory, as the vGPU sees it from address 0 on
 */
struct client {
	int container;
	int group;
	int device;
	uint8_t *ram;
	size_t ram_size;
};

/* Microseconds of the monotonic clock. */
uint64_t client_now_us(void);

/* 0, or a negative errno of the first step that failed. */
int client_open(struct client *c, const char *uuid, size_t ram_size);
/* The same for a virtual machine: @kvm_vfio is its KVM device of type VFIO. */
int client_open_in_kvm(struct client *c, const char *uuid, size_t ram_size, int kvm_vfio);
/* One more vGPU in the container of @with, whose memory it has. It has no container of its own. */
int client_join(struct client *c, const char *uuid, const struct client *with);
void client_close(struct client *c);

int client_map(struct client *c, uint64_t gpa, size_t len);
/* Memory of this process's as guest memory; its own is at client.ram. */
int client_map_at(struct client *c, uint64_t gpa, const volatile void *mem, size_t len);
int client_unmap(struct client *c, uint64_t gpa, size_t len);

/* Region by VFIO index; ends the program if the ioctl fails. */
struct vfio_region_info client_region(struct client *c, uint32_t index);

/* Find the parts of a region that can be mapped, at most @max, if not all. Return: how many. */
unsigned int client_areas(struct client *c, uint32_t index,
			  struct vfio_region_sparse_mmap_area *areas, unsigned int max);

/* Trapped accesses; end the program if they are refused. */
uint64_t client_read(struct client *c, uint32_t index, uint64_t offset, unsigned int len);
void client_write(struct client *c, uint32_t index, uint64_t offset, unsigned int len,
		  uint64_t value);

/* Maps a part of a region; ends the program if that fails. */
void *client_mmap(struct client *c, uint32_t index, uint64_t offset, size_t len);

/*
 * Give an interrupt an eventfd (@fd -1: none) for @action: VFIO_IRQ_SET_ACTION_TRIGGER or _UNMASK.
 * Return: 0 or a negative errno.
 */
int client_irq_by(struct client *c, uint32_t index, uint32_t action, int fd);

/* The same for the trigger. */
int client_set_irq(struct client *c, uint32_t index, int fd);

/* Waits for an eventfd. Return: its count, 0 after @ms. */
uint64_t client_wait(int fd, int ms);

/* KiB that the kernel has locked for this process, -1: it does not say. They are pins of vGPUs. */
long client_locked_kib(void);

/* The number in the line "@name NUMBER" of a file, -1: there is none of that name. */
long file_number(const char *path, const char *name);

/* A number of a file of the vGPU's debugfs folder, -1: there is none of that name. */
long client_debugfs(const char *uuid, const char *file, const char *name);

/* Writes @text to the file that @format names, in one call. Return: whether all of it was taken. */
bool write_file(const char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Suspend the host as far as freezing all tasks, engines among them, and thaw them; clocks go on.
 * The kernel stays there for @delay units of its own delay loop. A unit is a second on a real
 * processor; 0.7 s and 2.3 s were measured on emulated ones. The kernel keeps the setting.
 */
bool host_suspends(int delay);

/*
 * @ms of a stock kernel's, on this one: times FACET_PATIENCE, where that is set. A kernel that
 * checks itself is slower (./run soak debug-kernel).
 */
int patience(int ms);

/* TAP */
bool ok(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));
int ok_status(void);

#endif
