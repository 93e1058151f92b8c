// SPDX-License-Identifier: GPL-2.0-only
/*
 * The render engine as the units of a software GPU (render_units.h). The thread of the render
 * engine calls all of this file but its creation, its end and its report. Takes no lock.
 *
 * An instance is a render engine with a stack. The current instance executes the commands of the
 * context that runs. A command that leaves its stack in a poll keeps its instance; the next context
 * gets another one. The progress of a position names the command by a random number, so that a
 * position can bring no other context's command back. A command that ends at a place keeps nothing.
 * An instance serves one owner alone, so that its caches go with that owner.
 */
#include "engine/render_units.h"

#include <sys/mman.h>

#include "engine/fiber.h"
#include "gen9/commands.h"
#include "gen9/pipe_control_defs.h"
#include "pgpu/pgpu.h"
#include "softgpu/units.h"

#define NAMES		64u	/* most names of what the engine has not */
#define FREE_INSTANCES	1u	/* instances that are kept for the next contexts of an owner */
#define NO_OWNER	0ull	/* &instance.owner before the first context */
#define UNWINDS		(~0ull)	/* number of the translations while a command unwinds */
#define CHARGE_SHIFT	5	/* log2 of the nanoseconds that cost one unit of a slice */

/**
 * struct instance - A render engine with a stack.
 * @list: in &render_units.instances, the instance that was current last at the end
 * @units: the units
 * @render: the engine
 * @memory: the PPGTT of the context that runs
 * @fiber: the stack
 * @owner: owner whose contexts it executes, or NO_OWNER
 * @left: number of the command that has left the stack, never 0
 * @context: GGTT address of the image of the context of that command
 * @unwinds: the command is to end without any effect
 * @asked: the last poll of this run found that the command is to stop
 * @dw: the command
 * @n: its length in dwords
 * @place: its place, for render_command()
 * @ret: its result
 */
struct instance {
	struct list_head list;
	struct render_units *units;
	struct render *render;
	struct sample_memory memory;
	struct fiber *fiber;
	u64 owner;
	u64 left;
	u32 context;
	bool unwinds;
	bool asked;
	u32 dw[SGPU_CMD_DWORDS];
	u32 n;
	u64 place;
	int ret;
};

/**
 * struct missing - Something that guests used and the engine has not.
 * @name: its name
 * @count: how often
 */
struct missing {
	const char *name;
	u64 count;
};

/**
 * struct render_units - The units.
 * @ops: functions of the engine
 * @unit_ops: operations for the host
 * @host: the host of the units
 * @runs: a context has begun, and the units are not at their end
 * @instances: all instances
 * @current: the instance that executes commands
 * @owner: owner of the context that runs
 * @generation: number of the translations
 * @switches: number of changes of translations that the software GPU does not count
 * @since_ns: time of the last charge, in nanoseconds
 * @zero: a page of zeros that cannot be written
 * @sink: the page that takes writes to absent and read-only pages; no owner reads another's
 * @missing: what the engine has not, up to the first entry without a name
 */
struct render_units {
	const struct render_units_ops *ops;
	struct softgpu_unit_ops unit_ops;
	const struct softgpu_unit_host *host;
	bool runs;
	struct list_head instances;
	struct instance *current;
	u64 owner;
	u64 generation;
	u64 switches;
	u64 since_ns;
	u8 *zero;
	u8 *sink;
	struct missing missing[NAMES];
};

/* --- calls of the render engine ------------------------------------------------------------- */

static u8 *memory_page(void *host, u64 va, bool write)
{
	struct instance *instance = host;
	struct render_units *units = instance->units;
	u8 *page = NULL;

	if (units->runs && !instance->unwinds)
		page = units->host->ops->page(units->host->host, va, write);
	if (!page)
		return write ? units->sink : units->zero;
	return page;
}

static u64 memory_generation(void *host)
{
	const struct instance *instance = host;

	/* Pages that were translated before must not be written any more. */
	return instance->unwinds ? UNWINDS : instance->units->generation;
}

static const struct sample_memory_ops memory_ops = {
	.page = memory_page,
	.generation = memory_generation,
};

/* Note changes of translations. Called where the engine keeps no pointer to a page. */
static void renew_generation(struct render_units *units)
{
	const struct softgpu_unit_host *host = units->host;

	units->generation = units->switches + host->ops->translations(host->host);
}

/* Charge the time since the last charge to the slice. */
static void charge_time(struct render_units *units)
{
	const struct softgpu_unit_host *host = units->host;
	u64 now = host->ops->now(host->host);
	u64 cost = 1 + ((now - units->since_ns) >> CHARGE_SHIFT);

	units->since_ns = now;
	host->ops->charge(host->host, (u32)min(cost, (u64)~0u));
}

/* Count the commands that the instances of an owner have left. */
static u32 count_left(const struct render_units *units, u64 owner)
{
	const struct instance *instance;
	u32 count = 0;

	list_for_each_entry(instance, &units->instances, list)
		count += instance->owner == owner && fiber_live(instance->fiber);
	return count;
}

/*
 * Test if a command must leave its stack: at a second poll of a run without a place between them.
 * At its limit an owner gives way at places alone, and when its command ends.
 */
static bool must_stop(struct render_units *units, struct instance *instance)
{
	const struct softgpu_unit_host *host = units->host;
	bool asked = instance->asked;

	instance->asked = host->ops->stopped(host->host);
	if (!instance->asked || !asked)
		return false;
	host->ops->give_way(host->host, count_left(units, instance->owner) <= RENDER_UNITS_LEFT);
	return host->ops->stopped(host->host);
}

static int host_poll(void *host)
{
	struct instance *instance = host;
	struct render_units *units = instance->units;

	if (instance->unwinds)
		return -ECANCELED;
	/* Flushes and state run on the stack of the engine's thread. */
	if (!fiber_live(instance->fiber))
		return 0;
	charge_time(units);
	if (must_stop(units, instance))
		fiber_leave(instance->fiber);
	if (instance->unwinds)
		return -ECANCELED;
	renew_generation(units);
	return 0;
}

/* A command that ends here keeps no stack: the limit of its owner does not count. */
static int host_place(void *host)
{
	struct instance *instance = host;
	struct render_units *units = instance->units;
	const struct softgpu_unit_host *to = units->host;

	if (instance->unwinds)
		return -ECANCELED;
	charge_time(units);
	to->ops->give_way(to->host, true);
	if (to->ops->stopped(to->host) || to->ops->settles(to->host))
		return -EINTR;
	renew_generation(units);
	return 0;
}

static u32 host_reg_read(void *host, u32 offset)
{
	const struct instance *instance = host;
	const struct softgpu_unit_host *to = instance->units->host;

	return instance->unwinds ? 0 : to->ops->reg_read(to->host, offset);
}

static void host_reg_write(void *host, u32 offset, u32 value)
{
	const struct instance *instance = host;
	const struct softgpu_unit_host *to = instance->units->host;

	if (!instance->unwinds)
		to->ops->reg_write(to->host, offset, value);
}

static void count_missing(struct render_units *units, const char *name)
{
	u32 i;

	for (i = 0; i < NAMES; i++) {
		struct missing *missing = &units->missing[i];

		if (!missing->name) {
			smp_store_release(&missing->name, name);
			pr_warn("the render engine does not have: %s\n", name);
		}
		if (!strcmp(missing->name, name)) {
			WRITE_ONCE(missing->count, missing->count + 1);
			return;
		}
	}
}

static void host_unsupported(void *host, const char *what)
{
	struct instance *instance = host;

	if (!instance->unwinds)
		count_missing(instance->units, what);
}

static const struct render_host_ops host_ops = {
	.poll = host_poll,
	.place = host_place,
	.reg_read = host_reg_read,
	.reg_write = host_reg_write,
	.unsupported = host_unsupported,
};

/* --- instances ------------------------------------------------------------------------------ */

static void instance_destroy(struct instance *instance)
{
	list_del(&instance->list);
	if (instance->render)
		instance->units->ops->destroy(instance->render);
	fiber_destroy(instance->fiber);
	free(instance);
}

static struct instance *instance_create(struct render_units *units)
{
	struct instance *instance = calloc(1, sizeof(*instance));

	if (!instance)
		return NULL;
	instance->units = units;
	instance->memory.ops = &memory_ops;
	instance->memory.host = instance;
	list_add_tail(&instance->list, &units->instances);
	instance->fiber = fiber_create();
	if (instance->fiber)
		instance->render = units->ops->create(&host_ops, &instance->memory, instance);
	if (instance->render)
		return instance;
	instance_destroy(instance);
	return NULL;
}

static void instance_run(void *arg)
{
	struct instance *instance = arg;

	instance->ret = instance->units->ops->command(instance->render, instance->dw, instance->n,
						      &instance->place);
}

/*
 * End the command of an instance, if there is one. Its next poll returns -ECANCELED. The page that
 * takes its writes from then on may be another owner's next.
 */
static void instance_unwind(struct instance *instance)
{
	if (!fiber_live(instance->fiber))
		return;
	instance->unwinds = true;
	fiber_enter(instance->fiber, instance_run, instance);
	instance->unwinds = false;
	memset(instance->units->sink, 0, PAGE_SIZE);
}

static void make_current(struct render_units *units, struct instance *instance)
{
	units->current = instance;
	list_move_tail(&instance->list, &units->instances);
}

/* Test if an instance waits for a context of an owner. */
static bool is_free(const struct instance *instance, u64 owner)
{
	return instance->owner == owner && !fiber_live(instance->fiber);
}

static struct instance *find_free(struct render_units *units, u64 owner)
{
	struct instance *instance;

	list_for_each_entry(instance, &units->instances, list)
		if (is_free(instance, owner))
			return instance;
	return NULL;
}

static u32 count_free(const struct render_units *units, u64 owner)
{
	const struct instance *instance;
	u32 count = 0;

	list_for_each_entry(instance, &units->instances, list)
		count += instance != units->current && is_free(instance, owner);
	return count;
}

/* Destroy free instances but for the current one and some of each owner. The oldest go first. */
static void trim(struct render_units *units)
{
	struct instance *instance, *next;

	list_for_each_entry_safe(instance, next, &units->instances, list) {
		if (instance == units->current || fiber_live(instance->fiber))
			continue;
		if (count_free(units, instance->owner) > FREE_INSTANCES)
			instance_destroy(instance);
	}
}

/* Find or make an instance for the next context of an owner. */
static struct instance *free_instance(struct render_units *units, u64 owner)
{
	struct instance *instance = find_free(units, owner);

	if (!instance)
		instance = find_free(units, NO_OWNER);
	if (!instance)
		instance = instance_create(units);
	if (instance)
		return instance;
	/* No memory: the context that gives way loses its command, and no other context does. */
	instance_unwind(units->current);
	return units->current;
}

/*
 * Give the next context, of an owner, an instance without a command. The current instance keeps
 * its command. Requests to cancel and to give way can come together, and bring an owner over its
 * limit: then its last command is lost.
 */
static void change_instance(struct render_units *units, u64 owner)
{
	struct instance *instance = units->current;

	if (count_left(units, instance->owner) > RENDER_UNITS_LEFT)
		instance_unwind(instance);
	if (!is_free(instance, owner))
		instance = free_instance(units, owner);
	instance->owner = owner;
	make_current(units, instance);
	trim(units);
}

/* End what a context has left. */
static void unwind_context(struct render_units *units, u64 owner, u32 context)
{
	struct instance *instance;

	list_for_each_entry(instance, &units->instances, list)
		if (instance->owner == owner && instance->context == context)
			instance_unwind(instance);
}

/*
 * Make the instance current whose command goes on. A command that begins finds the current instance
 * without another one: memory may have changed under a command that has left.
 */
static int take_instance(struct render_units *units, u64 owner, u32 context, u64 progress)
{
	struct instance *instance;

	if (!softgpu_progress_is_kept(progress)) {
		instance_unwind(units->current);
		return 0;
	}
	list_for_each_entry(instance, &units->instances, list) {
		if (!fiber_live(instance->fiber) || instance->left != progress ||
		    instance->owner != owner || instance->context != context)
			continue;
		make_current(units, instance);
		return 0;
	}
	count_missing(units, "a command that another engine has left");
	return -EINVAL;
}

/* --- operations of the units ---------------------------------------------------------------- */

/* Return the result for the command streamer: each error stops the context. */
static int result(struct render_units *units, int ret)
{
	if (ret == -ENOMEM)
		count_missing(units, "memory");
	return ret ? -EINVAL : 0;
}

static void set_command(struct instance *instance, const u32 *dw, u32 n, u64 progress)
{
	do {
		instance->left = get_random_u64() & ~SGPU_UNITS_PLACE;
	} while (!instance->left);
	memcpy(instance->dw, dw, n * sizeof(*dw));
	instance->n = n;
	instance->place = progress & ~SGPU_UNITS_PLACE;
}

/* Execute a command that cannot be left. Such commands have no places. */
static int execute_at_once(struct render_units *units, const u32 *dw, u32 n)
{
	u64 place = 0;

	renew_generation(units);
	return result(units, units->ops->command(units->current->render, dw, n, &place));
}

/* Test if a command may give way before its end. */
static bool may_be_left(u32 dw0)
{
	const struct gen9_cmd *cmd = gen9_cmd_find(PGPU_RCS, dw0);

	return cmd && cmd->flags & GEN9_CMD_LASTS;
}

static int units_command(void *arg, const u32 *dw, u32 n, u64 *progress)
{
	struct render_units *units = arg;
	const struct softgpu_unit_host *host = units->host;
	struct instance *instance;
	u32 context;
	u64 owner;
	int ret;

	host->ops->context(host->host, &owner, &context);
	ret = take_instance(units, owner, context, *progress);
	if (ret)
		return ret;
	instance = units->current;
	if (!fiber_live(instance->fiber)) {
		if (!may_be_left(dw[0]))
			return execute_at_once(units, dw, n);
		unwind_context(units, owner, context);
		set_command(instance, dw, n, *progress);
	}
	instance->asked = false;
	instance->context = context;
	units->since_ns = host->ops->now(host->host);
	renew_generation(units);
	if (!fiber_enter(instance->fiber, instance_run, instance)) {
		*progress = instance->left;
		return -EINTR;
	}
	charge_time(units);
	host->ops->give_way(host->host, true);
	if (instance->ret != -EINTR || !instance->place || instance->place > RENDER_PLACE_MAX)
		return result(units, instance->ret);
	*progress = instance->place | SGPU_UNITS_PLACE;
	return -EINTR;
}

static void units_flush(void *arg, u32 flags)
{
	struct render_units *units = arg;

	instance_unwind(units->current);
	if (flags & GEN9_PIPE_CONTROL_TLB_INVALIDATE)
		units->switches++;
	units->ops->flush(units->current->render, flags);
}

static void units_load(void *arg, const void *state)
{
	struct render_units *units = arg;
	const struct softgpu_unit_host *host = units->host;
	u64 last_owner = units->owner;
	u32 context;

	units->runs = true;
	units->switches++;
	renew_generation(units);
	host->ops->context(host->host, &units->owner, &context);
	if (units->owner != last_owner)
		memset(units->sink, 0, PAGE_SIZE);
	if (!is_free(units->current, units->owner))
		change_instance(units, units->owner);
	units->ops->state_load(units->current->render, state);
}

/* A command that is left keeps the state with which it began: its instance is another one. */
static void units_set_state(void *arg, const void *state)
{
	struct render_units *units = arg;

	instance_unwind(units->current);
	units->ops->state_set(units->current->render, state);
}

static void units_save(void *arg, void *state)
{
	struct render_units *units = arg;

	units->ops->state_save(units->current->render, state);
}

static int units_drop(void *arg, u64 owner, u32 context)
{
	struct render_units *units = arg;

	unwind_context(units, owner, context);
	trim(units);
	return 0;
}

static bool is_gone(const struct render_units *units, u64 owner)
{
	const struct softgpu_unit_host *host = units->host;

	return owner != NO_OWNER && !host->ops->owner_exists(host->host, owner);
}

/* Destroy what the units keep of owners that are gone. There is always a current instance. */
static void units_sweep(void *arg)
{
	struct render_units *units = arg;
	struct instance *instance, *next;

	if (is_gone(units, units->current->owner)) {
		instance = instance_create(units);
		if (instance)
			make_current(units, instance);
	}
	list_for_each_entry_safe(instance, next, &units->instances, list) {
		if (!is_gone(units, instance->owner))
			continue;
		instance_unwind(instance);
		if (instance != units->current)
			instance_destroy(instance);
	}
}

static const struct softgpu_unit_ops unit_ops = {
	.command = units_command,
	.flush = units_flush,
	.load = units_load,
	.set_state = units_set_state,
	.save = units_save,
	.drop = units_drop,
	.sweep = units_sweep,
};

/* --- creation, end and report --------------------------------------------------------------- */

static u8 *map_page(int prot)
{
	void *page = mmap(NULL, PAGE_SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? NULL : page;
}

struct render_units *render_units_create(const struct softgpu_unit_host *host,
					 const struct render_units_ops *ops)
{
	struct render_units *units = calloc(1, sizeof(*units));

	if (!units)
		return NULL;
	units->host = host;
	units->ops = ops;
	units->unit_ops = unit_ops;
	units->unit_ops.state_bytes = ops->state_bytes();
	units->unit_ops.state_layout = ops->state_layout();
	INIT_LIST_HEAD(&units->instances);
	units->zero = map_page(PROT_READ);
	units->sink = map_page(PROT_READ | PROT_WRITE);
	units->current = instance_create(units);
	if (units->zero && units->sink && units->current)
		return units;
	render_units_destroy(units);
	return NULL;
}

const struct softgpu_unit_ops *render_units_softgpu_ops(const struct render_units *units)
{
	return &units->unit_ops;
}

void render_units_destroy(struct render_units *units)
{
	struct instance *instance, *next;

	if (!units)
		return;
	units->runs = false;
	list_for_each_entry_safe(instance, next, &units->instances, list) {
		instance_unwind(instance);
		instance_destroy(instance);
	}
	if (units->zero)
		munmap(units->zero, PAGE_SIZE);
	if (units->sink)
		munmap(units->sink, PAGE_SIZE);
	free(units);
}

u32 render_units_left(const struct render_units *units)
{
	const struct instance *instance;
	u32 count = 0;

	list_for_each_entry(instance, &units->instances, list)
		count += fiber_live(instance->fiber);
	return count;
}

void render_units_report(const struct render_units *units,
			 void (*line)(void *arg, const char *name, u64 count), void *arg)
{
	const char *name;
	u32 i;

	for (i = 0; i < NAMES; i++) {
		name = smp_load_acquire(&units->missing[i].name);
		if (!name)
			return;
		line(arg, name, READ_ONCE(units->missing[i].count));
	}
}
