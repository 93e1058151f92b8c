// SPDX-License-Identifier: GPL-2.0-only
/*
 * Save, restore, dump and reset of a vGPU by one table of sections. The front end calls these
 * functions with no lock held. They take mmio_lock, and the vGPU is stopped meanwhile: engines
 * idle, worker and timers out.
 */
#include "mediator/vgpu_state.h"

#include "device/config.h"
#include "device/irq.h"
#include "device/regs.h"
#include "device/timer.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/gpu_clock.h"
#include "mediator/execlist/image_seal.h"
#include "mediator/execlist/oa.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/ppgtt.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "pgpu/pgpu.h"

#define STATE_REST_MAX	(1u << 20)	/* bytes of all records whose size is fixed, and of seals */

/* In the order of a description: a section needs only those before it. A reset goes backwards. */
static const struct facet_state_section *const own_sections[] = {
	&facet_config_state,
	&facet_irq_state,
	&facet_regs_state,
	&facet_clock_state,
	&facet_oa_state,
	&facet_aperture_state,
	&facet_ggtt_state,
	&facet_ppgtt_state,
	&facet_execlist_engine_state,
	&facet_execlist_owed_state,
	&facet_seal_state,
	&facet_workload_state,
};

/*
 * struct facet_vgpu_state_table - All sections.
 * @n: number of sections
 * @own: number of the mediator's own sections, which come first
 * @sections: the sections in the order of a description
 */
struct facet_vgpu_state_table {
	u32 n;
	u32 own;
	const struct facet_state_section *sections[];
};

/*
 * struct state_head - Head of a description, behind the magic number. It identifies the kind of
 * vGPU, and the GPU that its guest sees: no other kind can take the rest. A restore compares all
 * fields.
 */
struct state_head {
	u32 version;
	u32 aperture_mib;
	u32 hidden_mib;
	u32 fences;
	u32 max_width;
	u32 max_height;
	u32 engines;
	u8 context_pages[PGPU_ENGINES];
	struct gen9_identity identity;
};

static const struct facet_state_field head_fields[] = {
	FACET_STATE_FIELD(struct state_head, version, 0),
	FACET_STATE_FIELD(struct state_head, aperture_mib, 0),
	FACET_STATE_FIELD(struct state_head, hidden_mib, 0),
	FACET_STATE_FIELD(struct state_head, fences, 0),
	FACET_STATE_FIELD(struct state_head, max_width, 0),
	FACET_STATE_FIELD(struct state_head, max_height, 0),
	FACET_STATE_FIELD(struct state_head, engines, 0),
	FACET_STATE_ARRAY(struct state_head, context_pages, u8, 0),
	FACET_STATE_FIELD(struct state_head, identity.device, 0),
	FACET_STATE_FIELD(struct state_head, identity.revision, 0),
	FACET_STATE_FIELD(struct state_head, identity.fuse2, 0),
	FACET_STATE_ARRAY(struct state_head, identity.eu_disable, u32, 0),
	FACET_STATE_FIELD(struct state_head, identity.rp_state_cap, 0),
};

/* Check a section: see facet_vgpu_state_table_create(). */
static bool section_valid(const struct facet_vgpu_state_table *table, u32 i)
{
	const struct facet_state_section *section = table->sections[i];
	u32 other;

	if (!section->name || !section->what || !section->reset ||
	    !section->tag != !section->save || (section->save && !section->restore))
		return false;
	if (section->tag == FACET_STATE_END)
		return false;
	for (other = 0; section->tag && other < i; other++) {
		if (table->sections[other]->tag == section->tag)
			return false;
	}
	return true;
}

static void table_fill(struct facet_vgpu_state_table *table,
		       const struct facet_reg_block *const *extra_blocks)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(own_sections); i++)
		table->sections[table->n++] = own_sections[i];
	table->own = table->n;
	for (; extra_blocks && *extra_blocks; extra_blocks++) {
		for (i = 0; i < (*extra_blocks)->n_state; i++)
			table->sections[table->n++] = &(*extra_blocks)->state[i];
	}
}

int facet_vgpu_state_table_create(const struct facet_reg_block *const *extra_blocks,
				  struct facet_vgpu_state_table **out)
{
	const struct facet_reg_block *const *block;
	struct facet_vgpu_state_table *table;
	u32 n = ARRAY_SIZE(own_sections);
	u32 i;

	for (block = extra_blocks; block && *block; block++)
		n += (*block)->n_state;
	table = port_zalloc(sizeof(*table) + n * sizeof(table->sections[0]));
	if (!table)
		return -ENOMEM;
	table_fill(table, extra_blocks);
	for (i = 0; i < n; i++) {
		if (section_valid(table, i))
			continue;
		pr_err("state section %u (%s) makes no sense\n", i, table->sections[i]->name);
		facet_vgpu_state_table_destroy(table);
		return -EINVAL;
	}
	*out = table;
	return 0;
}

void facet_vgpu_state_table_destroy(struct facet_vgpu_state_table *table)
{
	port_free(table);
}

const struct facet_state_section *facet_vgpu_state_section_at(
	const struct facet_vgpu_state_table *table, u32 i)
{
	return i < table->n ? table->sections[i] : NULL;
}

/* Return a vGPU's sections. Without a display, those from outside do not count. */
static struct facet_state_table table_of(const struct facet_vgpu *vgpu)
{
	const struct facet_vgpu_state_table *table = facet_gpu_state(vgpu->gpu);

	return (struct facet_state_table){
		.sections = table->sections,
		.n = vgpu->dev.display ? table->n : table->own,
	};
}

void facet_vgpu_state_reset_sections(struct facet_vgpu *vgpu)
{
	const struct facet_state_table table = table_of(vgpu);
	u32 i = table.n;

	while (i--)
		table.sections[i]->reset(&vgpu->dev);
}

/* Drop all work, and reset all sections. mmio_lock held. */
static void state_reset(struct facet_vgpu *vgpu)
{
	facet_execlists_kill(vgpu);
	facet_vgpu_state_reset_sections(vgpu);
	facet_execlists_resume(vgpu);
}

void facet_vgpu_reset(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev.mmio_lock);
	state_reset(vgpu);
	mutex_unlock(&vgpu->dev.mmio_lock);
}

/*
 * Keep the BARs: a VMM that emulates them itself (QEMU) still returns the old values, so the guest
 * does not write them again.
 */
void facet_vgpu_flr(struct facet_vgpu *vgpu)
{
	struct facet_config_bars bars;

	mutex_lock(&vgpu->dev.mmio_lock);
	facet_config_bars_save(&vgpu->dev, &bars);
	state_reset(vgpu);
	facet_config_bars_restore(&vgpu->dev, &bars);
	mutex_unlock(&vgpu->dev.mmio_lock);
}

/*
 * Stop timers, engines and worker. Work that has ended is reported by facet_vgpu_pause(), by a save
 * or by the worker. A dump does not report it: most processes that read a dump cannot copy guest
 * memory. mmio_lock held.
 */
static void state_pause(struct facet_vgpu *vgpu)
{
	facet_timers_pause(&vgpu->dev);
	facet_execlists_freeze(vgpu);
}

/* Undo state_pause(), and set the interrupt line. mmio_lock held. */
static void state_resume(struct facet_vgpu *vgpu)
{
	facet_irq_sync_line(&vgpu->dev);
	facet_execlists_thaw(vgpu);
	facet_timers_resume(&vgpu->dev);
}

/*
 * Tell whether the vGPU was paused before the last state_pause(). Its VMM may have copied guest
 * memory for the last time then, and would miss what is written now. mmio_lock held.
 */
static bool paused_before(const struct facet_vgpu *vgpu)
{
	return vgpu->progress.frozen > 1;
}

void facet_vgpu_pause(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev.mmio_lock);
	state_pause(vgpu);
	if (!paused_before(vgpu))
		facet_execlists_retire_all(vgpu);
	mutex_unlock(&vgpu->dev.mmio_lock);
}

void facet_vgpu_settle(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev.mmio_lock);
	facet_execlists_settle(vgpu);
	mutex_unlock(&vgpu->dev.mmio_lock);
}

void facet_vgpu_resume(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->dev.mmio_lock);
	state_resume(vgpu);
	mutex_unlock(&vgpu->dev.mmio_lock);
}

/* Fill the head of a vGPU's description. */
static void head_of(const struct facet_vgpu *vgpu, struct state_head *head)
{
	const struct pgpu_caps *caps = facet_gpu_pgpu(vgpu->gpu)->caps;

	memset(head, 0, sizeof(*head));
	head->version = FACET_STATE_VERSION;
	head->aperture_mib = vgpu->type->aperture_mib;
	head->hidden_mib = vgpu->type->hidden_mib;
	head->fences = vgpu->type->fences;
	head->max_width = vgpu->type->max_width;
	head->max_height = vgpu->type->max_height;
	head->engines = caps->engines;
	memcpy(head->context_pages, caps->context_pages, sizeof(head->context_pages));
	head->identity = caps->identity;
}

static int head_save(struct facet_vgpu *vgpu, struct facet_state_writer *out,
		     const struct facet_state_sink *sink)
{
	struct state_head head;

	head_of(vgpu, &head);
	facet_state_put64(out, FACET_STATE_MAGIC);
	facet_state_put_fields(out, head_fields, ARRAY_SIZE(head_fields), &head);
	return out->error ? out->error : sink->write(sink->arg, out->data, out->used);
}

/*
 * Get a vGPU behind state_pause() to where a description says all. One that was paused before
 * stays as it is. mmio_lock held. Return: 0; -EBUSY: a description would not say all.
 */
static int state_settle(struct facet_vgpu *vgpu)
{
	if (paused_before(vgpu))
		return facet_execlists_kept(vgpu) ? -EBUSY : 0;
	facet_execlists_retire_all(vgpu);
	return facet_execlists_settle(vgpu);
}

/*
 * Pause the vGPU and write its description. @settle: only if the description says all. Return: 0 or
 * a negative errno.
 */
static int state_write(struct facet_vgpu *vgpu, const struct facet_state_sink *sink, bool settle)
{
	const struct facet_state_table table = table_of(vgpu);
	struct facet_state_writer out = {};
	int ret;

	mutex_lock(&vgpu->dev.mmio_lock);
	state_pause(vgpu);
	ret = settle ? state_settle(vgpu) : 0;
	if (!ret)
		ret = head_save(vgpu, &out, sink);
	if (!ret)
		ret = facet_state_save_records(&table, &vgpu->dev, &out, sink);
	if (!ret)
		ret = facet_state_save_end(&out, sink);
	state_resume(vgpu);
	mutex_unlock(&vgpu->dev.mmio_lock);
	port_free_zeroed(out.data, out.room);
	return ret;
}

/*
 * Runs of the GGTT and of registers cost most if every second entry is zero: as many bytes for the
 * heads of runs as for entries.
 */
u64 facet_vgpu_state_max(const struct facet_type *type)
{
	const u64 ggtt = (u64)(type->aperture_mib + type->hidden_mib) << 20;

	return ggtt / GEN9_PAGE_SIZE * sizeof(u64) + 2 * GEN9_MMIO_SIZE +
	       facet_workload_state_max() + STATE_REST_MAX;
}

int facet_vgpu_save(struct facet_vgpu *vgpu, const struct facet_state_sink *sink)
{
	return state_write(vgpu, sink, true);
}

/* Read the head. Return: 0; -EINVAL: the description does not fit this vGPU. */
static int head_restore(const struct facet_vgpu *vgpu, struct facet_state_reader *in)
{
	struct state_head head, own;

	memset(&head, 0, sizeof(head));
	if (facet_state_take64(in) != FACET_STATE_MAGIC ||
	    facet_state_take_fields(in, head_fields, ARRAY_SIZE(head_fields), &head))
		return -EINVAL;
	head_of(vgpu, &own);
	return port_check(STATE_VGPU, memcmp(&head, &own, sizeof(own))) ? -EINVAL : 0;
}

/* Restore all sections, and check that END is the last record. Return: 0 or a negative errno. */
static int state_restore(struct facet_vgpu *vgpu, struct facet_state_reader *in)
{
	const struct facet_state_table table = table_of(vgpu);
	int ret = head_restore(vgpu, in);

	if (!ret)
		ret = facet_state_restore_records(&table, &vgpu->dev, in);
	return ret ? ret : facet_state_restore_end(&table, in);
}

int facet_vgpu_restore(struct facet_vgpu *vgpu, const void *data, size_t len)
{
	struct facet_state_reader in = { .at = data, .left = len };
	int ret;

	mutex_lock(&vgpu->dev.mmio_lock);
	state_pause(vgpu);
	state_reset(vgpu);
	ret = state_restore(vgpu, &in);
	if (ret)
		state_reset(vgpu);
	state_resume(vgpu);
	mutex_unlock(&vgpu->dev.mmio_lock);
	return ret == -ENOMEM || ret == -ENOSPC || !ret ? ret : -EINVAL;
}

/*
 * struct state_dump - A dump: the sink of a save that prints.
 * @vgpu: the vGPU
 * @printer: destination of the text
 * @head: the head has been printed
 */
struct state_dump {
	const struct facet_vgpu *vgpu;
	const struct facet_state_printer *printer;
	bool head;
};

/* &facet_state_sink.write of a dump. Return: 0; -EINVAL: not a record. */
static int dump_write(void *arg, const void *data, size_t len)
{
	struct facet_state_reader in = { .at = data, .left = len };
	struct state_dump *dump = arg;
	const struct facet_state_printer *printer = dump->printer;
	const struct facet_state_table table = table_of(dump->vgpu);

	if (dump->head)
		return facet_state_dump_record(&table, facet_gpu_reg_map(dump->vgpu->gpu), data,
					       len, printer);
	dump->head = true;
	facet_state_take64(&in);
	printer->print(printer->arg, "vgpu: %zu bytes\n", len);
	facet_state_dump_fields(printer, &in, head_fields, ARRAY_SIZE(head_fields));
	return 0;
}

int facet_vgpu_dump(struct facet_vgpu *vgpu, const struct facet_state_printer *printer)
{
	struct state_dump dump = { .vgpu = vgpu, .printer = printer };
	const struct facet_state_sink sink = { .write = dump_write, .arg = &dump };

	return state_write(vgpu, &sink, false);
}
