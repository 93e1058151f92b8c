/* SPDX-License-Identifier: GPL-2.0-only */
/* A VFIO user without a VMM: opens a vGPU by its UUID and gives the vGPU guest memory. */
#ifndef HOST_CLIENT_H
#define HOST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/vfio.h>

/**
 * struct client - An open vGPU.
 * @container: descriptor of the container, or of iommufd; -1: closed
 * @ioas: number of the address space in iommufd; 0: memory is from a container
 * @group: descriptor of the VFIO group; -1: closed, or there is none
 * @device: descriptor of the vGPU; -1: closed
 * @ram: guest memory; the vGPU has it at guest address 0
 * @ram_size: its length in bytes
 */
struct client {
	int container;
	uint32_t ioas;
	int group;
	int device;
	uint8_t *ram;
	size_t ram_size;
};

/* Return the monotonic clock in microseconds. */
uint64_t client_now_us(void);

/*
 * Open a vGPU and give it memory: by a container, or by iommufd if the environment has
 * FACET_BY=iommufd. Return: 0, or the negative errno of the first step that failed.
 */
int client_open(struct client *c, const char *uuid, size_t ram_size);
/* Like client_open(), for a virtual machine. @kvm_vfio is its KVM device of type VFIO. */
int client_open_in_kvm(struct client *c, const char *uuid, size_t ram_size, int kvm_vfio);
/*
 * Open one more vGPU in the container of @with. It shares the memory, and has no container of its
 * own.
 */
int client_join(struct client *c, const char *uuid, const struct client *with);
void client_close(struct client *c);

int client_map(struct client *c, uint64_t gpa, size_t len);
/* Map memory of this process as guest memory. The client's own memory is at client.ram. */
int client_map_at(struct client *c, uint64_t gpa, const volatile void *mem, size_t len);
int client_unmap(struct client *c, uint64_t gpa, size_t len);

/* Return the description of a region. End the program if the ioctl fails. */
struct vfio_region_info client_region(struct client *c, uint32_t index);

/*
 * Find at most @max mappable areas of a region that cannot be mapped as a whole. Return: how many.
 */
unsigned int client_areas(struct client *c, uint32_t index,
			  struct vfio_region_sparse_mmap_area *areas, unsigned int max);

/* Do a trapped access. End the program if the kernel refuses the access. */
uint64_t client_read(struct client *c, uint32_t index, uint64_t offset, unsigned int len);
void client_write(struct client *c, uint32_t index, uint64_t offset, unsigned int len,
		  uint64_t value);

/* Map a part of a region. End the program if that fails. */
void *client_mmap(struct client *c, uint32_t index, uint64_t offset, size_t len);

/*
 * Set the eventfd @fd of an interrupt (-1: none) for @action: VFIO_IRQ_SET_ACTION_TRIGGER or
 * _UNMASK.
 * Return: 0 or a negative errno.
 */
int client_irq_by(struct client *c, uint32_t index, uint32_t action, int fd);

/* Set the eventfd that the interrupt triggers. Return: as client_irq_by(). */
int client_set_irq(struct client *c, uint32_t index, int fd);

/*
 * Count the workers of a vGPU among the threads of this process. @worker: gets the number of one of
 * them, or 0; NULL: it is not wanted.
 */
unsigned int client_workers(const char *uuid, pid_t *worker);

/* Wait up to @ms for an eventfd. Return: its count; 0: the time is over. */
uint64_t client_wait(int fd, int ms);

/*
 * Set or get a feature of VFIO. @flags: VFIO_DEVICE_FEATURE_SET or _GET, and the feature. @data:
 * @len bytes that go there and come back, at most 64. Return: 0 or a negative errno.
 */
int client_feature(struct client *c, uint32_t flags, void *data, size_t len);
/*
 * Set the state of migration (enum vfio_device_mig_state). @fd: gets the file of data; -1: there is
 * none. Return: 0 or a negative errno.
 */
int client_set_state(struct client *c, uint32_t state, int *fd);

/* Return the KiB that the kernel has locked for this process: pins of vGPUs. -1: unknown. */
long client_locked_kib(void);

/* Return the number of the line "@name NUMBER" in a file; -1: there is no such line. */
long file_number(const char *path, const char *name);

/* The same for the vGPU's statistics in sysfs. */
long client_statistic(const char *uuid, const char *name);

/* Return the number that a file begins with; -1: there is none. */
long file_value(const char *path);

/* The same for an attribute of the vGPU in sysfs. */
long client_attribute(const char *uuid, const char *name);

/* The same as file_number() for a file of the vGPU's debugfs folder. */
long client_debugfs(const char *uuid, const char *file, const char *name);

/* Write @text in one call to the file that @format names. Return: whether all of it was written. */
bool write_file(const char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Write @cursor (FACET_CURSOR_*) into the attribute of sysfs that says where a vGPU's cursor is
 * shown. Return: whether the vGPU took it.
 */
bool client_choose_cursor(const char *uuid, const char *cursor);

/*
 * Suspend the host as far as freezing all tasks, including the engines' threads, then thaw the
 * tasks. Clocks go on. The kernel stays frozen for @delay units of its delay loop. A unit is a
 * second on a real processor; 0.7 s and 2.3 s were measured on emulated ones. The kernel keeps the
 * setting.
 */
bool host_suspends(int delay);

/*
 * Return the time limit on this kernel for @ms on a stock kernel: @ms times FACET_PATIENCE
 * (default: 1). Debug kernels are slower (./run soak debug-kernel).
 */
int patience(int ms);

/* Bound of a neighbour's request: a longer one waits for others. Emulated processors are slow. */
#define BOUND_MS	((unsigned long long)patience(300))

/* Print a TAP line. Return: @good. */
bool ok(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Return the exit status of a program: 1 if a check failed. */
int ok_status(void);

#endif
