// SPDX-License-Identifier: GPL-2.0-only
/* See logging.h. */
#include "logging.h"

#include "client.h"

#define LOGGING(name)	VFIO_DEVICE_FEATURE_DMA_LOGGING_##name

int64_t log_ranges(struct client *c, const log_range_t *ranges, uint32_t n, uint64_t page_size)
{
	struct vfio_device_feature_dma_logging_control control = {
		.page_size = page_size, .num_ranges = n, .ranges = (uintptr_t)ranges,
	};
	int ret = client_feature(c, VFIO_DEVICE_FEATURE_SET | LOGGING(START), &control,
				 sizeof(control));

	return ret ? ret : (int64_t)control.page_size;
}

int64_t log_start(struct client *c, uint64_t iova, uint64_t length)
{
	const log_range_t range = { .iova = iova, .length = length };

	return log_ranges(c, &range, 1, LOGGING_PAGE);
}

int log_stop(struct client *c)
{
	return client_feature(c, VFIO_DEVICE_FEATURE_SET | LOGGING(STOP), NULL, 0);
}

int log_report(struct client *c, uint64_t iova, uint64_t length, uint64_t page_size, void *bitmap)
{
	struct vfio_device_feature_dma_logging_report report = {
		.iova = iova, .length = length, .page_size = page_size,
		.bitmap = (uintptr_t)bitmap,
	};

	return client_feature(c, VFIO_DEVICE_FEATURE_GET | LOGGING(REPORT), &report,
			      sizeof(report));
}
