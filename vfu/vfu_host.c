// SPDX-License-Identifier: GPL-2.0-only
/*
 * The front end of one vGPU in this process. Guest memory is mapped (dma.c). So a pin is a lookup,
 * valid as long as the mapping. &facet_model.dma_unmap makes the core stop using pages before their
 * mapping ends (vfu_device.c). The worker is a thread that kicks wake. @lock, the timer's lock and
 * the interrupts' lock are leaves below the core's locks.
 */
#include "vfu/vfu_host.h"

#include "mediator/host.h"
#include "model/model.h"
#include "vfu/dma.h"
#include "vfu/op_context.h"

static int host_read(void *data, u64 gpa, void *buf, size_t len)
{
	struct vfu_host *host = data;

	op_context_memory();
	return vfu_dma_read(host->dma, gpa, buf, len);
}

static int host_write(void *data, u64 gpa, const void *buf, size_t len)
{
	struct vfu_host *host = data;

	op_context_memory();
	return vfu_dma_write(host->dma, gpa, buf, len);
}

static int host_pin(void *data, const u64 *gfns, u32 n, u64 *frames)
{
	struct vfu_host *host = data;
	int ret = 0;
	u32 i;

	op_context_pin();
	for (i = 0; i < n && !ret; i++)
		ret = vfu_dma_frame(host->dma, gfns[i], &frames[i]);
	return ret;
}

static void host_unpin(void *data, const u64 *gfns, u32 n)
{
	op_context_pin();
}

static void host_set_irq(void *data, bool level)
{
	struct vfu_host *host = data;
	struct facet_interrupts on = {};

	if (host->instance)
		on = host->instance->model->interrupts(host->instance);
	vfu_irqs_level(&host->irqs, level, on.msi, on.intx_disabled);
}

void vfu_host_signal(void *data, u32 vector)
{
	struct vfu_host *host = data;

	vfu_irqs_signal(&host->irqs, vector);
}

/* The aperture is trapped: no page is mapped there. */
static void host_zap_aperture(void *data, u64 offset, u64 len)
{
	op_context_zap();
}

static u64 host_now_ns(void *data)
{
	return vfu_timer_now_ns();
}

static void host_arm_timer(void *data, u64 deadline_ns)
{
	struct vfu_host *host = data;

	vfu_timer_arm(&host->timer, deadline_ns);
}

static void host_kick(void *data)
{
	struct vfu_host *host = data;

	pthread_mutex_lock(&host->lock);
	host->kicked = true;
	pthread_cond_signal(&host->wake);
	pthread_mutex_unlock(&host->lock);
}

const struct facet_host_ops vfu_host_ops = {
	.read = host_read,
	.write = host_write,
	.pin = host_pin,
	.unpin = host_unpin,
	.set_irq = host_set_irq,
	.zap_aperture = host_zap_aperture,
	.now_ns = host_now_ns,
	.arm_timer = host_arm_timer,
	.kick = host_kick,
};

static void *worker_thread(void *arg)
{
	struct vfu_host *host = arg;

	pthread_mutex_lock(&host->lock);
	while (!host->stop) {
		if (!host->kicked) {
			pthread_cond_wait(&host->wake, &host->lock);
			continue;
		}
		host->kicked = false;
		pthread_mutex_unlock(&host->lock);
		host->instance->model->work(host->instance);
		lockdep_assert_none_held_once();
		pthread_mutex_lock(&host->lock);
	}
	pthread_mutex_unlock(&host->lock);
	return NULL;
}

static void fire(void *owner)
{
	struct vfu_host *host = owner;

	non_block_start();
	host->instance->model->timer(host->instance);
	non_block_end();
}

int vfu_host_init(struct vfu_host *host, u64 max_bytes, u32 vectors, u64 (*now_ns)(void))
{
	memset(host, 0, sizeof(*host));
	host->dma = vfu_dma_create(max_bytes, now_ns);
	if (!host->dma)
		return -ENOMEM;
	vfu_irqs_init(&host->irqs, vectors);
	vfu_timer_init(&host->timer);
	pthread_mutex_init(&host->lock, NULL);
	pthread_cond_init(&host->wake, NULL);
	return 0;
}

static void stop_worker(struct vfu_host *host)
{
	pthread_mutex_lock(&host->lock);
	host->stop = true;
	pthread_cond_signal(&host->wake);
	pthread_mutex_unlock(&host->lock);
	pthread_join(host->worker, NULL);
}

int vfu_host_start(struct vfu_host *host)
{
	int ret;

	ret = -pthread_create(&host->worker, NULL, worker_thread, host);
	if (ret)
		return ret;
	ret = vfu_timer_start(&host->timer, fire, host);
	if (ret)
		stop_worker(host);
	return ret;
}

void vfu_host_stop(struct vfu_host *host)
{
	vfu_timer_stop(&host->timer);
	stop_worker(host);
}

void vfu_host_exit(struct vfu_host *host)
{
	vfu_irqs_clear(&host->irqs);
	vfu_dma_destroy(host->dma);
}
