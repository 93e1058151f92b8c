// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls of contexts and address spaces. Source: Linux include/uapi/drm/i915_drm.h; i915
 * gem/i915_gem_context.c for what is refused and how. Called with &shim.lock.
 */
#include "shim/shim_ctx.h"

#include <i915_drm.h>

#include "shim/shim_engine.h"
#include "shim/shim_query.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"
#include "shim/shim_user.h"
#include "shim/shim_vm.h"

enum { EXTENSIONS_MAX = 512 };	/* of a chain, as in i915 */

/* Rings of a context whose client chose none: I915_EXEC_* of the flags of EXECBUFFER2. */
static const u32 default_engines[] = {
	[I915_EXEC_DEFAULT] = PGPU_RCS,
	[I915_EXEC_RENDER] = PGPU_RCS,
	[I915_EXEC_BSD] = PGPU_VCS,
	[I915_EXEC_BLT] = PGPU_BCS,
	[I915_EXEC_VEBOX] = PGPU_VECS,
};

/* Engine of each class. There is one of each. */
static const u32 class_engines[] = {
	[I915_ENGINE_CLASS_RENDER] = PGPU_RCS,
	[I915_ENGINE_CLASS_COPY] = PGPU_BCS,
	[I915_ENGINE_CLASS_VIDEO] = PGPU_VCS,
	[I915_ENGINE_CLASS_VIDEO_ENHANCE] = PGPU_VECS,
};

struct shim_ctx *shim_ctx_get(struct shim_ctx *ctx)
{
	port_ref_get(&ctx->refs);
	return ctx;
}

void shim_ctx_put(void *object)
{
	struct shim_ctx *ctx = object;
	u32 i;

	if (!port_ref_put(&ctx->refs))
		return;
	for (i = 0; i < ctx->n_slots; i++)
		shim_ring_exit(&ctx->slots[i].ring);
	shim_vm_put(ctx->vm);
	free(ctx);
}

static struct shim_ctx *ctx_new(void)
{
	struct shim_ctx *ctx = calloc(1, sizeof(*ctx));
	u32 i;

	if (!ctx)
		return NULL;
	ctx->vm = shim_vm_new();
	if (!ctx->vm) {
		free(ctx);
		return NULL;
	}
	ctx->refs = 1;
	ctx->bannable = true;
	ctx->recoverable = true;
	ctx->persistent = true;
	ctx->n_slots = ARRAY_SIZE(default_engines);
	for (i = 0; i < ctx->n_slots; i++)
		ctx->slots[i].engine = default_engines[i];
	return ctx;
}

struct shim_ctx *shim_ctx_of(struct shim_file *file, u32 id)
{
	if (id != SHIM_CTX_DEFAULT)
		return shim_handles_get(&file->ctxs, id);
	if (!file->ctx)
		file->ctx = ctx_new();
	return file->ctx;
}

static int set_vm(struct shim_file *file, struct shim_ctx *ctx,
		  struct drm_i915_gem_context_param *p)
{
	struct shim_vm *vm = shim_handles_get(&file->vms, (u32)p->value);

	if (p->size)
		return -EINVAL;
	if (p->value >> 32 || !vm)
		return -ENOENT;
	if (ctx->used)
		return -EINVAL;
	shim_vm_get(vm);
	shim_vm_put(ctx->vm);
	ctx->vm = vm;
	return 0;
}

static int engine_of(struct i915_engine_class_instance ci, u32 *engine)
{
	if (ci.engine_class == (u16)I915_ENGINE_CLASS_INVALID &&
	    ci.engine_instance == (u16)I915_ENGINE_CLASS_INVALID_NONE) {
		*engine = PGPU_ENGINES;
		return 0;
	}
	if (ci.engine_class >= ARRAY_SIZE(class_engines) || ci.engine_instance)
		return -ENOENT;
	*engine = class_engines[ci.engine_class];
	return 0;
}

static int set_engines(struct shim_file *file, struct shim_ctx *ctx,
		       struct drm_i915_gem_context_param *p)
{
	struct i915_context_param_engines head;
	const size_t each = sizeof(struct i915_engine_class_instance);
	struct i915_engine_class_instance ci[SHIM_SLOTS_MAX];
	u32 engines[SHIM_SLOTS_MAX];
	u32 i, n;
	int ret;

	if (ctx->used || p->size < sizeof(head) || (p->size - sizeof(head)) % each)
		return -EINVAL;
	n = (u32)((p->size - sizeof(head)) / each);
	ret = n > SHIM_SLOTS_MAX ? -EINVAL : shim_user_read(&head, p->value, sizeof(head));
	if (!ret)
		ret = shim_user_read(ci, p->value + sizeof(head), n * each);
	if (ret)
		return ret;
	if (head.extensions) {
		shim_report_unsupported("extensions of I915_CONTEXT_PARAM_ENGINES");
		return -EINVAL;
	}
	for (i = 0; i < n; i++) {
		ret = engine_of(ci[i], &engines[i]);
		if (ret)
			return ret;
	}
	for (i = 0; i < n; i++)
		ctx->slots[i].engine = engines[i];
	ctx->n_slots = n;
	ctx->user_engines = true;
	return 0;
}

static int set_priority(struct shim_file *file, struct shim_ctx *ctx,
			struct drm_i915_gem_context_param *p)
{
	s64 priority = (s64)p->value;

	if (p->size || priority > I915_CONTEXT_MAX_USER_PRIORITY ||
	    priority < I915_CONTEXT_MIN_USER_PRIORITY)
		return -EINVAL;
	ctx->priority = (s32)priority;
	return 0;
}

/* The masks of the slice: a client may choose fewer, without an effect here. */
static int set_sseu(struct shim_file *file, struct shim_ctx *ctx,
		    struct drm_i915_gem_context_param *p)
{
	struct drm_i915_gem_context_param_sseu sseu;
	int ret = p->size < sizeof(sseu) ? -EINVAL : shim_user_read(&sseu, p->value, sizeof(sseu));

	/* Only Gen11 can change them, says i915. */
	return ret ? ret : -ENODEV;
}

/**
 * struct ctx_flag - A parameter that is a yes or a no.
 * @param: I915_CONTEXT_PARAM_*
 * @at: offset of its bool in &struct shim_ctx
 */
struct ctx_flag {
	u64 param;
	size_t at;
};

static const struct ctx_flag ctx_flags[] = {
	{ I915_CONTEXT_PARAM_RECOVERABLE, offsetof(struct shim_ctx, recoverable) },
	{ I915_CONTEXT_PARAM_BANNABLE, offsetof(struct shim_ctx, bannable) },
	{ I915_CONTEXT_PARAM_PERSISTENCE, offsetof(struct shim_ctx, persistent) },
	{ I915_CONTEXT_PARAM_NO_ERROR_CAPTURE, offsetof(struct shim_ctx, no_capture) },
};

static bool *flag_of(struct shim_ctx *ctx, u64 param)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ctx_flags); i++)
		if (ctx_flags[i].param == param)
			return (bool *)((u8 *)ctx + ctx_flags[i].at);
	return NULL;
}

static int set_param(struct shim_file *file, struct shim_ctx *ctx,
		     struct drm_i915_gem_context_param *p)
{
	bool *flag = flag_of(ctx, p->param);
	char name[48];

	if (flag) {
		if (p->size)
			return -EINVAL;
		*flag = p->value;
		return 0;
	}
	switch (p->param) {
	case I915_CONTEXT_PARAM_PRIORITY:
		return set_priority(file, ctx, p);
	case I915_CONTEXT_PARAM_VM:
		return set_vm(file, ctx, p);
	case I915_CONTEXT_PARAM_ENGINES:
		return set_engines(file, ctx, p);
	case I915_CONTEXT_PARAM_SSEU:
		return set_sseu(file, ctx, p);
	case I915_CONTEXT_PARAM_PROTECTED_CONTENT:
		return p->value ? -ENODEV : 0;
	default:
		snprintf(name, sizeof(name), "context parameter %llu", (u64)p->param);
		shim_report_unsupported(name);
		return -EINVAL;
	}
}

int shim_ctx_setparam(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_context_param *p = arg;
	struct shim_ctx *ctx = shim_ctx_of(file, p->ctx_id);

	return ctx ? set_param(file, ctx, p) : -ENOENT;
}

/* Copy @size bytes out if the client gave room, and tell the size. */
static int give(struct drm_i915_gem_context_param *p, const void *from, u32 size)
{
	int ret = 0;

	if (p->size) {
		if (p->size < size)
			return -EINVAL;
		ret = shim_user_write(p->value, from, size);
	}
	p->size = size;
	return ret;
}

static int get_engines(struct shim_ctx *ctx, struct drm_i915_gem_context_param *p)
{
	struct {
		struct i915_context_param_engines head;
		struct i915_engine_class_instance ci[SHIM_SLOTS_MAX];
	} __attribute__((packed)) out;
	u32 i, class;

	memset(&out, 0, sizeof(out));
	if (!ctx->user_engines) {
		p->size = 0;
		return 0;
	}
	for (i = 0; i < ctx->n_slots; i++) {
		out.ci[i].engine_class = (u16)I915_ENGINE_CLASS_INVALID;
		out.ci[i].engine_instance = (u16)I915_ENGINE_CLASS_INVALID_NONE;
		for (class = 0; class < ARRAY_SIZE(class_engines); class++) {
			if (class_engines[class] != ctx->slots[i].engine)
				continue;
			out.ci[i].engine_class = (u16)class;
			out.ci[i].engine_instance = 0;
		}
	}
	return give(p, &out, (u32)(sizeof(out.head) + ctx->n_slots * sizeof(out.ci[0])));
}

static int get_sseu(struct drm_i915_gem_context_param *p)
{
	struct drm_i915_gem_context_param_sseu sseu;
	int ret = 0;

	if (p->size) {
		if (p->size < sizeof(sseu))
			return -EINVAL;
		ret = shim_user_read(&sseu, p->value, sizeof(sseu));
		if (ret)
			return ret;
		if (sseu.flags || sseu.engine.engine_instance ||
		    sseu.engine.engine_class >= ARRAY_SIZE(class_engines))
			return -EINVAL;
		sseu.slice_mask = gen9_identity_slices(&shim_identity);
		sseu.subslice_mask = gen9_identity_subslices(&shim_identity);
		sseu.min_eus_per_subslice = GEN9_EUS;
		sseu.max_eus_per_subslice = GEN9_EUS;
		ret = shim_user_write(p->value, &sseu, sizeof(sseu));
	}
	p->size = sizeof(sseu);
	return ret;
}

static int get_vm(struct shim_file *file, struct shim_ctx *ctx,
		  struct drm_i915_gem_context_param *p)
{
	u32 handle;
	int ret = shim_handles_add(&file->vms, ctx->vm, &handle);

	if (ret)
		return ret;
	shim_vm_get(ctx->vm);
	p->size = 0;
	p->value = handle;
	return 0;
}

int shim_ctx_getparam(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_context_param *p = arg;
	struct shim_ctx *ctx = shim_ctx_of(file, p->ctx_id);
	bool *flag;
	char name[48];

	if (!ctx)
		return -ENOENT;
	flag = flag_of(ctx, p->param);
	if (flag) {
		p->size = 0;
		p->value = *flag;
		return 0;
	}
	switch (p->param) {
	case I915_CONTEXT_PARAM_GTT_SIZE:
		p->size = 0;
		p->value = 1ull << SHIM_VM_BITS;
		return 0;
	case I915_CONTEXT_PARAM_PRIORITY:
		p->size = 0;
		p->value = (u64)(s64)ctx->priority;
		return 0;
	case I915_CONTEXT_PARAM_PROTECTED_CONTENT:
		p->size = 0;
		p->value = 0;
		return 0;
	case I915_CONTEXT_PARAM_SSEU:
		return get_sseu(p);
	case I915_CONTEXT_PARAM_VM:
		return get_vm(file, ctx, p);
	case I915_CONTEXT_PARAM_ENGINES:
		return get_engines(ctx, p);
	default:
		snprintf(name, sizeof(name), "context parameter %llu", (u64)p->param);
		shim_report_unsupported(name);
		return -EINVAL;
	}
}

/* Apply the chain of extensions of a new context. */
static int apply_extensions(struct shim_file *file, struct shim_ctx *ctx, u64 at)
{
	struct drm_i915_gem_context_create_ext_setparam ext;
	int ret = 0;
	u32 i;

	for (i = 0; at && !ret; i++) {
		if (i == EXTENSIONS_MAX)
			return -E2BIG;
		ret = shim_user_read(&ext.base, at, sizeof(ext.base));
		if (ret)
			return ret;
		if (ext.base.flags || ext.base.name != I915_CONTEXT_CREATE_EXT_SETPARAM) {
			shim_report_unsupported("extension of CONTEXT_CREATE");
			return -EINVAL;
		}
		ret = shim_user_read(&ext, at, sizeof(ext));
		if (!ret)
			ret = ext.param.ctx_id ? -EINVAL : set_param(file, ctx, &ext.param);
		at = ext.base.next_extension;
	}
	return ret;
}

int shim_ctx_create(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_context_create_ext *create = arg;
	struct shim_ctx *ctx;
	int ret = 0;

	if (create->flags & I915_CONTEXT_CREATE_FLAGS_UNKNOWN)
		return -EINVAL;
	ctx = ctx_new();
	if (!ctx)
		return -ENOMEM;
	if (create->flags & I915_CONTEXT_CREATE_FLAGS_USE_EXTENSIONS)
		ret = apply_extensions(file, ctx, create->extensions);
	if (!ret)
		ret = shim_handles_add(&file->ctxs, ctx, &create->ctx_id);
	if (ret)
		shim_ctx_put(ctx);
	return ret;
}

int shim_ctx_destroy(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_context_destroy *destroy = arg;
	struct shim_ctx *ctx;

	if (destroy->pad || destroy->ctx_id == SHIM_CTX_DEFAULT)
		return destroy->pad ? -EINVAL : -ENOENT;
	ctx = shim_handles_remove(&file->ctxs, destroy->ctx_id);
	if (!ctx)
		return -ENOENT;
	shim_ctx_put(ctx);
	return 0;
}

int shim_ctx_reset_stats(struct shim_file *file, void *arg)
{
	struct drm_i915_reset_stats *stats = arg;
	struct shim_ctx *ctx;

	if (stats->flags || stats->pad)
		return -EINVAL;
	ctx = shim_ctx_of(file, stats->ctx_id);
	if (!ctx)
		return -ENOENT;
	/* The count of all resets is for the administrator alone. */
	stats->reset_count = 0;
	stats->batch_active = ctx->hangs;
	stats->batch_pending = ctx->pending;
	return 0;
}

int shim_vm_create(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_vm_control *control = arg;
	struct shim_vm *vm;
	int ret;

	if (control->flags || control->extensions)
		return -EINVAL;
	vm = shim_vm_new();
	if (!vm)
		return -ENOMEM;
	ret = shim_handles_add(&file->vms, vm, &control->vm_id);
	if (ret)
		shim_vm_put(vm);
	return ret;
}

int shim_vm_destroy(struct shim_file *file, void *arg)
{
	struct drm_i915_gem_vm_control *control = arg;
	struct shim_vm *vm;

	if (control->flags || control->extensions)
		return -EINVAL;
	vm = shim_handles_remove(&file->vms, control->vm_id);
	if (!vm)
		return -ENOENT;
	shim_vm_put(vm);
	return 0;
}
