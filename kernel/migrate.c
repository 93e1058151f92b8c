// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration of a vGPU by VFIO (migrate.h). VFIO calls the ops, vdev.c opens and closes, and ioctl.c
 * tells of resets. model/migration.c has the states and the data.
 *
 * A file belongs to one stay in a state with data. When the vGPU leaves that state, the file is of
 * no use any more. No lock but the file's own turn is held while the VMM's memory is accessed: that
 * memory may be a mapping of the vGPU itself, and the access may take for ever.
 *
 * Locks: facet_migrate_file.turn for a read or a write, and in it facet_migrate_file.lock.
 * facet_migrate.lock for a change of state; in it facet_migrate_file.lock, facet_vdev.access, and
 * facet_vdev.open_lock to unpin pages.
 */
#include "kernel/migrate.h"

#include <linux/anon_inodes.h>
#include <linux/capability.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vfio.h>

#include "kernel/bar2.h"
#include "kernel/irqs.h"
#include "kernel/migrate_stats.h"
#include "kernel/vdev_types.h"
#include "mediator/dirty_log.h"
#include "model/migration.h"
#include "model/model.h"

/* A vGPU tells so many reasons of refusals in this time. All are counted. */
#define REASONS_PERIOD	(60 * HZ)
#define REASONS_BURST	5

#define UNPIN_PERIOD	HZ	/* between two passes over the pins of a vGPU that moves */
#define UNPIN_REST	10	/* rest between two passes, in times of the last one */

/* The numbers of states are VFIO's. */
static_assert(FACET_MIGRATION_STOP == (int)VFIO_DEVICE_STATE_STOP &&
	      FACET_MIGRATION_RUNNING == (int)VFIO_DEVICE_STATE_RUNNING &&
	      FACET_MIGRATION_STOP_COPY == (int)VFIO_DEVICE_STATE_STOP_COPY &&
	      FACET_MIGRATION_RESUMING == (int)VFIO_DEVICE_STATE_RESUMING &&
	      FACET_MIGRATION_RUNNING_P2P == (int)VFIO_DEVICE_STATE_RUNNING_P2P &&
	      FACET_MIGRATION_PRE_COPY == (int)VFIO_DEVICE_STATE_PRE_COPY &&
	      FACET_MIGRATION_PRE_COPY_P2P == (int)VFIO_DEVICE_STATE_PRE_COPY_P2P);

/**
 * struct facet_migrate_file - A file of data.
 * @filp: the file; the device has a reference of it until the state ends
 * @turn: Protects the order of bytes of a migration. Lock order: outermost; outside
 *	&facet_migrate_file.lock, &mm_struct.mmap_lock
 * @lock: Protects a file of a migration. Lock order: inside &facet_migrate.lock; outside
 *	&facet_migration.lock
 * @v: the vGPU; valid while @migration is
 * @migration: the data; NULL: the state has ended
 */
struct facet_migrate_file {
	struct file *filp;
	struct mutex turn;
	struct mutex lock;
	struct facet_vdev *v;
	struct facet_migration *migration;
};

/* --- files ---------------------------------------------------------------------------------- */

/* Read at most @len bytes into @page. Return: bytes; 0: the data have ended; or an errno. */
static ssize_t take(struct facet_migrate_file *file, void *page, size_t len)
{
	ssize_t ret = -ENODEV;

	mutex_lock(&file->lock);
	if (file->migration)
		ret = facet_migration_read(file->migration, page, len);
	mutex_unlock(&file->lock);
	return ret;
}

/* Write @len bytes from @page. The last ones restore the vGPU. Return: 0 or an errno. */
static int give(struct facet_migrate_file *file, const void *page, size_t len)
{
	int ret = -ENODEV;

	mutex_lock(&file->lock);
	if (file->migration) {
		down_write(&file->v->access);
		ret = facet_migration_write(file->migration, page, len);
		facet_irqs_update(file->v);
		up_write(&file->v->access);
	}
	mutex_unlock(&file->lock);
	return ret;
}

/* Let @len bytes be read again, which did not reach the VMM. */
static void untake(struct facet_migrate_file *file, size_t len)
{
	mutex_lock(&file->lock);
	if (file->migration)
		facet_migration_unread(file->migration, len);
	mutex_unlock(&file->lock);
}

/* Read to the VMM by way of @page. Return: bytes; or an errno, if there are none. */
static ssize_t read_by(struct facet_migrate_file *file, void *page, char __user *buf, size_t len)
{
	size_t done = 0, missed;
	ssize_t n = 0;

	while (done < len) {
		n = take(file, page, min_t(size_t, len - done, PAGE_SIZE));
		if (n <= 0)
			break;
		missed = copy_to_user(buf + done, page, n);
		untake(file, missed);
		done += n - missed;
		if (missed) {
			n = -EFAULT;
			break;
		}
	}
	return done ?: n;
}

/*
 * Write from the VMM by way of @page. A byte that is refused makes all further ones useless. So the
 * VMM has to know at once. Return: bytes, or an errno.
 */
static ssize_t write_by(struct facet_migrate_file *file, void *page, char __user *buf, size_t len)
{
	size_t done, n;
	int ret;

	for (done = 0; done < len; done += n) {
		n = min_t(size_t, len - done, PAGE_SIZE);
		if (copy_from_user(page, buf + done, n))
			return done ?: -EFAULT;
		ret = give(file, page, n);
		if (ret)
			return ret;
	}
	return done;
}

/* Read or write by way of a page, one caller at a time. @by: read_by() or write_by(). */
static ssize_t transfer(struct facet_migrate_file *file, char __user *buf, size_t len,
			ssize_t (*by)(struct facet_migrate_file *file, void *page,
				      char __user *buf, size_t len))
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	ssize_t ret;

	if (!page)
		return -ENOMEM;
	ret = mutex_lock_killable(&file->turn);
	if (!ret) {
		ret = by(file, page, buf, len);
		mutex_unlock(&file->turn);
	}
	memzero_explicit(page, PAGE_SIZE);
	free_page((unsigned long)page);
	return ret;
}

static ssize_t file_read(struct file *filp, char __user *buf, size_t len, loff_t *pos)
{
	return transfer(filp->private_data, buf, len, read_by);
}

static ssize_t file_write(struct file *filp, const char __user *buf, size_t len, loff_t *pos)
{
	return transfer(filp->private_data, (char __user *)buf, len, write_by);
}

static long file_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct facet_migrate_file *file = filp->private_data;
	struct vfio_precopy_info info;
	const u32 size = offsetofend(struct vfio_precopy_info, dirty_bytes);
	enum facet_migration_state state;
	long ret = -ENODEV;

	if (cmd != VFIO_MIG_GET_PRECOPY_INFO)
		return -ENOTTY;
	if (copy_from_user(&info, (void __user *)arg, size))
		return -EFAULT;
	if (info.argsz < size)
		return -EINVAL;
	mutex_lock(&file->lock);
	if (file->migration) {
		state = facet_migration_state(file->migration);
		ret = state == FACET_MIGRATION_PRE_COPY || state == FACET_MIGRATION_PRE_COPY_P2P ?
		      0 : -EINVAL;
		info.flags = 0;
		info.initial_bytes = facet_migration_pending(file->migration);
		info.dirty_bytes = 0;
	}
	mutex_unlock(&file->lock);
	return ret ?: copy_to_user((void __user *)arg, &info, size) ? -EFAULT : 0;
}

static int file_release(struct inode *inode, struct file *filp)
{
	struct facet_migrate_file *file = filp->private_data;

	mutex_destroy(&file->lock);
	mutex_destroy(&file->turn);
	kfree(file);
	return 0;
}

static const struct file_operations save_fops = {
	.owner = THIS_MODULE,
	.read = file_read,
	.unlocked_ioctl = file_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = file_release,
};

static const struct file_operations load_fops = {
	.owner = THIS_MODULE,
	.write = file_write,
	.release = file_release,
};

static struct facet_migrate_file *file_create(struct facet_vdev *v, bool load)
{
	struct facet_migrate_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	struct file *filp;

	if (!file)
		return ERR_PTR(-ENOMEM);
	filp = anon_inode_getfile("facet_migration", load ? &load_fops : &save_fops, file,
				  load ? O_WRONLY : O_RDONLY);
	if (IS_ERR(filp)) {
		kfree(file);
		return ERR_CAST(filp);
	}
	stream_open(filp->f_inode, filp);
	mutex_init(&file->turn);
	mutex_init(&file->lock);
	file->filp = filp;
	file->v = v;
	file->migration = v->migrate.migration;
	return file;
}

/* End the use of a file. @m->lock held. */
static void drop_file(struct facet_migrate *m)
{
	struct facet_migrate_file *file = m->file;

	m->file = NULL;
	if (!file)
		return;
	mutex_lock(&file->lock);
	file->migration = NULL;
	mutex_unlock(&file->lock);
	fput(file->filp);
}

/* --- states --------------------------------------------------------------------------------- */

static bool has_data(enum facet_migration_state state)
{
	return state == FACET_MIGRATION_PRE_COPY || state == FACET_MIGRATION_PRE_COPY_P2P ||
	       state == FACET_MIGRATION_STOP_COPY || state == FACET_MIGRATION_RESUMING;
}

/* Go along one arc, with the guest's accesses kept away. @v->migrate.lock held. */
static int go_arc(struct facet_vdev *v, enum facet_migration_state to)
{
	struct facet_migrate *m = &v->migrate;
	struct facet_migrate_arc arc = facet_migrate_stats_begin(v, to);
	int ret;

	down_write(&v->access);
	ret = facet_migration_arc(m->migration, to);
	facet_irqs_update(v);
	up_write(&v->access);
	facet_migrate_stats_end(v, &arc, ret);
	if (!ret && !has_data(to))
		drop_file(m);
	return ret;
}

/*
 * Make the file for a new state, if it has data and there is none yet. Return: 0; -ENOMEM, -EMFILE
 * or another errno: no file can be made.
 */
static int prepare_file(struct facet_vdev *v, enum facet_migration_state state,
			struct facet_migrate_file **out)
{
	struct facet_migrate_file *file;

	*out = NULL;
	if (!has_data(state) || v->migrate.file)
		return 0;
	file = file_create(v, state == FACET_MIGRATION_RESUMING);
	if (IS_ERR(file))
		return PTR_ERR(file);
	*out = file;
	return 0;
}

/*
 * Go along one arc. @filp becomes the VMM's file, if the new state brings one. Without a file the
 * state stays. @v->migrate.lock held.
 */
static int go_with_file(struct facet_vdev *v, enum facet_migration_state to, struct file **filp)
{
	struct facet_migrate_file *file;
	int ret = prepare_file(v, to, &file);

	if (ret)
		return ret;
	ret = go_arc(v, to);
	if (!file)
		return ret;
	if (ret) {
		fput(file->filp);
		return ret;
	}
	v->migrate.file = file;
	*filp = get_file(file->filp);
	return 0;
}

/* Drop the reference of a file that no state after it needs. */
static void drop_filp(struct file *filp)
{
	if (filp)
		fput(filp);
}

/* Go to a state. @v->migrate.lock held. Return: as &vfio_migration_ops.migration_set_state. */
static struct file *go(struct facet_vdev *v, enum facet_migration_state to)
{
	struct facet_migrate *m = &v->migrate;
	enum facet_migration_state next;
	struct file *filp = NULL;
	int ret;

	while (facet_migration_state(m->migration) != to) {
		ret = facet_migration_next(facet_migration_state(m->migration), to, &next);
		if (!ret)
			ret = go_with_file(v, next, &filp);
		if (ret) {
			drop_filp(filp);
			return ERR_PTR(ret);
		}
	}
	return filp;
}

/*
 * Take @m->lock, if the vGPU may migrate. Return: 0; -ENODEV: it may not, and the lock is free;
 * -EINTR: the caller is being killed.
 */
static int lock_migration(struct facet_migrate *m)
{
	if (mutex_lock_killable(&m->lock))
		return -EINTR;
	if (m->migration)
		return 0;
	mutex_unlock(&m->lock);
	return -ENODEV;
}

static struct file *set_state(struct vfio_device *vdev, enum vfio_device_mig_state state)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	int ret = lock_migration(&v->migrate);
	struct file *filp;

	if (ret)
		return ERR_PTR(ret);
	filp = go(v, (enum facet_migration_state)state);
	mutex_unlock(&v->migrate.lock);
	return filp;
}

static int get_state(struct vfio_device *vdev, enum vfio_device_mig_state *state)
{
	struct facet_migrate *m = &to_facet_vdev(vdev)->migrate;
	int ret = lock_migration(m);

	if (ret)
		return ret;
	*state = (enum vfio_device_mig_state)facet_migration_state(m->migration);
	mutex_unlock(&m->lock);
	return 0;
}

/*
 * Unpin all pages of guest memory. Those that are used are pinned again. dma-bufs keep theirs: the
 * VMM shows them.
 */
static void unpin(struct facet_vdev *v)
{
	mutex_lock(&v->open_lock);
	if (v->vgpu)
		facet_bar2_dma_unmap(v, 0, U64_MAX >> PAGE_SHIFT);
	v->instance->model->unpin(v->instance);
	mutex_unlock(&v->open_lock);
}

/*
 * Tell whether the VMM may copy the guest's memory in rounds now. If the virtual machine is paused
 * before its move begins, the vGPU is in STOP. If it is paused later, the vGPU is in STOP_COPY.
 */
static bool vmm_may_copy(enum facet_migration_state state)
{
	return state == FACET_MIGRATION_PRE_COPY || state == FACET_MIGRATION_STOP ||
	       state == FACET_MIGRATION_STOP_COPY;
}

/*
 * Unpin what the guest does not use, at most once a second. VMMs ask for the size at the end of
 * each round of a move, and pinned pages count as changed in all rounds: unless the vGPU records
 * what it writes. @v->migrate.lock held, and the migration is there: so the core is, too.
 */
static void unpin_unused(struct facet_vdev *v)
{
	struct facet_migrate *m = &v->migrate;
	u64 began, now;

	if (!vmm_may_copy(facet_migration_state(m->migration)) ||
	    facet_dirty_log_is_on(&v->dirty.log) ||
	    time_before64(get_jiffies_64(), m->unpin_after))
		return;
	began = get_jiffies_64();
	unpin(v);
	now = get_jiffies_64();
	m->unpin_after = now + max_t(u64, UNPIN_PERIOD, UNPIN_REST * (now - began));
}

static int data_size(struct vfio_device *vdev, unsigned long *size)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	struct facet_migrate *m = &v->migrate;
	int ret = lock_migration(m);

	if (ret)
		return ret;
	unpin_unused(v);
	*size = facet_migration_size(m->migration);
	mutex_unlock(&m->lock);
	return 0;
}

static const struct vfio_migration_ops migration_ops = {
	.migration_set_state = set_state,
	.migration_get_state = get_state,
	.migration_get_data_size = data_size,
};

static void say_reason(void *host, const char *text)
{
	struct facet_vdev *v = host;

	facet_migrate_stats_refused(v);
	if (__ratelimit(&v->migrate.reasons))
		dev_warn(v->vdev.dev, "the state of a vGPU is refused: %s\n", text);
}

static u32 pins(void *host)
{
	struct facet_vdev *v = host;

	return atomic_read(&v->pinned);
}

/* The calling thread is one of the VMM. VFIO counts pages against the same limit when it pins. */
static bool may_pin(void *host, u32 pages)
{
	const unsigned long limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	const unsigned long locked = current->mm ? current->mm->locked_vm : 0;

	return locked + pages <= limit || capable(CAP_IPC_LOCK);
}

static const struct facet_migration_ops ops = {
	.reason = say_reason,
	.pins = pins,
	.may_pin = may_pin,
};

/* --- life ----------------------------------------------------------------------------------- */

void facet_migrate_init(struct facet_vdev *v)
{
	mutex_init(&v->migrate.lock);
	ratelimit_state_init(&v->migrate.reasons, REASONS_PERIOD, REASONS_BURST);
	ratelimit_set_flags(&v->migrate.reasons, RATELIMIT_MSG_ON_RELEASE);
	v->vdev.migration_flags = VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P |
				  VFIO_MIGRATION_PRE_COPY;
	v->vdev.mig_ops = &migration_ops;
}

void facet_migrate_fini(struct facet_vdev *v)
{
	mutex_destroy(&v->migrate.lock);
}

int facet_migrate_open(struct facet_vdev *v)
{
	int ret;

	mutex_lock(&v->migrate.lock);
	ret = facet_migration_create(v->instance, &ops, v, &v->migrate.migration);
	mutex_unlock(&v->migrate.lock);
	return ret;
}

void facet_migrate_close(struct facet_vdev *v)
{
	mutex_lock(&v->migrate.lock);
	drop_file(&v->migrate);
	facet_migration_destroy(v->migrate.migration);
	v->migrate.migration = NULL;
	mutex_unlock(&v->migrate.lock);
}

void facet_migrate_reset(struct facet_vdev *v, void (*reset_vdev)(struct facet_vdev *v))
{
	mutex_lock(&v->migrate.lock);
	if (v->migrate.migration) {
		drop_file(&v->migrate);
		reset_vdev(v);
		facet_migration_reset(v->migrate.migration);
	}
	mutex_unlock(&v->migrate.lock);
}
