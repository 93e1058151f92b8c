// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration of a vGPU (migration.h): states, arcs and data. Front ends call this file.
 *
 * The vGPU is paused in all states but RUNNING and PRE_COPY. The data are a head with the vGPU's
 * traits, and a description with its length and a digest. The head can be read before the vGPU
 * stops. So another host refuses early.
 *
 * Lock: facet_migration.lock; in it the locks of ops of the model.
 */
#include "model/migration.h"

#include "device/state_walk.h"
#include "display/display_ops.h"
#include "model/model.h"
#include "model/move_data.h"
#include "model/traits.h"
#include "model/traits_of.h"

/**
 * struct facet_migration - A vGPU that may migrate.
 * @instance: the vGPU
 * @ops: the front end
 * @host: first argument of each op
 * @lock: Protects state and data of a migration. Lock order: outside &facet_device.mmio_lock,
 *	&facet_virtio_pci.pass
 * @state: the state; atomic
 * @out: what is read
 * @sent: bytes of @out that were read
 * @pins: most pages of guest memory that were pinned since the data began or the vGPU stopped
 * @in: what was written
 * @error: errno of a failed write; 0: none has failed
 * @restored: @in is complete, and the vGPU has its state
 */
struct facet_migration {
	struct facet_instance *instance;
	const struct facet_migration_ops *ops;
	void *host;
	struct mutex lock;
	enum facet_migration_state state;
	struct move_stream out;
	size_t sent;
	u32 pins;
	struct move_parser in;
	int error;
	bool restored;
};

/* --- data ----------------------------------------------------------------------------------- */

static void drop_data(struct facet_migration *m)
{
	move_stream_end(&m->out);
	move_parser_end(&m->in);
	m->sent = 0;
	m->error = 0;
	m->restored = false;
}

/* Write the traits of the vGPU. */
static void own_traits(const struct facet_migration *m, struct facet_traits *traits)
{
	const struct facet_instance *instance = m->instance;

	facet_traits_of(instance->gpu, instance->type, &instance->display->config, traits);
}

/* Note how many pages are pinned. During a move they get fewer. */
static void note_pins(struct facet_migration *m)
{
	if (m->ops->pins)
		m->pins = max(m->pins, m->ops->pins(m->host));
}

/* Begin the data: the head can be read. */
static int begin_out(struct facet_migration *m)
{
	struct facet_traits *traits = port_zalloc(sizeof(*traits));
	int ret = -ENOMEM;

	note_pins(m);
	if (traits) {
		own_traits(m, traits);
		ret = move_put_head(&m->out, traits->text, traits->used);
	}
	port_free(traits);
	return ret;
}

static int save_model(void *owner, const struct facet_state_sink *sink)
{
	struct facet_migration *m = owner;

	return m->instance->model->save(m->instance, sink);
}

/* Save the vGPU, and append its description to the data. */
static int save(struct facet_migration *m)
{
	note_pins(m);
	return move_put_description(&m->out, m->pins, save_model, m);
}

static void refused(void *owner, const char *reason)
{
	struct facet_migration *m = owner;

	m->ops->reason(m->host, reason);
}

static int take_traits(void *owner, const char *text, size_t len)
{
	struct facet_migration *m = owner;
	struct facet_traits *here = port_zalloc(sizeof(*here));
	char reason[FACET_MIGRATION_REASON];
	bool differ;

	if (!here)
		return -ENOMEM;
	own_traits(m, here);
	differ = facet_traits_differ(here, text, len, reason, sizeof(reason));
	port_free(here);
	if (!port_check(MOVE_TRAITS, differ))
		return 0;
	refused(m, reason);
	return -EINVAL;
}

static int take_description(void *owner, const void *data, size_t len, u32 pins)
{
	struct facet_migration *m = owner;
	char reason[FACET_MIGRATION_REASON];
	int ret;

	if (port_check(MOVE_PINS, m->ops->may_pin && !m->ops->may_pin(m->host, pins))) {
		snprintf(reason, sizeof(reason),
			 "%u pages were pinned there, and the VMM may not lock so many here", pins);
		refused(m, reason);
		return -EINVAL;
	}
	ret = m->instance->model->restore(m->instance, data, len);
	if (ret == -EINVAL)
		refused(m, "the description is not valid");
	m->restored = !ret;
	return ret;
}

static const struct move_parser_ops parser_ops = {
	.traits = take_traits,
	.description = take_description,
	.wrong = refused,
};

/* --- arcs ----------------------------------------------------------------------------------- */

static int arc_nothing(struct facet_migration *m)
{
	return 0;
}

static int arc_pause(struct facet_migration *m)
{
	m->instance->model->pause(m->instance);
	return 0;
}

/*
 * Let preempted commands run on now. A VMM copies the memory of a paused guest before the vGPU is
 * saved, and would miss what they write later. If they do not come to where they can be saved, the
 * save fails.
 */
static int arc_stop(struct facet_migration *m)
{
	m->instance->model->settle(m->instance);
	note_pins(m);
	return 0;
}

static int arc_resume(struct facet_migration *m)
{
	m->instance->model->resume(m->instance);
	return 0;
}

static int arc_pre_copy(struct facet_migration *m)
{
	int ret = begin_out(m);

	if (ret)
		drop_data(m);
	return ret;
}

static int arc_stop_copy(struct facet_migration *m)
{
	int ret = begin_out(m);

	if (!ret)
		ret = save(m);
	if (ret)
		drop_data(m);
	return ret;
}

/* The head is there since PRE_COPY. The VMM copies memory once more behind this arc. */
static int arc_pre_copied(struct facet_migration *m)
{
	m->instance->model->settle(m->instance);
	return save(m);
}

static int arc_drop(struct facet_migration *m)
{
	drop_data(m);
	return 0;
}

static int arc_resuming(struct facet_migration *m)
{
	m->instance->model->reset(m->instance);
	return 0;
}

static int arc_resumed(struct facet_migration *m)
{
	if (port_check(MOVE_COMPLETE, !m->restored)) {
		if (!m->error)
			refused(m, "the data end early");
		return -EINVAL;
	}
	drop_data(m);
	return 0;
}

#define STATE(name)	FACET_MIGRATION_##name

/* The function of each arc. NULL: there is no such arc. */
static int (*const arcs[FACET_MIGRATION_STATES][FACET_MIGRATION_STATES])(
	struct facet_migration *m) = {
	[STATE(RUNNING)] = {
		[STATE(PRE_COPY)] = arc_pre_copy,
		[STATE(RUNNING_P2P)] = arc_pause,
	},
	[STATE(PRE_COPY)] = {
		[STATE(RUNNING)] = arc_drop,
		[STATE(PRE_COPY_P2P)] = arc_pause,
	},
	[STATE(PRE_COPY_P2P)] = {
		[STATE(PRE_COPY)] = arc_resume,
		[STATE(RUNNING_P2P)] = arc_drop,
		[STATE(STOP_COPY)] = arc_pre_copied,
	},
	[STATE(RUNNING_P2P)] = {
		[STATE(RUNNING)] = arc_resume,
		[STATE(PRE_COPY_P2P)] = arc_pre_copy,
		[STATE(STOP)] = arc_stop,
	},
	[STATE(STOP)] = {
		[STATE(RUNNING_P2P)] = arc_nothing,
		[STATE(STOP_COPY)] = arc_stop_copy,
		[STATE(RESUMING)] = arc_resuming,
	},
	[STATE(STOP_COPY)] = {
		[STATE(STOP)] = arc_drop,
	},
	[STATE(RESUMING)] = {
		[STATE(STOP)] = arc_resumed,
	},
};

/* The vGPU runs in these states. */
static bool runs(enum facet_migration_state state)
{
	return state == STATE(RUNNING) || state == STATE(PRE_COPY);
}

/*
 * The first arc on the way from a state to another. 0: there is no way. Source: linux/vfio.h, the
 * rules for combinations of arcs.
 */
#define P2P	STATE(RUNNING_P2P)
static const u8 first_arcs[FACET_MIGRATION_STATES][FACET_MIGRATION_STATES] = {
	[STATE(STOP)] = {
		[STATE(RUNNING)] = P2P,
		[STATE(STOP_COPY)] = STATE(STOP_COPY),
		[STATE(RESUMING)] = STATE(RESUMING),
		[P2P] = P2P,
		[STATE(PRE_COPY)] = P2P,
		[STATE(PRE_COPY_P2P)] = P2P,
	},
	[STATE(RUNNING)] = {
		[STATE(STOP)] = P2P,
		[STATE(STOP_COPY)] = P2P,
		[STATE(RESUMING)] = P2P,
		[P2P] = P2P,
		[STATE(PRE_COPY)] = STATE(PRE_COPY),
		[STATE(PRE_COPY_P2P)] = P2P,
	},
	[STATE(STOP_COPY)] = {
		[STATE(STOP)] = STATE(STOP),
		[STATE(RUNNING)] = STATE(STOP),
		[STATE(RESUMING)] = STATE(STOP),
		[P2P] = STATE(STOP),
	},
	[STATE(RESUMING)] = {
		[STATE(STOP)] = STATE(STOP),
		[STATE(RUNNING)] = STATE(STOP),
		[STATE(STOP_COPY)] = STATE(STOP),
		[P2P] = STATE(STOP),
		[STATE(PRE_COPY)] = STATE(STOP),
		[STATE(PRE_COPY_P2P)] = STATE(STOP),
	},
	[P2P] = {
		[STATE(STOP)] = STATE(STOP),
		[STATE(RUNNING)] = STATE(RUNNING),
		[STATE(STOP_COPY)] = STATE(STOP),
		[STATE(RESUMING)] = STATE(STOP),
		[STATE(PRE_COPY)] = STATE(RUNNING),
		[STATE(PRE_COPY_P2P)] = STATE(PRE_COPY_P2P),
	},
	[STATE(PRE_COPY)] = {
		[STATE(STOP)] = STATE(RUNNING),
		[STATE(RUNNING)] = STATE(RUNNING),
		[STATE(STOP_COPY)] = STATE(PRE_COPY_P2P),
		[STATE(RESUMING)] = STATE(RUNNING),
		[P2P] = STATE(RUNNING),
		[STATE(PRE_COPY_P2P)] = STATE(PRE_COPY_P2P),
	},
	[STATE(PRE_COPY_P2P)] = {
		[STATE(STOP)] = P2P,
		[STATE(RUNNING)] = P2P,
		[STATE(STOP_COPY)] = STATE(STOP_COPY),
		[STATE(RESUMING)] = P2P,
		[P2P] = P2P,
		[STATE(PRE_COPY)] = STATE(PRE_COPY),
	},
};

int facet_migration_next(enum facet_migration_state from, u32 to, enum facet_migration_state *next)
{
	u64 index = to;

	if (port_check(MOVE_STATE, !port_index(&index, FACET_MIGRATION_STATES)) ||
	    !first_arcs[from][index])
		return -EINVAL;
	*next = first_arcs[from][index];
	return 0;
}

int facet_migration_arc(struct facet_migration *m, enum facet_migration_state to)
{
	int (*arc)(struct facet_migration *m);
	int ret;

	mutex_lock(&m->lock);
	arc = arcs[m->state][to];
	ret = port_check(MOVE_ARC, !arc) ? -EINVAL : arc(m);
	if (!ret)
		WRITE_ONCE(m->state, to);
	/* The pins of a move count, and no longer when the vGPU runs on, or is another one. */
	if (!ret && (to == STATE(RUNNING) || to == STATE(RESUMING)))
		m->pins = 0;
	mutex_unlock(&m->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(facet_migration_arc);

int facet_migration_go(struct facet_migration *m, u32 to)
{
	enum facet_migration_state next;
	int ret = 0;

	while (!ret && facet_migration_state(m) != to) {
		ret = facet_migration_next(facet_migration_state(m), to, &next);
		if (!ret)
			ret = facet_migration_arc(m, next);
	}
	return ret;
}

/* --- life ----------------------------------------------------------------------------------- */

int facet_migration_create(struct facet_instance *instance, const struct facet_migration_ops *ops,
			   void *host, struct facet_migration **out)
{
	const u64 most = instance->model->state_max(instance->type);
	struct facet_migration *m = port_zalloc(sizeof(*m));

	if (!m)
		return -ENOMEM;
	m->instance = instance;
	m->ops = ops;
	m->host = host;
	m->state = STATE(RUNNING);
	m->in.most = most;
	m->out.most = move_data_max(most);
	mutex_init(&m->lock);
	*out = m;
	return 0;
}
EXPORT_SYMBOL_GPL(facet_migration_create);

void facet_migration_reset(struct facet_migration *m)
{
	mutex_lock(&m->lock);
	drop_data(m);
	m->pins = 0;
	if (!runs(m->state))
		m->instance->model->resume(m->instance);
	WRITE_ONCE(m->state, STATE(RUNNING));
	mutex_unlock(&m->lock);
}
EXPORT_SYMBOL_GPL(facet_migration_reset);

void facet_migration_destroy(struct facet_migration *m)
{
	if (!m)
		return;
	drop_data(m);
	mutex_destroy(&m->lock);
	port_free(m);
}
EXPORT_SYMBOL_GPL(facet_migration_destroy);

enum facet_migration_state facet_migration_state(const struct facet_migration *m)
{
	return READ_ONCE(m->state);
}
EXPORT_SYMBOL_GPL(facet_migration_state);

/* --- reading and writing -------------------------------------------------------------------- */

ssize_t facet_migration_read(struct facet_migration *m, void *buf, size_t len)
{
	size_t n;
	ssize_t ret;

	mutex_lock(&m->lock);
	n = move_stream_get(&m->out, m->sent, buf, len);
	m->sent += n;
	if (!m->out.used)
		ret = -EINVAL;
	else if (n || !len || m->state == STATE(STOP_COPY))
		ret = n;
	else
		ret = -ENOMSG;
	mutex_unlock(&m->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(facet_migration_read);

void facet_migration_unread(struct facet_migration *m, size_t len)
{
	mutex_lock(&m->lock);
	m->sent -= min(len, m->sent);
	mutex_unlock(&m->lock);
}
EXPORT_SYMBOL_GPL(facet_migration_unread);

/* Take data. What follows a complete state takes that state away again. */
static int take(struct facet_migration *m, const void *buf, size_t len)
{
	int ret = move_parser_take(&m->in, &parser_ops, m, buf, len);

	if (ret == -ENOMEM || ret == -ENOSPC)
		refused(m, "this host has no memory or no room for the state");
	if (port_check(MOVE_AFTER_END, ret && m->restored)) {
		m->instance->model->reset(m->instance);
		m->restored = false;
	}
	return ret;
}

int facet_migration_write(struct facet_migration *m, const void *buf, size_t len)
{
	int ret = -EINVAL;

	mutex_lock(&m->lock);
	if (!port_check(MOVE_TAKES, m->state != STATE(RESUMING))) {
		if (!port_check(MOVE_REFUSED, m->error))
			m->error = take(m, buf, len);
		ret = m->error;
	}
	mutex_unlock(&m->lock);
	return ret;
}
EXPORT_SYMBOL_GPL(facet_migration_write);

u64 facet_migration_pending(struct facet_migration *m)
{
	u64 n;

	mutex_lock(&m->lock);
	n = m->out.used - m->sent;
	mutex_unlock(&m->lock);
	return n;
}
EXPORT_SYMBOL_GPL(facet_migration_pending);

u64 facet_migration_size(struct facet_migration *m)
{
	u64 size;

	mutex_lock(&m->lock);
	size = m->out.used - m->sent;
	if (m->state != STATE(STOP_COPY))
		size += m->instance->model->state_size(m->instance);
	mutex_unlock(&m->lock);
	return size;
}
EXPORT_SYMBOL_GPL(facet_migration_size);
