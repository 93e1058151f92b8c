// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies from and to guest memory (mediator/host_copy.h). The GGTT of a vGPU and the model
 * virtio-gpu call this file. It takes no lock.
 */
#include "mediator/host_copy.h"

#include "mediator/host.h"

/**
 * struct copy - A copy in one direction. Either @to or @from is given.
 * @ops: the front end
 * @host: first argument of each op
 * @gpa: guest-physical address
 * @to: destination on the host
 * @from: source on the host
 */
struct copy {
	const struct facet_host_ops *ops;
	void *host;
	u64 gpa;
	void *to;
	const void *from;
};

/* Copy a part: @len bytes from byte @at on. */
static int copy_part(const struct copy *c, size_t at, size_t len)
{
	if (c->to)
		return c->ops->read(c->host, c->gpa + at, c->to + at, len);
	return c->ops->write(c->host, c->gpa + at, c->from + at, len);
}

/*
 * Copy again page by page, after the copy of all pages has failed. Return: FACET_HOST_RETRY: a page
 * may come back; else the first error, or 0.
 */
static int copy_pages(const struct copy *c, size_t len)
{
	size_t done, n;
	int first = 0;
	int ret = 0;

	for (done = 0; done < len && ret != FACET_HOST_RETRY; done += n) {
		n = min(len - done, (size_t)(PAGE_SIZE - (c->gpa + done) % PAGE_SIZE));
		ret = copy_part(c, done, n);
		first = first ? first : ret;
	}
	return ret == FACET_HOST_RETRY ? ret : first;
}

/* A call for each page would be slower: so all pages come first. */
static int copy_all(const struct copy *c, size_t len)
{
	int ret = copy_part(c, 0, len);

	if (ret && ret != FACET_HOST_RETRY && c->gpa % PAGE_SIZE + len > PAGE_SIZE)
		ret = copy_pages(c, len);
	return ret;
}

int facet_host_read(const struct facet_host_ops *ops, void *host, u64 gpa, void *buf, size_t len)
{
	const struct copy c = { .ops = ops, .host = host, .gpa = gpa, .to = buf };

	return copy_all(&c, len);
}

int facet_host_write(const struct facet_host_ops *ops, void *host, u64 gpa, const void *buf,
		     size_t len)
{
	const struct copy c = { .ops = ops, .host = host, .gpa = gpa, .from = buf };

	return copy_all(&c, len);
}
