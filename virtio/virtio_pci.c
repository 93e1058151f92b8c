// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtio over PCI (virtio_pci.h): accesses of vCPUs, interrupts, and passes of the worker. Front
 * ends call this file.
 *
 * Locks: facet_virtio_pci.pass for the device; in it facet_virtio_pci.lock for registers and
 * interrupts.
 */
#include "virtio/virtio_pci.h"

#include "virtio/virtio_pci_common.h"
#include "virtio/virtio_pci_config.h"
#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_inside.h"
#include "virtio/virtio_pci_types.h"
#include "virtio/virtio_defs.h"

/* --- interrupts ----------------------------------------------------------------------------- */

static bool msix_enabled(const struct facet_virtio_pci *pci)
{
	return pci->config.value[VIO_CAP_MSIX + PCI_CFG_MSIX_CTRL + 1] & (PCI_CFG_MSIX_ENABLE >> 8);
}

static bool is_master(const struct facet_virtio_pci *pci)
{
	return pci->config.value[PCI_CFG_COMMAND] & PCI_CFG_COMMAND_MASTER;
}

static bool intx_disabled(const struct facet_virtio_pci *pci)
{
	return pci->config.value[PCI_CFG_COMMAND + 1] & (PCI_CFG_COMMAND_INTX_OFF >> 8);
}

/* Tell whether the ISR asks for INTx, also while the command register disables it. Lock held. */
static bool intx_pending(const struct facet_virtio_pci *pci)
{
	return pci->isr && !msix_enabled(pci);
}

/* Set INTx to what the ISR and the command register ask for. Lock held. */
static void update_line(struct facet_virtio_pci *pci)
{
	pci->ops->set_irq(pci->host, intx_pending(pci) && !intx_disabled(pci));
}

/* Interrupt the driver, if it is ready. Lock held: a reset does not come between. */
static void interrupt(struct facet_virtio_pci *pci, u8 cause, u16 vector)
{
	u64 index = vector;

	if (!(pci->common.status & VIRTIO_STATUS_DRIVER_OK))
		return;
	if (!msix_enabled(pci)) {
		pci->isr |= cause;
		update_line(pci);
	} else if (is_master(pci) &&
		   !port_check(VIO_VECTOR, !port_index(&index, FACET_VIRTIO_PCI_VECTORS))) {
		pci->ops->signal(pci->host, (u32)index);
	}
}

/* Read the ISR, which clears it, and lowers INTx. Lock held. */
static u8 take_isr(struct facet_virtio_pci *pci)
{
	u8 isr = pci->isr;

	pci->isr = 0;
	update_line(pci);
	return isr;
}

static void signal_queue(void *host, u32 queue)
{
	struct facet_virtio_pci *pci = host;

	mutex_lock(&pci->lock);
	interrupt(pci, VIRTIO_PCI_ISR_QUEUE, pci->common.queues[queue].vector);
	mutex_unlock(&pci->lock);
}

static void needs_reset(void *host)
{
	struct facet_virtio_pci *pci = host;

	mutex_lock(&pci->lock);
	pci->common.status |= VIRTIO_STATUS_NEEDS_RESET;
	interrupt(pci, VIRTIO_PCI_ISR_CONFIG, pci->common.config_vector);
	mutex_unlock(&pci->lock);
}

void facet_virtio_pci_monitors_changed(struct facet_virtio_pci *pci)
{
	mutex_lock(&pci->lock);
	pci->events |= VIRTIO_GPU_EVENT_DISPLAY;
	pci->common.generation++;
	interrupt(pci, VIRTIO_PCI_ISR_CONFIG, pci->common.config_vector);
	mutex_unlock(&pci->lock);
}

/* --- life ----------------------------------------------------------------------------------- */

/* The device's transport is the function: its ops get the function, and go on to the front end. */
static int memory_read(void *host, u64 address, void *buf, size_t len)
{
	struct facet_virtio_pci *pci = host;

	return pci->ops->memory.read(pci->host, address, buf, len);
}

static int memory_write(void *host, u64 address, const void *buf, size_t len)
{
	struct facet_virtio_pci *pci = host;

	return pci->ops->memory.write(pci->host, address, buf, len);
}

static int memory_load16(void *host, u64 address, u16 *value)
{
	struct facet_virtio_pci *pci = host;

	return pci->ops->memory.load16(pci->host, address, value);
}

static int memory_store16(void *host, u64 address, u16 value)
{
	struct facet_virtio_pci *pci = host;

	return pci->ops->memory.store16(pci->host, address, value);
}

static u64 now_ns(void *host)
{
	struct facet_virtio_pci *pci = host;

	return pci->ops->now_ns(pci->host);
}

static void flipped(void *host)
{
	struct facet_virtio_pci *pci = host;

	pci->ops->flipped(pci->host);
}

static u32 monitor(void *host, u32 scanout, u8 *edid, u32 *width, u32 *height)
{
	struct facet_virtio_pci *pci = host;

	return pci->ops->monitor(pci->host, scanout, edid, width, height);
}

static const struct facet_virtio_gpu_ops gpu_ops = {
	.memory = {
		.read = memory_read,
		.write = memory_write,
		.load16 = memory_load16,
		.store16 = memory_store16,
	},
	.signal = signal_queue,
	.needs_reset = needs_reset,
	.now_ns = now_ns,
	.flipped = flipped,
	.monitor = monitor,
};

int facet_virtio_pci_create(const struct facet_virtio_pci_ops *ops, void *host,
			    const struct facet_virtio_gpu_limits *limits,
			    struct facet_virtio_pci **out)
{
	struct facet_virtio_pci *pci = port_zalloc(sizeof(*pci));
	int ret;

	if (!pci)
		return -ENOMEM;
	pci->ops = ops;
	pci->host = host;
	pci->limits = limits;
	ret = facet_virtio_gpu_create(&gpu_ops, pci, limits, &pci->gpu);
	if (ret) {
		port_free(pci);
		return ret;
	}
	mutex_init(&pci->pass);
	mutex_init(&pci->lock);
	vio_pci_config_init(pci);
	mutex_lock(&pci->lock);
	vio_pci_config_reset(pci);
	vio_pci_common_reset(pci);
	mutex_unlock(&pci->lock);
	*out = pci;
	return 0;
}

void facet_virtio_pci_destroy(struct facet_virtio_pci *pci)
{
	facet_virtio_gpu_destroy(pci->gpu);
	mutex_destroy(&pci->lock);
	mutex_destroy(&pci->pass);
	port_free(pci);
}

struct facet_virtio_gpu *facet_virtio_pci_gpu(struct facet_virtio_pci *pci)
{
	return pci->gpu;
}

/* Reset the device, with its registers and interrupts. Pass held. */
static void reset_device(struct facet_virtio_pci *pci)
{
	facet_virtio_gpu_reset(pci->gpu);
	pci->started = 0;
	mutex_lock(&pci->lock);
	vio_pci_common_reset(pci);
	pci->events = 0;
	pci->restored = false;
	take_isr(pci);
	mutex_unlock(&pci->lock);
}

void vio_pci_reset_all(struct facet_virtio_pci *pci)
{
	reset_device(pci);
	mutex_lock(&pci->lock);
	vio_pci_config_reset(pci);
	update_line(pci);
	mutex_unlock(&pci->lock);
}

void facet_virtio_pci_reset(struct facet_virtio_pci *pci)
{
	mutex_lock(&pci->pass);
	vio_pci_reset_all(pci);
	mutex_unlock(&pci->pass);
}

void vio_pci_go_on(struct facet_virtio_pci *pci)
{
	mutex_lock(&pci->lock);
	pci->restored = true;
	update_line(pci);
	pci->ops->kick(pci->host);
	mutex_unlock(&pci->lock);
}

/* --- BARs ----------------------------------------------------------------------------------- */

u32 facet_virtio_pci_bar(u32 index)
{
	return index == VIO_BAR_MSIX ? VIO_BAR_MSIX_BYTES :
	       index == VIO_BAR_REGS ? VIO_BAR_REGS_BYTES : 0;
}

/* Read or write the device configuration. Only events can be cleared. Lock held. */
static void device_config_access(struct facet_virtio_pci *pci, u32 offset, u64 *value, u32 len,
				 bool write)
{
	struct virtio_gpu_config config = {
		.events_read = pci->events, .num_scanouts = pci->limits->scanouts,
	};

	if (write) {
		if (offset == offsetof(struct virtio_gpu_config, events_clear))
			pci->events &= ~(u32)*value;
		return;
	}
	*value = 0;
	if (!port_check(VIO_DEVICE_CFG, offset >= sizeof(config) || len > sizeof(config) - offset))
		memcpy(value, (u8 *)&config + offset, len);
}

/* Access the common configuration. Lock held. Return: true: the driver asks for a reset. */
static bool common_access(struct facet_virtio_pci *pci, u32 offset, u64 *value, u32 len, bool write)
{
	u8 before = pci->common.status;
	bool reset = vio_pci_common_access(pci, offset, value, len, write);

	/* The driver may have notified the device before it was ready. */
	if (~before & pci->common.status & VIRTIO_STATUS_DRIVER_OK)
		pci->ops->kick(pci->host);
	return reset;
}

/* Access a part of BAR4. Lock held. Return: true: the driver asks for a reset. */
static bool regs_access(struct facet_virtio_pci *pci, u32 offset, u64 *value, u32 len, bool write)
{
	u32 part = offset & ~(VIO_REGS_PART - 1);

	offset -= part;
	switch (part) {
	case VIO_REGS_COMMON:
		return common_access(pci, offset, value, len, write);
	case VIO_REGS_ISR:
		*value = write || offset ? 0 : take_isr(pci);
		return false;
	case VIO_REGS_DEVICE:
		device_config_access(pci, offset, value, len, write);
		return false;
	default:
		if (write)
			pci->ops->kick(pci->host);
		else
			*value = 0;
		return false;
	}
}

static bool access_valid(u32 index, u64 offset, u32 len)
{
	u32 size = facet_virtio_pci_bar(index);

	return (len == 1 || len == 2 || len == 4 || len == 8) && IS_ALIGNED(offset, (u64)len) &&
	       offset < size;
}

int facet_virtio_pci_access(struct facet_virtio_pci *pci, u32 index, u64 offset, void *buf, u32 len,
			    bool write)
{
	u64 value = 0;
	bool reset;

	if (port_check(VIO_PLACE, !access_valid(index, offset, len)))
		return -EINVAL;
	/* A VFIO user has the table of MSI-X itself. */
	if (index == VIO_BAR_MSIX) {
		if (!write)
			memset(buf, 0, len);
		return 0;
	}
	if (write)
		memcpy(&value, buf, len);
	mutex_lock(&pci->lock);
	reset = regs_access(pci, (u32)offset, &value, len, write);
	mutex_unlock(&pci->lock);
	if (!write)
		memcpy(buf, &value, len);
	if (reset) {
		mutex_lock(&pci->pass);
		reset_device(pci);
		mutex_unlock(&pci->pass);
	}
	return 0;
}

/* --- configuration space -------------------------------------------------------------------- */

/*
 * Access a BAR by the capability for accesses by configuration space: the guest has written BAR,
 * offset and length there. Section 4.1.4.9.
 */
static int pci_cfg_access(struct facet_virtio_pci *pci, void *buf, u32 len, bool write)
{
	u32 bar, offset, length;

	mutex_lock(&pci->lock);
	bar = pci->config.value[VIO_CAP_PCI + VIRTIO_PCI_CAP_BAR];
	offset = get_unaligned_le32(&pci->config.value[VIO_CAP_PCI + VIRTIO_PCI_CAP_OFFSET]);
	length = get_unaligned_le32(&pci->config.value[VIO_CAP_PCI + VIRTIO_PCI_CAP_LENGTH]);
	mutex_unlock(&pci->lock);
	if (!write)
		memset(buf, 0, len);
	if (length == len)
		facet_virtio_pci_access(pci, bar, offset, buf, len, write);
	return 0;
}

/*
 * Read configuration space. A bit of the status has the pending INTx, whether or not the command
 * register disables INTx: PCI 3.0, section 6.2.3. Lock held.
 */
static int config_read(const struct facet_virtio_pci *pci, u32 offset, void *buf, u32 len)
{
	int ret = facet_config_space_read(&pci->config, offset, buf, len);
	u64 at = (u32)(PCI_CFG_STATUS - offset);	/* in @buf; beyond it: not read */

	if (!ret && port_index(&at, len))
		((u8 *)buf)[at] |= intx_pending(pci) ? PCI_CFG_STATUS_INTX : 0;
	return ret;
}

/* Write to configuration space, and do what the bits ask for. Lock held. */
static int config_write(struct facet_virtio_pci *pci, u32 offset, const void *buf, u32 len)
{
	bool before = is_master(pci);
	int ret = facet_config_space_write(&pci->config, offset, buf, len);

	update_line(pci);
	/* The worker goes on with requests that waited for the bus. */
	if (!before && is_master(pci))
		pci->ops->kick(pci->host);
	return ret;
}

int facet_virtio_pci_config(struct facet_virtio_pci *pci, u32 offset, void *buf, u32 len,
			    bool write)
{
	u64 at;
	int ret;

	if (!facet_config_space_place(offset, len, &at))
		return -EINVAL;
	if (at == VIO_CAP_PCI + VIRTIO_PCI_CAP_DATA)
		return pci_cfg_access(pci, buf, len, write);
	mutex_lock(&pci->lock);
	ret = write ? config_write(pci, offset, buf, len) : config_read(pci, offset, buf, len);
	mutex_unlock(&pci->lock);
	return ret;
}

/* --- the worker ----------------------------------------------------------------------------- */

/* Take what the driver has chosen for a queue. Return: false: the device does not use it. */
static bool take_setup(struct facet_virtio_pci *pci, u32 queue, struct facet_virtq_setup *setup)
{
	const struct vio_pci_queue *regs = &pci->common.queues[queue];
	u64 features;
	bool used;

	mutex_lock(&pci->lock);
	features = pci->common.driver_features;
	used = regs->enabled && pci->common.status & VIRTIO_STATUS_DRIVER_OK &&
	       pci->common.status & VIRTIO_STATUS_FEATURES_OK;
	*setup = (struct facet_virtq_setup){
		.size = regs->size,
		.desc = regs->desc,
		.avail = regs->driver,
		.used = regs->device,
		.event_idx = features & 1ull << VIRTIO_F_EVENT_IDX,
		.indirect = features & 1ull << VIRTIO_F_INDIRECT_DESC,
	};
	mutex_unlock(&pci->lock);
	return used;
}

int vio_pci_start_queue(struct facet_virtio_pci *pci, u32 queue)
{
	struct facet_virtq_setup setup;

	if (!take_setup(pci, queue, &setup))
		return -EINVAL;
	pci->started |= 1u << queue;
	if (facet_virtq_setup_valid(&setup, VIO_QUEUE_MAX))
		facet_virtio_gpu_start_queue(pci->gpu, queue, &setup);
	else
		facet_virtio_gpu_break(pci->gpu);
	return 0;
}

/* Begin to use the queues that the driver has enabled. Pass held. */
static void start_queues(struct facet_virtio_pci *pci)
{
	u32 i;

	for (i = 0; i < VIRTIO_GPU_QUEUES; i++)
		if (!(pci->started & 1u << i))
			vio_pci_start_queue(pci, i);
}

void facet_virtio_pci_pause(struct facet_virtio_pci *pci)
{
	mutex_lock(&pci->pass);
	pci->paused++;
	mutex_unlock(&pci->pass);
}

/*
 * Send interrupts again that another host may have lost: its VMM was stopped before the VMM passed
 * them on. The ISR is saved, MSI-X are not. A driver handles an MSI-X of a queue without a request
 * that came back: Virtual I/O Device (VIRTIO) 1.2, section 2.7.7.1. Lock held.
 */
static void repeat_msix(struct facet_virtio_pci *pci)
{
	u32 i;

	if (!msix_enabled(pci))
		return;
	if (pci->common.status & VIRTIO_STATUS_NEEDS_RESET)
		interrupt(pci, VIRTIO_PCI_ISR_CONFIG, pci->common.config_vector);
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++)
		if (pci->common.queues[i].enabled)
			interrupt(pci, VIRTIO_PCI_ISR_QUEUE, pci->common.queues[i].vector);
}

void facet_virtio_pci_resume(struct facet_virtio_pci *pci)
{
	mutex_lock(&pci->pass);
	pci->paused--;
	facet_virtio_gpu_wait_anew(pci->gpu);
	mutex_unlock(&pci->pass);
	mutex_lock(&pci->lock);
	if (pci->events)
		interrupt(pci, VIRTIO_PCI_ISR_CONFIG, pci->common.config_vector);
	if (pci->restored)
		repeat_msix(pci);
	pci->restored = false;
	update_line(pci);
	pci->ops->kick(pci->host);
	mutex_unlock(&pci->lock);
}

void facet_virtio_pci_hold(struct facet_virtio_pci *pci)
{
	mutex_lock(&pci->pass);
}

void facet_virtio_pci_release(struct facet_virtio_pci *pci)
{
	mutex_unlock(&pci->pass);
}

bool facet_virtio_pci_driver_ok(const struct facet_virtio_pci *pci)
{
	return READ_ONCE(pci->common.status) & VIRTIO_STATUS_DRIVER_OK;
}

int facet_virtio_pci_work(struct facet_virtio_pci *pci)
{
	bool master;
	int ret = 0;

	mutex_lock(&pci->pass);
	mutex_lock(&pci->lock);
	master = is_master(pci);
	mutex_unlock(&pci->lock);
	if (port_check(VIO_MASTER, !master) || pci->paused)
		goto out;
	start_queues(pci);
	ret = facet_virtio_gpu_work(pci->gpu);
out:
	mutex_unlock(&pci->pass);
	return ret;
}
