/* SPDX-License-Identifier: GPL-2.0-only */
/* The type of a virtio-gpu that tests and benchmarks use. */
#ifndef VIRTIO_TYPE_H
#define VIRTIO_TYPE_H

#include "mediator/type.h"
#include "model/model.h"

/* Return the smallest type whose model is a virtio-gpu; NULL: there is none. */
static inline const struct facet_type *virtio_type(void)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++)
		if (facet_types[i].model == &facet_model_virtio_gpu)
			return &facet_types[i];
	return NULL;
}

#endif
