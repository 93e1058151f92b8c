// SPDX-License-Identifier: GPL-2.0-only
/* See logging.h. */
#include "logging.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "client.h"

#define LOGGING(name)	VFIO_DEVICE_FEATURE_DMA_LOGGING_##name

int64_t log_ranges(struct client *c, const log_range_t *ranges, uint32_t n, uint64_t page_size)
{
	struct {
		struct vfio_device_feature feature;
		struct vfio_device_feature_dma_logging_control control;
	} arg = {
		.feature = {
			.argsz = sizeof(arg),
			.flags = VFIO_DEVICE_FEATURE_SET | LOGGING(START),
		},
		.control = {
			.page_size = page_size, .num_ranges = n, .ranges = (uintptr_t)ranges,
		},
	};

	return ioctl(c->device, VFIO_DEVICE_FEATURE, &arg) ? -errno :
							     (int64_t)arg.control.page_size;
}

int64_t log_start(struct client *c, uint64_t iova, uint64_t length)
{
	const log_range_t range = { .iova = iova, .length = length };

	return log_ranges(c, &range, 1, LOGGING_PAGE);
}

int log_stop(struct client *c)
{
	struct vfio_device_feature arg = {
		.argsz = sizeof(arg), .flags = VFIO_DEVICE_FEATURE_SET | LOGGING(STOP),
	};

	return ioctl(c->device, VFIO_DEVICE_FEATURE, &arg) ? -errno : 0;
}

int log_report(struct client *c, uint64_t iova, uint64_t length, uint64_t page_size, void *bitmap)
{
	struct {
		struct vfio_device_feature feature;
		struct vfio_device_feature_dma_logging_report report;
	} arg = {
		.feature = {
			.argsz = sizeof(arg),
			.flags = VFIO_DEVICE_FEATURE_GET | LOGGING(REPORT),
		},
		.report = {
			.iova = iova, .length = length, .page_size = page_size,
			.bitmap = (uintptr_t)bitmap,
		},
	};

	return ioctl(c->device, VFIO_DEVICE_FEATURE, &arg) ? -errno : 0;
}
