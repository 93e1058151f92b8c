// SPDX-License-Identifier: GPL-2.0-only
/*
 * See vfu_virtio.h. The queue is in guest memory, with its indices: so it moves with the memory,
 * and the driver keeps nothing.
 */
#include "tests/tools/vfu_virtio.h"

#include <unistd.h>

#include "device/pci_config_defs.h"
#include "virtio/virtio_defs.h"
#include "virtio/virtio_gpu_defs.h"
#include "virtio/virtio_pci.h"
#include "virtio/virtio_pci_defs.h"

#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX
#define QUEUE_SIZE	16u

/* Guest pages. */
enum { DESC = 0x1000, AVAIL = 0x2000, USED = 0x3000, COMMAND = 0x4000, ANSWER = 0x5000 };

/* Return the place of the capability of a structure; 0: there is none. */
static uint32_t find_cap(struct client *c, uint32_t type)
{
	uint32_t at = client_read(c, CONFIG, PCI_CFG_CAPABILITIES, 1);

	while (at && (client_read(c, CONFIG, at, 1) != PCI_CFG_CAP_ID_VENDOR ||
		      client_read(c, CONFIG, at + VIRTIO_PCI_CAP_TYPE, 1) != type))
		at = client_read(c, CONFIG, at + 1, 1);
	return at;
}

/* Return the place of the common configuration in the BAR of the registers. */
static uint32_t common_of(struct client *c)
{
	return client_read(c, CONFIG, find_cap(c, VIRTIO_PCI_CAP_COMMON_CFG) +
			   VIRTIO_PCI_CAP_OFFSET, 4);
}

static void set(struct client *c, uint32_t offset, unsigned int len, uint64_t value)
{
	client_write(c, VIO_BAR_REGS, common_of(c) + offset, len, value);
}

static void set_address(struct client *c, uint32_t offset, uint64_t gpa)
{
	set(c, offset, 4, gpa);
	set(c, offset + 4, 4, 0);
}

uint32_t vfu_virtio_status(struct client *c)
{
	return client_read(c, VIO_BAR_REGS, common_of(c) + VIRTIO_PCI_DEVICE_STATUS, 1);
}

static void add_status(struct client *c, uint32_t bits)
{
	set(c, VIRTIO_PCI_DEVICE_STATUS, 1, vfu_virtio_status(c) | bits);
}

void vfu_virtio_start(struct client *c)
{
	memset(c->ram, 0, c->ram_size);
	client_write(c, CONFIG, PCI_CFG_COMMAND, 2,
		     PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER);
	add_status(c, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	set(c, VIRTIO_PCI_DRIVER_FEATURE_SELECT, 4, VIRTIO_F_VERSION_1 / 32);
	set(c, VIRTIO_PCI_DRIVER_FEATURE, 4, BIT(VIRTIO_F_VERSION_1 % 32));
	add_status(c, VIRTIO_STATUS_FEATURES_OK);
	set(c, VIRTIO_PCI_QUEUE_SELECT, 2, 0);
	set(c, VIRTIO_PCI_QUEUE_SIZE, 2, QUEUE_SIZE);
	set_address(c, VIRTIO_PCI_QUEUE_DESC, DESC);
	set_address(c, VIRTIO_PCI_QUEUE_DRIVER, AVAIL);
	set_address(c, VIRTIO_PCI_QUEUE_DEVICE, USED);
	set(c, VIRTIO_PCI_QUEUE_ENABLE, 2, 1);
	add_status(c, VIRTIO_STATUS_DRIVER_OK);
}

static volatile uint16_t *word(struct client *c, uint32_t gpa)
{
	return (volatile uint16_t *)(c->ram + gpa);
}

static void put_desc(struct client *c, uint32_t number, uint64_t gpa, uint32_t len, uint16_t flags)
{
	struct {
		uint64_t gpa;
		uint32_t len;
		uint16_t flags;
		uint16_t next;
	} desc = { gpa, len, flags, number + 1 };

	memcpy(c->ram + DESC + number * VIRTQ_DESC_BYTES, &desc, sizeof(desc));
}

/* Tell the device that its queue 0 has a request. */
static void notify(struct client *c)
{
	uint32_t cap = find_cap(c, VIRTIO_PCI_CAP_NOTIFY_CFG);

	client_write(c, VIO_BAR_REGS, client_read(c, CONFIG, cap + VIRTIO_PCI_CAP_OFFSET, 4), 2, 0);
}

bool vfu_virtio_answers(struct client *c, int ms)
{
	const struct virtio_gpu_ctrl_hdr command = { .type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO };
	struct virtio_gpu_ctrl_hdr answer;
	uint16_t idx = *word(c, AVAIL + VIRTQ_AVAIL_IDX);

	memcpy(c->ram + COMMAND, &command, sizeof(command));
	memset(c->ram + ANSWER, 0, PAGE_SIZE);
	put_desc(c, 0, COMMAND, sizeof(command), VIRTQ_DESC_NEXT);
	put_desc(c, 1, ANSWER, sizeof(command) +
		 sizeof(struct virtio_gpu_display_info), VIRTQ_DESC_WRITE);
	*word(c, AVAIL + VIRTQ_AVAIL_RING + VIRTQ_AVAIL_ENTRY * (idx % QUEUE_SIZE)) = 0;
	__atomic_store_n(word(c, AVAIL + VIRTQ_AVAIL_IDX), idx + 1, __ATOMIC_SEQ_CST);
	notify(c);
	while (*word(c, USED + VIRTQ_USED_IDX) != (uint16_t)(idx + 1) && ms-- > 0)
		usleep(1000);
	memcpy(&answer, c->ram + ANSWER, sizeof(answer));
	return *word(c, USED + VIRTQ_USED_IDX) == (uint16_t)(idx + 1) &&
	       answer.type == VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
}
