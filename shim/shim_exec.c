// SPDX-License-Identifier: GPL-2.0-only
/*
 * EXECBUFFER2. Source: Linux include/uapi/drm/i915_drm.h; i915 gem/i915_gem_execbuffer.c for what
 * is refused and how. Called by the ioctl with &shim.lock.
 */
#include "shim/shim_exec.h"

#include <i915_drm.h>

#include "shim/shim_bo.h"
#include "shim/shim_ctx.h"
#include "shim/shim_engine.h"
#include "shim/shim_fence.h"
#include "shim/shim_libc.h"
#include "shim/shim_report.h"
#include "shim/shim_request.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"
#include "shim/shim_user.h"
#include "shim/shim_vm.h"

#define OBJECTS_MAX	(1u << 20)
#define FENCES_MAX	(1u << 16)
#define LOW_SIZE	(1ull << 32)	/* without EXEC_OBJECT_SUPPORTS_48B_ADDRESS */
#define CANONICAL_SHIFT	16		/* bits above the 48 of an address */
#define EXTENSIONS_MAX	512u

#define OBJECT_FLAGS	(EXEC_OBJECT_NEEDS_FENCE | EXEC_OBJECT_NEEDS_GTT | EXEC_OBJECT_WRITE |	\
			 EXEC_OBJECT_SUPPORTS_48B_ADDRESS | EXEC_OBJECT_PINNED |		\
			 EXEC_OBJECT_PAD_TO_SIZE | EXEC_OBJECT_ASYNC | EXEC_OBJECT_CAPTURE)

/**
 * struct exec_fence - A syncobj of an EXECBUFFER2.
 * @handle: its handle
 * @flags: I915_EXEC_FENCE_*
 * @point: point of its timeline; 0: it is binary
 */
struct exec_fence {
	u32 handle;
	u32 flags;
	u64 point;
};

/**
 * struct exec - An EXECBUFFER2 that is being read.
 * @file: the open file
 * @args: its arguments
 * @objects: its objects
 * @bos: the objects of the handles
 * @n: number of objects
 * @fences: its syncobjs
 * @n_fences: number of @fences
 * @in: fence of I915_EXEC_FENCE_IN; NULL: none
 * @number: its number
 * @ctx: the context
 * @slot: index of the context's engine
 */
struct exec {
	struct shim_file *file;
	struct drm_i915_gem_execbuffer2 *args;
	struct drm_i915_gem_exec_object2 *objects;
	struct shim_bo **bos;
	u32 n;
	struct exec_fence *fences;
	u32 n_fences;
	struct shim_fence *in;
	u64 number;
	struct shim_ctx *ctx;
	u32 slot;
};

static int refuse(const char *what, int error)
{
	shim_report_unsupported(what);
	return error;
}

static int check_args(const struct drm_i915_gem_execbuffer2 *args)
{
	u64 flags = args->flags;

	if (flags & __I915_EXEC_UNKNOWN_FLAGS)
		return -EINVAL;
	if (flags & I915_EXEC_SECURE)
		return refuse("I915_EXEC_SECURE", -EPERM);
	if ((args->cliprects_ptr || args->num_cliprects) &&
	    !(flags & (I915_EXEC_FENCE_ARRAY | I915_EXEC_USE_EXTENSIONS)))
		return -EINVAL;
	/* An old X driver leaves all bits of DR4 set, and means 0. */
	if (args->DR1 || (args->DR4 && args->DR4 != ~0u))
		return -EINVAL;
	/* The engine does not tell when a batch starts: I915_PARAM_HAS_EXEC_SUBMIT_FENCE is 0. */
	if (flags & I915_EXEC_FENCE_SUBMIT)
		return refuse("I915_EXEC_FENCE_SUBMIT", -EINVAL);
	if ((args->batch_start_offset | args->batch_len) & 7)
		return -EINVAL;
	return args->buffer_count && args->buffer_count <= OBJECTS_MAX ? 0 : -EINVAL;
}

static int check_object(const struct drm_i915_gem_exec_object2 *object)
{
	u64 low = object->offset & ((1ull << SHIM_VM_BITS) - 1);
	u64 canonical = (u64)((s64)(low << CANONICAL_SHIFT) >> CANONICAL_SHIFT);

	if (object->flags & ~(u64)OBJECT_FLAGS)
		return -EINVAL;
	if (object->alignment && !is_power_of_2(object->alignment))
		return -EINVAL;
	if (!(object->flags & EXEC_OBJECT_PINNED))
		return refuse("an object without EXEC_OBJECT_PINNED", -EINVAL);
	if (object->relocation_count)
		return refuse("relocations", -EINVAL);
	return object->offset == canonical && IS_ALIGNED(low, PAGE_SIZE) ? 0 : -EINVAL;
}

static bool twice(const struct exec *exec, u32 i)
{
	return exec->bos[i]->exec == exec->number;
}

/* Read the objects, and take a reference of each. */
static int read_objects(struct exec *exec)
{
	u32 n = exec->args->buffer_count;
	struct shim_bo *bo;
	u32 i;
	int ret;

	exec->objects = calloc(n, sizeof(*exec->objects));
	exec->bos = calloc(n, sizeof(*exec->bos));
	if (!exec->objects || !exec->bos)
		return -ENOMEM;
	ret = shim_user_read(exec->objects, exec->args->buffers_ptr, n * sizeof(*exec->objects));
	for (i = 0; !ret && i < n; i++) {
		ret = check_object(&exec->objects[i]);
		if (ret)
			return ret;
		bo = shim_handles_get(&exec->file->bos, exec->objects[i].handle);
		if (!bo)
			return -ENOENT;
		exec->bos[exec->n++] = shim_bo_get(bo);
		if (twice(exec, i))
			return -EINVAL;
		bo->exec = exec->number;
	}
	return ret;
}

static int fences_new(struct exec *exec, u64 n)
{
	if (n > FENCES_MAX || exec->fences)
		return -EINVAL;
	exec->fences = calloc(max(n, 1ull), sizeof(*exec->fences));
	exec->n_fences = (u32)n;
	return exec->fences ? 0 : -ENOMEM;
}

static int read_fence_array(struct exec *exec)
{
	const u64 at = exec->args->cliprects_ptr;
	struct drm_i915_gem_exec_fence fence;
	u32 i;
	int ret = fences_new(exec, exec->args->num_cliprects);

	for (i = 0; !ret && i < exec->n_fences; i++) {
		ret = shim_user_read(&fence, at + i * sizeof(fence), sizeof(fence));
		exec->fences[i].handle = fence.handle;
		exec->fences[i].flags = fence.flags;
	}
	return ret;
}

static int read_timeline(struct exec *exec, u64 at)
{
	struct drm_i915_gem_execbuffer_ext_timeline_fences ext;
	struct drm_i915_gem_exec_fence fence;
	u64 point;
	u32 i;
	int ret = shim_user_read(&ext, at, sizeof(ext));

	if (!ret)
		ret = fences_new(exec, ext.fence_count);
	for (i = 0; !ret && i < exec->n_fences; i++) {
		ret = shim_user_read(&fence, ext.handles_ptr + i * sizeof(fence), sizeof(fence));
		if (!ret)
			ret = shim_user_read(&point, ext.values_ptr + i * sizeof(point),
					     sizeof(point));
		if (ret)
			return ret;
		exec->fences[i].handle = fence.handle;
		exec->fences[i].flags = fence.flags;
		exec->fences[i].point = point;
	}
	return ret;
}

static int read_extensions(struct exec *exec)
{
	u64 at = exec->args->cliprects_ptr;
	struct i915_user_extension ext;
	int ret = 0;
	u32 i;

	if (exec->args->num_cliprects || exec->args->flags & I915_EXEC_FENCE_ARRAY)
		return -EINVAL;
	for (i = 0; at && !ret; i++) {
		if (i == EXTENSIONS_MAX)
			return -E2BIG;
		ret = shim_user_read(&ext, at, sizeof(ext));
		if (ret)
			return ret;
		if (ext.name != DRM_I915_GEM_EXECBUFFER_EXT_TIMELINE_FENCES)
			return refuse("extension of EXECBUFFER2", -EINVAL);
		ret = read_timeline(exec, at);
		at = ext.next_extension;
	}
	return ret;
}

static int read_fences(struct exec *exec)
{
	const u64 flags = exec->args->flags;
	int ret = 0;

	if (flags & I915_EXEC_USE_EXTENSIONS)
		ret = read_extensions(exec);
	else if (flags & I915_EXEC_FENCE_ARRAY)
		ret = read_fence_array(exec);
	if (!ret && flags & I915_EXEC_FENCE_IN) {
		exec->in = shim_fence_from_fd((int)lower_32_bits(exec->args->rsvd2));
		ret = exec->in ? 0 : -EINVAL;
	}
	return ret;
}

static int find_context(struct exec *exec)
{
	u32 slot = exec->args->flags & I915_EXEC_RING_MASK;

	exec->ctx = shim_ctx_of(exec->file, i915_execbuffer2_get_context_id(*exec->args));
	if (!exec->ctx)
		return -ENOENT;
	shim_ctx_get(exec->ctx);
	exec->slot = slot;
	if (slot >= exec->ctx->n_slots || exec->ctx->slots[slot].engine == PGPU_ENGINES)
		return -EINVAL;
	exec->ctx->used = true;
	return exec->ctx->banned ? -EIO : 0;
}

static int bind_objects(struct exec *exec)
{
	const u64 mask = (1ull << SHIM_VM_BITS) - 1;
	int ret = shim_engine_get();
	u32 i;

	for (i = 0; !ret && i < exec->n; i++) {
		const struct drm_i915_gem_exec_object2 *object = &exec->objects[i];
		u64 va = object->offset & mask;

		if (!(object->flags & EXEC_OBJECT_SUPPORTS_48B_ADDRESS) &&
		    va + exec->bos[i]->size > LOW_SIZE)
			return -EINVAL;
		if (!shim_bo_present(exec->bos[i]))
			return -EFAULT;
		ret = shim_vm_bind(exec->ctx->vm, exec->bos[i], va, exec->number);
	}
	if (ret)
		return ret;
	return shim_ring_prepare(&exec->ctx->slots[exec->slot].ring,
				 exec->ctx->slots[exec->slot].engine);
}

/* Find the batch. */
static int batch_of(const struct exec *exec, u64 *batch)
{
	bool first = exec->args->flags & I915_EXEC_BATCH_FIRST;
	u32 i = first ? 0 : exec->n - 1;
	u64 start = exec->args->batch_start_offset, len = exec->args->batch_len;

	if (exec->objects[i].flags & EXEC_OBJECT_WRITE)
		return -EINVAL;
	if (start >= exec->bos[i]->size || len > exec->bos[i]->size - start)
		return -EINVAL;
	*batch = (exec->objects[i].offset & ((1ull << SHIM_VM_BITS) - 1)) + start;
	return 0;
}

static int add_waits(struct exec *exec, struct shim_request *rq)
{
	struct shim_fence *fence;
	u32 i;
	int ret;

	if (exec->in)
		shim_request_add_dep(rq, exec->in);
	for (i = 0; i < exec->n_fences; i++) {
		const struct exec_fence *f = &exec->fences[i];

		if (f->flags & (u32)__I915_EXEC_FENCE_UNKNOWN_FLAGS)
			return -EINVAL;
		ret = shim_syncobj_fence(exec->file, f->handle, f->point, &fence);
		if (ret == -ENOENT || (ret && f->flags & I915_EXEC_FENCE_WAIT))
			return ret;
		if (!ret && f->flags & I915_EXEC_FENCE_WAIT)
			shim_request_add_dep(rq, fence);
		if (!ret)
			shim_fence_put(fence);
	}
	return 0;
}

static int add_objects(struct exec *exec, struct shim_request *rq)
{
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < exec->n; i++)
		ret = shim_request_add_bo(rq, exec->bos[i],
					  exec->objects[i].flags & EXEC_OBJECT_WRITE,
					  exec->objects[i].flags & EXEC_OBJECT_ASYNC);
	return ret;
}

/* Make the sync file that the client asks for. */
static int out_fence(struct exec *exec, struct shim_request *rq)
{
	int fd;

	if (!(exec->args->flags & I915_EXEC_FENCE_OUT))
		return 0;
	fd = shim_fence_to_fd(rq->fence);
	if (fd < 0)
		return fd;
	exec->args->rsvd2 = (u64)(u32)fd << 32 | lower_32_bits(exec->args->rsvd2);
	return 0;
}

static int queue(struct exec *exec)
{
	struct shim_request *rq = shim_request_new(exec->ctx, exec->slot, exec->n,
						   exec->n_fences + 1);
	u32 i;
	int ret;

	if (!rq)
		return -ENOMEM;
	ret = batch_of(exec, &rq->batch);
	if (!ret)
		ret = add_waits(exec, rq);
	if (!ret)
		ret = add_objects(exec, rq);
	if (!ret)
		ret = out_fence(exec, rq);
	if (ret) {
		shim_request_drop(rq);
		return ret;
	}
	for (i = 0; i < exec->n_fences; i++)
		if (exec->fences[i].flags & I915_EXEC_FENCE_SIGNAL)
			shim_syncobj_attach(exec->file, exec->fences[i].handle,
					    exec->fences[i].point, rq->fence);
	shim_request_queue(rq);
	return 0;
}

int shim_exec(struct shim_file *file, void *arg)
{
	struct exec exec = { .file = file, .args = arg };
	int ret;
	u32 i;

	shim_requests_throttle();
	exec.number = ++shim.next_exec;
	ret = check_args(exec.args);
	if (!ret)
		ret = find_context(&exec);
	if (!ret)
		ret = read_fences(&exec);
	if (!ret)
		ret = read_objects(&exec);
	if (!ret)
		ret = bind_objects(&exec);
	if (!ret)
		ret = queue(&exec);
	for (i = 0; i < exec.n; i++)
		shim_bo_put(exec.bos[i]);
	shim_fence_put(exec.in);
	if (exec.ctx)
		shim_ctx_put(exec.ctx);
	free(exec.fences);
	free(exec.bos);
	free(exec.objects);
	return ret;
}
