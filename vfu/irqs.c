// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts to the client. The device's line comes from any thread of the core,
 * SET_IRQS from the session; @lock is a leaf below both.
 *
 * INTx masks itself when it fires, as VFIO's does: the client unmasks at the end
 * of its interrupt, and a line that is still high fires again.
 */
#include "irqs.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct vfu_irq_index indexes[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = { 1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
					 VFIO_IRQ_INFO_AUTOMASKED },
	[VFIO_PCI_MSI_IRQ_INDEX] = { 1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE },
};

void vfu_irqs_init(struct vfu_irqs *irqs)
{
	u32 i;

	pthread_mutex_init(&irqs->lock, NULL);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		irqs->eventfd[i] = -1;
	irqs->level = false;
	irqs->masked = false;
	irqs->intx = true;
}

/* @lock held. */
static void replace(struct vfu_irqs *irqs, u32 index, int fd)
{
	if (irqs->eventfd[index] >= 0)
		close(irqs->eventfd[index]);
	irqs->eventfd[index] = fd;
}

void vfu_irqs_clear(struct vfu_irqs *irqs)
{
	u32 i;

	pthread_mutex_lock(&irqs->lock);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		replace(irqs, i, -1);
	irqs->masked = false;
	pthread_mutex_unlock(&irqs->lock);
}

struct vfu_irq_index vfu_irqs_index(u32 index)
{
	return index < ARRAY_SIZE(indexes) ? indexes[index] : (struct vfu_irq_index){ 0, 0 };
}

/* A counter that is full has a client that is not reading: it knows. @lock held. */
static void signal_fd(const struct vfu_irqs *irqs, u32 index)
{
	eventfd_t one = 1;

	if (irqs->eventfd[index] >= 0)
		while (write(irqs->eventfd[index], &one, sizeof(one)) < 0 && errno == EINTR)
			;
}

/* @lock held. */
static void fire_intx(struct vfu_irqs *irqs)
{
	if (!irqs->level || !irqs->intx || irqs->masked ||
	    irqs->eventfd[VFIO_PCI_INTX_IRQ_INDEX] < 0)
		return;
	irqs->masked = true;
	signal_fd(irqs, VFIO_PCI_INTX_IRQ_INDEX);
}

/*
 * An engine's thread writes to it: it must never wait there, nor meet a broken pipe, whose signal
 * would end all vGPUs of this process. Files, pipes and sockets have a type, an eventfd has none.
 */
static int check_eventfd(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (st.st_mode & S_IFMT)
		return -EINVAL;
	return fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK) ? -errno : 0;
}

static int set_eventfd(struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	int ret = 0;

	if (set->action != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -EINVAL;
	if (set->fds[0] >= 0)
		ret = check_eventfd(set->fds[0]);
	if (ret)
		return ret;
	replace(irqs, set->index, set->fds[0]);
	set->fds[0] = -1;
	if (set->index == VFIO_PCI_INTX_IRQ_INDEX) {
		irqs->masked = false;
		fire_intx(irqs);
	}
	return 0;
}

static int act(struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	if (set->data == VFIO_IRQ_SET_DATA_BOOL && !set->bools[0])
		return 0;
	if (set->action == VFIO_IRQ_SET_ACTION_TRIGGER) {
		signal_fd(irqs, set->index);
		return 0;
	}
	if (set->index != VFIO_PCI_INTX_IRQ_INDEX)
		return -EINVAL;
	irqs->masked = set->action == VFIO_IRQ_SET_ACTION_MASK;
	fire_intx(irqs);
	return 0;
}

int vfu_irqs_set(struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	int ret = 0;

	pthread_mutex_lock(&irqs->lock);
	if (!set->count)
		replace(irqs, set->index, -1);
	else if (set->data == VFIO_IRQ_SET_DATA_EVENTFD)
		ret = set_eventfd(irqs, set);
	else
		ret = act(irqs, set);
	pthread_mutex_unlock(&irqs->lock);
	return ret;
}

void vfu_irqs_level(struct vfu_irqs *irqs, bool level, bool msi, bool intx_off)
{
	bool rise;

	pthread_mutex_lock(&irqs->lock);
	rise = level && !irqs->level;
	irqs->level = level;
	irqs->intx = !msi && !intx_off;
	if (rise && msi)
		signal_fd(irqs, VFIO_PCI_MSI_IRQ_INDEX);
	fire_intx(irqs);
	pthread_mutex_unlock(&irqs->lock);
}

void vfu_irqs_update(struct vfu_irqs *irqs, bool msi, bool intx_off)
{
	pthread_mutex_lock(&irqs->lock);
	irqs->intx = !msi && !intx_off;
	fire_intx(irqs);
	pthread_mutex_unlock(&irqs->lock);
}
