// SPDX-License-Identifier: GPL-2.0-only
/*
 * The saved state of a virtio function (virtio_pci_state.h). Front ends call this file.
 *
 * The set-up of a queue is in its registers, and is not saved beside them: a queue that the device
 * used is started by them again.
 *
 * Locks: facet_virtio_pci.pass; in it facet_virtio_pci.lock for registers.
 */
#include "virtio/virtio_pci_state.h"

#include "device/state_walk.h"
#include "virtio/vio_state.h"
#include "virtio/virtio_pci_common.h"
#include "virtio/virtio_pci_config.h"
#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_inside.h"
#include "virtio/virtio_pci_types.h"

#define STATE_FIXED	4096u	/* most bytes of the head and of the function's records */

/* --- configuration space -------------------------------------------------------------------- */

static const struct facet_state_field config_fields[] = {
	FACET_STATE_ARRAY(struct facet_config_space, value, u8, 0),
};

static int config_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_virtio_pci *pci = owner;
	struct facet_config_space space;

	mutex_lock(&pci->lock);
	space = pci->config;
	mutex_unlock(&pci->lock);
	facet_state_put_fields(out, config_fields, ARRAY_SIZE(config_fields), &space);
	return 0;
}

static int config_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_virtio_pci *pci = owner;
	struct facet_config_space space;
	int ret = facet_state_take_fields(in, config_fields, ARRAY_SIZE(config_fields), &space);

	if (ret)
		return ret;
	mutex_lock(&pci->lock);
	ret = facet_config_space_restore(&pci->config, space.value);
	mutex_unlock(&pci->lock);
	return ret;
}

static const struct facet_state_section config_state = {
	.tag = FACET_STATE_TAG('V', 'C', 'F', 'G'),
	.name = "configuration space",
	.what = "PCI configuration space of the function",
	.records = 1,
	.fields = config_fields,
	.n_fields = ARRAY_SIZE(config_fields),
	.save = config_save,
	.restore = config_restore,
};

/* --- registers ------------------------------------------------------------------------------ */

/**
 * struct regs_state - The registers behind BAR4.
 * @common: the common configuration
 * @events: VIRTIO_GPU_EVENT_* that have happened
 * @isr: VIRTIO_PCI_ISR_*
 * @started: queues that the device uses, a bit for each
 */
struct regs_state {
	struct vio_pci_common common;
	u32 events;
	u8 isr;
	u32 started;
};

#define QUEUE_FIELDS(n)									\
	FACET_STATE_FIELD(struct regs_state, common.queues[n].size, 0),			\
	FACET_STATE_FIELD(struct regs_state, common.queues[n].vector, 0),		\
	FACET_STATE_FIELD(struct regs_state, common.queues[n].enabled, 0),		\
	FACET_STATE_FIELD(struct regs_state, common.queues[n].desc, 0),			\
	FACET_STATE_FIELD(struct regs_state, common.queues[n].driver, 0),		\
	FACET_STATE_FIELD(struct regs_state, common.queues[n].device, 0)

static const struct facet_state_field regs_fields[] = {
	FACET_STATE_FIELD(struct regs_state, common.device_select, 0),
	FACET_STATE_FIELD(struct regs_state, common.driver_select, 0),
	FACET_STATE_FIELD(struct regs_state, common.driver_features, 0),
	FACET_STATE_FIELD(struct regs_state, common.config_vector, 0),
	FACET_STATE_FIELD(struct regs_state, common.status, 0),
	FACET_STATE_FIELD(struct regs_state, common.generation, 0),
	FACET_STATE_FIELD(struct regs_state, common.queue_select, 0),
	QUEUE_FIELDS(VIRTIO_GPU_CONTROLQ),
	QUEUE_FIELDS(VIRTIO_GPU_CURSORQ),
	FACET_STATE_FIELD(struct regs_state, events, VIRTIO_GPU_EVENT_DISPLAY),
	FACET_STATE_FIELD(struct regs_state, isr, VIRTIO_PCI_ISR_QUEUE | VIRTIO_PCI_ISR_CONFIG),
	FACET_STATE_FIELD(struct regs_state, started, (1u << VIRTIO_GPU_QUEUES) - 1),
};

static int regs_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_virtio_pci *pci = owner;
	struct regs_state s;

	mutex_lock(&pci->lock);
	s = (struct regs_state){
		.common = pci->common,
		.events = pci->events,
		.isr = pci->isr,
		.started = pci->started,
	};
	mutex_unlock(&pci->lock);
	facet_state_put_fields(out, regs_fields, ARRAY_SIZE(regs_fields), &s);
	return 0;
}

/* Restore the registers, and start the queues that the device used. */
static int regs_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_virtio_pci *pci = owner;
	struct regs_state s = { .started = 0 };
	u32 i;
	int ret = facet_state_take_fields(in, regs_fields, ARRAY_SIZE(regs_fields), &s);

	if (ret)
		return ret;
	mutex_lock(&pci->lock);
	ret = vio_pci_common_restore(pci, &s.common);
	if (!ret) {
		pci->events = s.events;
		pci->isr = s.isr;
	}
	mutex_unlock(&pci->lock);
	for (i = 0; !ret && i < VIRTIO_GPU_QUEUES; i++)
		if (s.started & 1u << i)
			ret = vio_pci_start_queue(pci, i);
	return ret;
}

static const struct facet_state_section regs_state = {
	.tag = FACET_STATE_TAG('V', 'R', 'E', 'G'),
	.name = "function",
	.what = "common configuration, events, ISR, queues that the device uses",
	.records = 1,
	.fields = regs_fields,
	.n_fields = ARRAY_SIZE(regs_fields),
	.save = regs_save,
	.restore = regs_restore,
};

/* --- the state as a whole ------------------------------------------------------------------- */

static const struct facet_state_section *const sections[] = {
	&config_state,
	&regs_state,
};

static const struct facet_state_table pci_table = {
	.sections = sections,
	.n = ARRAY_SIZE(sections),
};

/* struct state_head - Head of a state, behind the magic number. A restore compares all fields. */
struct state_head {
	u32 version;
	struct facet_virtio_gpu_limits limits;
};

static const struct facet_state_field head_fields[] = {
	FACET_STATE_FIELD(struct state_head, version, 0),
	FACET_STATE_FIELD(struct state_head, limits.resources, 0),
	FACET_STATE_FIELD(struct state_head, limits.entries, 0),
	FACET_STATE_FIELD(struct state_head, limits.bytes, 0),
	FACET_STATE_FIELD(struct state_head, limits.max_side, 0),
	FACET_STATE_FIELD(struct state_head, limits.scanouts, 0),
};

static int head_save(const struct facet_virtio_pci *pci, struct facet_state_writer *out,
		     const struct facet_state_sink *sink)
{
	const struct state_head head = {
		.version = FACET_VIRTIO_STATE_VERSION, .limits = *pci->limits,
	};

	facet_state_put64(out, FACET_VIRTIO_STATE_MAGIC);
	facet_state_put_fields(out, head_fields, ARRAY_SIZE(head_fields), &head);
	return out->error ? out->error : sink->write(sink->arg, out->data, out->used);
}

static bool limits_equal(const struct facet_virtio_gpu_limits *a,
			 const struct facet_virtio_gpu_limits *b)
{
	return a->resources == b->resources && a->entries == b->entries && a->bytes == b->bytes &&
	       a->max_side == b->max_side && a->scanouts == b->scanouts;
}

/* Read the head. Return: 0; -EINVAL: the state does not fit this function. */
static int head_restore(const struct facet_virtio_pci *pci, struct facet_state_reader *in)
{
	struct state_head head;

	if (facet_state_take64(in) != FACET_VIRTIO_STATE_MAGIC ||
	    facet_state_take_fields(in, head_fields, ARRAY_SIZE(head_fields), &head) ||
	    head.version != FACET_VIRTIO_STATE_VERSION)
		return -EINVAL;
	return port_check(VIO_LIMITS, !limits_equal(&head.limits, pci->limits)) ? -EINVAL : 0;
}

u64 facet_virtio_pci_state_max(const struct facet_virtio_gpu_limits *limits)
{
	return STATE_FIXED + vio_state_max(limits);
}

u64 facet_virtio_pci_state_size(struct facet_virtio_pci *pci)
{
	return STATE_FIXED + vio_state_size(pci->gpu);
}

int facet_virtio_pci_save(struct facet_virtio_pci *pci, const struct facet_state_sink *sink)
{
	struct facet_state_writer out = { .used = 0 };
	int ret;

	mutex_lock(&pci->pass);
	ret = head_save(pci, &out, sink);
	if (!ret)
		ret = facet_state_save_records(&pci_table, pci, &out, sink);
	if (!ret)
		ret = facet_state_save_records(&vio_state_table, pci->gpu, &out, sink);
	if (!ret)
		ret = facet_state_save_end(&out, sink);
	mutex_unlock(&pci->pass);
	port_free_zeroed(out.data, out.room);
	return ret;
}

/* Restore all records. Pass held. */
static int state_restore(struct facet_virtio_pci *pci, struct facet_state_reader *in)
{
	int ret = head_restore(pci, in);

	if (!ret)
		ret = facet_state_restore_records(&pci_table, pci, in);
	if (!ret)
		ret = facet_state_restore_records(&vio_state_table, pci->gpu, in);
	return ret ? ret : facet_state_restore_end(&vio_state_table, in);
}

int facet_virtio_pci_restore(struct facet_virtio_pci *pci, const void *data, size_t len)
{
	struct facet_state_reader in = { .at = data, .left = len };
	int ret;

	mutex_lock(&pci->pass);
	vio_pci_reset_all(pci);
	ret = state_restore(pci, &in);
	if (ret)
		vio_pci_reset_all(pci);
	else
		vio_pci_go_on(pci);
	mutex_unlock(&pci->pass);
	return !ret || ret == -ENOMEM ? ret : -EINVAL;
}

/* --- dump ----------------------------------------------------------------------------------- */

/* struct state_dump - A dump: the sink of a save that prints. @head: the head has been printed. */
struct state_dump {
	const struct facet_state_printer *printer;
	bool head;
};

/* &facet_state_sink.write of a dump. Return: 0; -EINVAL: not a record. */
static int dump_write(void *arg, const void *data, size_t len)
{
	struct facet_state_reader in = { .at = data, .left = len };
	struct state_dump *dump = arg;
	const struct facet_state_printer *printer = dump->printer;
	u32 tag = get_unaligned_le32(data);

	if (dump->head)
		return facet_state_dump_record(facet_state_find(&pci_table, tag) ? &pci_table :
					       &vio_state_table, NULL, data, len, printer);
	dump->head = true;
	facet_state_take64(&in);
	printer->print(printer->arg, "virtio-gpu: %zu bytes\n", len);
	facet_state_dump_fields(printer, &in, head_fields, ARRAY_SIZE(head_fields));
	return 0;
}

int facet_virtio_pci_dump(struct facet_virtio_pci *pci, const struct facet_state_printer *printer)
{
	struct state_dump dump = { .printer = printer };
	const struct facet_state_sink sink = { .write = dump_write, .arg = &dump };

	return facet_virtio_pci_save(pci, &sink);
}

const struct facet_state_section *facet_virtio_pci_section_at(u32 i)
{
	if (i < pci_table.n)
		return pci_table.sections[i];
	i -= pci_table.n;
	return i < vio_state_table.n ? vio_state_table.sections[i] : NULL;
}
