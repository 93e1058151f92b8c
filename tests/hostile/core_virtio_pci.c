// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of a hostile driver of virtio over PCI (virtio/virtio_pci.h). The case plays the driver,
 * and has a function of its own.
 */
#include "classes.h"
#include "native.h"

#include "tests/lib/virtio_pci_driver.h"

#define TURNS		1000u
#define FAR_AHEAD	0x8000u		/* more requests than a queue has */

/* A case that needs a function. */
struct function_case {
	void (*run)(struct pci_rig *f);
};

static void with_function(struct hostile *h, const void *arg)
{
	const struct function_case *function_case = arg;
	struct pci_rig *f = pci_rig_create();

	EXPECT(f);
	function_case->run(f);
	pci_rig_destroy(f);
}

/* The device starts, and answers one request. */
static void expect_works(struct pci_rig *f)
{
	pci_start(f, true);
	EXPECT(pci_ask(f) == 1);
	EXPECT(f->vectors[1] == 1);
}

static void all_features(struct pci_rig *f)
{
	pci_set_features(f, ~0ull);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0xff, 1);
	EXPECT(!(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1) & VIRTIO_STATUS_FEATURES_OK));
	expect_works(f);
}

static void queue_not_there(struct pci_rig *f)
{
	u32 offset;

	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, 0xfff0, 2);
	for (offset = VIRTIO_PCI_QUEUE_SIZE; offset < VIRTIO_PCI_COMMON_BYTES; offset += 2) {
		pci_set_common(f, offset, 0xffff, 2);
		EXPECT(!pci_common(f, offset, 2));
	}
	expect_works(f);
}

static void vector_not_there(struct pci_rig *f)
{
	pci_start(f, true);
	pci_set_common(f, VIRTIO_PCI_CONFIG_VECTOR, FACET_VIRTIO_PCI_VECTORS, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, 0, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_VECTOR, 0xfffe, 2);
	EXPECT(pci_ask(f) == 1);
	facet_virtio_pci_monitors_changed(f->pci);
	EXPECT(!f->vectors[0] && !f->vectors[1] && !f->vectors[2] && !f->level);
}

static void behind_the_device_config(struct pci_rig *f)
{
	u32 offset;

	for (offset = 16; offset < 0x1000; offset += 8)
		EXPECT(!pci_get(f, VIRTIO_PCI_CAP_DEVICE_CFG, offset, 8));
	expect_works(f);
}

static void outside_of_bars(struct pci_rig *f)
{
	u64 value = 0;
	u32 bar;

	for (bar = 0; bar < 8; bar++)
		EXPECT(facet_virtio_pci_access(f->pci, bar, facet_virtio_pci_bar(bar), &value, 4,
					       true) == -EINVAL);
	EXPECT(!f->kicks);
	expect_works(f);
}

static void behind_configuration_space(struct pci_rig *f)
{
	u8 bytes[4];

	EXPECT(facet_virtio_pci_config(f->pci, PCI_CFG_SIZE - 2, bytes, 4, false) == -EINVAL);
	EXPECT(facet_virtio_pci_config(f->pci, ~0u, bytes, 4, true) == -EINVAL);
	expect_works(f);
}

static void other_identity(struct pci_rig *f)
{
	u32 offset, before[PCI_CFG_SIZE / 4];

	for (offset = 0; offset < PCI_CFG_SIZE; offset += 4)
		before[offset / 4] = pci_config(f, offset, 4);
	for (offset = 0; offset < PCI_CFG_SIZE; offset += 4)
		pci_config_write(f, offset, ~0u, 4);
	EXPECT(pci_config(f, PCI_CFG_VENDOR, 4) == before[0]);
	EXPECT(pci_find_parts(f) == 6);
	facet_virtio_pci_reset(f->pci);
	for (offset = 0; offset < PCI_CFG_SIZE; offset += 4)
		EXPECT(pci_config(f, offset, 4) == before[offset / 4]);
	expect_works(f);
}

/* A kernel that has started anew has other memory there. */
static void no_bus_master(struct pci_rig *f)
{
	pci_start(f, true);
	pci_config_write(f, PCI_CFG_COMMAND, PCI_CFG_COMMAND_MEMORY, 2);
	f->gpu.memory.read = 0;
	EXPECT(!pci_ask(f));
	EXPECT(!f->gpu.memory.read);
	f->vectors[1] = 0;
	expect_works(f);
}

/* VIRTIO_PCI_CAP_PCI_CFG names a place that is in no BAR. */
static void pci_cfg_to_nowhere(struct pci_rig *f)
{
	u32 at = pci_config(f, PCI_CFG_CAPABILITIES, 1);

	while (pci_config(f, at + VIRTIO_PCI_CAP_TYPE, 1) != VIRTIO_PCI_CAP_PCI_CFG)
		at = pci_config(f, at + 1, 1);
	pci_config_write(f, at + VIRTIO_PCI_CAP_BAR, 4, 1);
	pci_config_write(f, at + VIRTIO_PCI_CAP_OFFSET, ~0u - 3, 4);
	pci_config_write(f, at + VIRTIO_PCI_CAP_LENGTH, 4, 4);
	pci_config_write(f, at + VIRTIO_PCI_CAP_DATA, ~0u, 4);
	EXPECT(!f->kicks);
	EXPECT(!pci_config(f, at + VIRTIO_PCI_CAP_DATA, 4));
	expect_works(f);
}

/* Requests are under way at each reset. */
static void resets_all_the_time(struct pci_rig *f)
{
	u32 i;

	for (i = 0; i < TURNS; i++) {
		pci_start(f, i % 2);
		pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, i & 0xffff, 2);
		pci_ask(f);
		driver_put16(&f->gpu.memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, FAR_AHEAD);
		facet_virtio_pci_work(f->pci);
		EXPECT(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1) & VIRTIO_STATUS_NEEDS_RESET);
	}
	f->vectors[1] = 0;
	expect_works(f);
}

#define FUNCTION(fn, stopper, does, sees)						\
	{										\
		.name = #fn, .action = does, .expect = sees, .check = #stopper,		\
		.run = with_function, .arg = &(const struct function_case){ .run = fn }, \
	}
#define NOTHING	"nothing: the device works"

static const struct hostile_case virtio_pci_cases[] = {
	FUNCTION(all_features, VIO_FEATURES, "asks for all features", "they are refused"),
	FUNCTION(queue_not_there, VIO_SELECT, "sets up a queue that is not there", NOTHING),
	FUNCTION(vector_not_there, VIO_VECTOR, "asks for interrupts that are not there",
		 "no interrupt"),
	FUNCTION(behind_the_device_config, VIO_DEVICE_CFG,
		 "reads behind the device configuration", NOTHING),
	FUNCTION(outside_of_bars, VIO_PLACE, "writes behind each BAR", NOTHING),
	FUNCTION(pci_cfg_to_nowhere, VIO_PLACE, "accesses a place in no BAR by configuration space",
		 NOTHING),
	FUNCTION(behind_configuration_space, CONFIG_RANGE, "reads behind configuration space",
		 NOTHING),
	FUNCTION(other_identity, CONFIG_READ_ONLY, "writes ones to configuration space",
		 "ids and capabilities are as before"),
	FUNCTION(no_bus_master, VIO_MASTER, "takes the bus away amid a request",
		 "no access to memory until it gives the bus back"),
	FUNCTION(resets_all_the_time, VIRTQ_AHEAD, "breaks and resets the device again and again",
		 NOTHING),
};

const struct hostile_class hostile_virtio_pci = {
	.name = "virtio-pci",
	.cases = virtio_pci_cases,
	.count = ARRAY_SIZE(virtio_pci_cases),
};
