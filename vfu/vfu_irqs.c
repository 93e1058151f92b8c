// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts to the client. Any thread of the core sets the device's line. The session's thread
 * handles SET_IRQS. @lock is a leaf below the locks of both.
 *
 * INTx masks itself when it fires, as VFIO's does. The client unmasks INTx at the end of its
 * interrupt, and a line that is still high fires again.
 */
#include "vfu/vfu_irqs.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MESSAGE	(VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE)

static const u32 index_flags[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
				    VFIO_IRQ_INFO_AUTOMASKED,
	[VFIO_PCI_MSI_IRQ_INDEX] = MESSAGE,
	[VFIO_PCI_MSIX_IRQ_INDEX] = MESSAGE,
};

void vfu_irqs_init(struct vfu_irqs *irqs, u32 vectors)
{
	u32 i, k;

	*irqs = (struct vfu_irqs){
		/* A device has messages of one kind. */
		.count = {
			[VFIO_PCI_INTX_IRQ_INDEX] = 1,
			[VFIO_PCI_MSI_IRQ_INDEX] = !vectors,
			[VFIO_PCI_MSIX_IRQ_INDEX] = vectors,
		},
		.on.intx = true,
	};
	pthread_mutex_init(&irqs->lock, NULL);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		for (k = 0; k < VFU_MSIX_MAX; k++)
			irqs->eventfd[i][k] = -1;
}

/* Replace the eventfd of an interrupt. @lock held. Return: the old one. */
static int replace(struct vfu_irqs *irqs, u32 index, u32 number, int fd)
{
	int old = irqs->eventfd[index][number];

	irqs->eventfd[index][number] = fd;
	return old;
}

/* Close @n descriptors; -1: none. */
static void close_all(const int *fds, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Take all eventfds of a kind away. @lock held. Return: the number of @old ones. */
static u32 release(struct vfu_irqs *irqs, u32 index, int old[VFU_MSIX_MAX])
{
	u32 i;

	for (i = 0; i < irqs->count[index]; i++)
		old[i] = replace(irqs, index, i, -1);
	return irqs->count[index];
}

void vfu_irqs_clear(struct vfu_irqs *irqs)
{
	int old[VFIO_PCI_NUM_IRQS][VFU_MSIX_MAX];
	u32 i, n[VFIO_PCI_NUM_IRQS];

	pthread_mutex_lock(&irqs->lock);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		n[i] = release(irqs, i, old[i]);
	irqs->line.masked = false;
	pthread_mutex_unlock(&irqs->lock);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		close_all(old[i], n[i]);
}

struct vfu_irq_index vfu_irqs_index(const struct vfu_irqs *irqs, u32 index)
{
	if (index >= VFIO_PCI_NUM_IRQS || !irqs->count[index])
		return (struct vfu_irq_index){ 0, 0 };
	return (struct vfu_irq_index){ irqs->count[index], index_flags[index] };
}

/*
 * Signal an eventfd. If its counter is full, the client has unread signals, and no more are needed.
 * @lock held.
 */
static void signal_fd(int fd)
{
	eventfd_t one = 1;

	if (fd >= 0)
		while (write(fd, &one, sizeof(one)) < 0 && errno == EINTR)
			;
}

/* Return the ways in which an interrupt can reach the guest now. @lock held. */
static struct facet_irq_line_routes line_routes(const struct vfu_irqs *irqs)
{
	return (struct facet_irq_line_routes){
		.intx = irqs->on.intx && irqs->eventfd[VFIO_PCI_INTX_IRQ_INDEX][0] >= 0,
		.msi = irqs->on.msi && irqs->eventfd[VFIO_PCI_MSI_IRQ_INDEX][0] >= 0,
	};
}

/* Signal the eventfd of INTx or MSI, as facet_irq_line_*() asks. @lock held. */
static void line_signal(const struct vfu_irqs *irqs, enum facet_irq_line_signal action)
{
	if (action == FACET_IRQ_LINE_INTX)
		signal_fd(irqs->eventfd[VFIO_PCI_INTX_IRQ_INDEX][0]);
	else if (action == FACET_IRQ_LINE_MSI)
		signal_fd(irqs->eventfd[VFIO_PCI_MSI_IRQ_INDEX][0]);
}

/* Signal the interrupt that the line asks for now. @lock held. */
static void fire_intx(struct vfu_irqs *irqs)
{
	struct facet_irq_line_routes routes = line_routes(irqs);

	line_signal(irqs, facet_irq_line_check(&irqs->line, &routes));
}

/*
 * Check that a descriptor is an eventfd. An engine's thread writes to it. That thread must never
 * wait there. A broken pipe would raise a signal that ends all vGPUs of this process. The test
 * compares the name that the kernel gives to eventfds: it asks no file system, and calls no other
 * file's operations.
 */
static int check_eventfd(int fd)
{
	static const char eventfd_name[] = "anon_inode:[eventfd]";
	char path[sizeof("/proc/self/fd/") + 11], name[sizeof(eventfd_name)];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	len = readlink(path, name, sizeof(name));
	if (len < 0)
		return -errno;
	if (len != sizeof(eventfd_name) - 1 || memcmp(name, eventfd_name, len))
		return -EINVAL;
	return fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK) ? -errno : 0;
}

/*
 * Check a request. No lock is held, since a descriptor that is no eventfd may make the caller wait.
 */
static int check(const struct vfu_irq_set *set)
{
	int ret = 0;
	u32 i;

	if (set->data != VFIO_IRQ_SET_DATA_EVENTFD)
		return 0;
	if (set->count && set->action != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -EINVAL;
	for (i = 0; i < set->count && !ret; i++)
		ret = set->fds[i] < 0 ? 0 : check_eventfd(set->fds[i]);
	return ret;
}

/* Set eventfds. @lock held. Return: the number of @old ones. */
static u32 set_eventfds(struct vfu_irqs *irqs, const struct vfu_irq_set *set,
			int old[VFU_MSIX_MAX])
{
	u32 i;

	for (i = 0; i < set->count; i++) {
		old[i] = replace(irqs, set->index, set->start + i, set->fds[i]);
		set->fds[i] = -1;
	}
	if (set->index == VFIO_PCI_INTX_IRQ_INDEX) {
		irqs->line.masked = false;
		fire_intx(irqs);
	}
	return set->count;
}

/* Trigger the interrupts that a request selects. @lock held. */
static void trigger(struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	u32 i;

	for (i = 0; i < set->count; i++)
		if (set->data != VFIO_IRQ_SET_DATA_BOOL || set->bools[i])
			signal_fd(irqs->eventfd[set->index][set->start + i]);
}

/* Trigger, mask or unmask interrupts. @lock held. Return: 0; -EINVAL: only INTx can be masked. */
static int act(struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	struct facet_irq_line_routes routes;

	if (set->action == VFIO_IRQ_SET_ACTION_TRIGGER) {
		trigger(irqs, set);
		return 0;
	}
	if (set->index != VFIO_PCI_INTX_IRQ_INDEX)
		return -EINVAL;
	if (set->data == VFIO_IRQ_SET_DATA_BOOL && !set->bools[0])
		return 0;
	routes = line_routes(irqs);
	line_signal(irqs, facet_irq_line_set_mask(
				  &irqs->line, set->action == VFIO_IRQ_SET_ACTION_MASK, &routes));
	return 0;
}

int vfu_irqs_set(struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	int ret = check(set), old[VFU_MSIX_MAX];
	u32 n = 0;

	if (ret)
		return ret;
	pthread_mutex_lock(&irqs->lock);
	if (!set->count)
		n = release(irqs, set->index, old);
	else if (set->data == VFIO_IRQ_SET_DATA_EVENTFD)
		n = set_eventfds(irqs, set, old);
	else
		ret = act(irqs, set);
	pthread_mutex_unlock(&irqs->lock);
	/*
	 * The client may have closed its copies: then this close waits for the files' end, without
	 * @lock.
	 */
	close_all(old, n);
	return ret;
}

void vfu_irqs_signal(struct vfu_irqs *irqs, u32 vector)
{
	pthread_mutex_lock(&irqs->lock);
	signal_fd(irqs->eventfd[VFIO_PCI_MSIX_IRQ_INDEX][vector]);
	pthread_mutex_unlock(&irqs->lock);
}

void vfu_irqs_level(struct vfu_irqs *irqs, bool level, bool msi, bool intx_off)
{
	struct facet_irq_line_routes routes;

	pthread_mutex_lock(&irqs->lock);
	irqs->on = (struct facet_irq_line_routes){ .intx = !msi && !intx_off, .msi = msi };
	routes = line_routes(irqs);
	line_signal(irqs, facet_irq_line_set_level(&irqs->line, level, &routes));
	pthread_mutex_unlock(&irqs->lock);
}

void vfu_irqs_update(struct vfu_irqs *irqs, bool msi, bool intx_off)
{
	pthread_mutex_lock(&irqs->lock);
	irqs->on = (struct facet_irq_line_routes){ .intx = !msi && !intx_off, .msi = msi };
	fire_intx(irqs);
	pthread_mutex_unlock(&irqs->lock);
}
