/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The messages of vfio-user for migration: the functions of this file check them, and a device
 * carries them out.
 */
#ifndef VFU_MIGRATE_H
#define VFU_MIGRATE_H

#include "wire.h"

/**
 * struct vfu_migrate_ops - The migration of a device. Context of all: the session's thread; may
 * sleep. Those that return int or ssize_t return a negative errno after an error, which the client
 * gets.
 * @state: return the state, of enum vfio_device_mig_state
 * @set_state: go to a state, which may have any value. Return: 0 when the device has reached it
 * @size: return the estimated bytes that a stopped device has to send
 * @read: copy the next bytes, at most @len, into @buf. Return: the number of bytes; less than @len:
 *	no more can be read in this state
 * @write: take the next @len bytes, which are not trusted. Return: 0
 */
struct vfu_migrate_ops {
	u32 (*state)(void *device);
	int (*set_state)(void *device, u32 state);
	u64 (*size)(void *device);
	ssize_t (*read)(void *device, void *buf, u32 len);
	int (*write)(void *device, const void *buf, u32 len);
};

/**
 * vfu_migrate_feature() - Carry out a VFU_DEVICE_FEATURE.
 * @ops: the device
 * @device: first argument of each op
 * @payload: payload of the message, at any alignment
 * @len: its bytes, VFU_FEATURE_HEAD to sizeof(struct vfu_feature)
 * @reply: gets the payload of the reply
 * @reply_len: gets its bytes
 *
 * Context: the session's thread; no lock held; may sleep. Calls @ops.
 * Return: 0; -EINVAL: the device does not have the feature, or not for reading or setting; the
 * flags do not say exactly one of these or a probe; the reply needs more than argsz bytes; or the
 * data of a SET are missing; else an errno of an op.
 */
int vfu_migrate_feature(const struct vfu_migrate_ops *ops, void *device, const void *payload,
			u32 len, struct vfu_feature *reply, u32 *reply_len);

/**
 * vfu_migrate_read() - Carry out a VFU_MIG_DATA_READ.
 * @ops: the device
 * @device: first argument of each op
 * @payload: payload of the message, a struct vfu_mig_data at any alignment
 * @reply: gets the head of the reply's payload
 * @buf: gets the data; room for VFU_MAX_DATA bytes
 *
 * Context: as vfu_migrate_feature().
 * Return: 0: @buf has @reply.size bytes; -EINVAL: more than VFU_MAX_DATA or argsz bytes are wanted;
 * else an errno of &vfu_migrate_ops.read.
 */
int vfu_migrate_read(const struct vfu_migrate_ops *ops, void *device, const void *payload,
		     struct vfu_mig_data *reply, void *buf);

/**
 * vfu_migrate_write() - Carry out a VFU_MIG_DATA_WRITE.
 * @ops: the device
 * @device: first argument of each op
 * @payload: payload of the message, a struct vfu_mig_data at any alignment
 * @len: its bytes, at least sizeof(struct vfu_mig_data)
 *
 * Context: as vfu_migrate_feature().
 * Return: 0; -EINVAL: the message does not have as many bytes as it says, or argsz is too small for
 * them; else an errno of &vfu_migrate_ops.write.
 */
int vfu_migrate_write(const struct vfu_migrate_ops *ops, void *device, const void *payload,
		      u32 len);

#endif
