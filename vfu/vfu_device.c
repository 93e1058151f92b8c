// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU behind a socket: its regions, its guest memory, and the thread that serves one client
 * after the other. That thread makes all calls of the core for trapped accesses. @lock guards the
 * client's socket; no other lock is taken here.
 */
#include "vfu/vfu_device.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "device/config.h"
#include "display/display.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "model/migration.h"
#include "model/model.h"
#include "vfu/dma.h"
#include "vfu/transport.h"
#include "vfu/vfu_migrate.h"
#include "vfu/vfu_picture.h"
#include "vfu/vfu_report.h"
#include "vfu/vfu_states.h"

#define CONFIG_SIZE	256u
#define MAX_ACCESS	8u
#define RETRY_US	100000u	/* pause after a failed accept(), in microseconds */

/**
 * struct vfu_device - One vGPU behind one socket.
 * @config: configuration
 * @host: front end of the vGPU
 * @states: migration of the vGPU
 * @client_gone: NULL, or called when a client has closed its connection
 * @trace: file of the trace; NULL: none
 * @start_ns: time of creation, in nanoseconds
 * @thread: the session's thread
 * @listener: socket that listens
 * @lock: Protects the session's socket and end: @client, @stop. Lock order: outermost; last leaf
 * @client: socket of the client; -1: none
 * @stop: the session's thread is to end
 */
struct vfu_device {
	struct vfu_device_config config;
	struct vfu_host host;
	struct vfu_states states;
	void (*client_gone)(void);
	FILE *trace;
	u64 start_ns;
	pthread_t thread;
	int listener;
	pthread_mutex_t lock;
	int client;
	bool stop;
};

static struct facet_instance *instance_of(const struct vfu_device *d)
{
	return d->host.instance;
}

static void update_irqs(struct vfu_device *d)
{
	struct facet_interrupts on = instance_of(d)->model->interrupts(instance_of(d));

	vfu_irqs_update(&d->host.irqs, on.msi, on.intx_disabled);
}

/*
 * Access configuration space. A write may have enabled or disabled MSI or INTx, so the line is
 * updated.
 */
static int config_access(struct vfu_device *d, u64 offset, void *buf, u32 len, bool write)
{
	struct facet_instance *instance = instance_of(d);
	int ret = instance->model->config(instance, offset, buf, len, write);

	if (!write)
		return ret;
	if (ret == FACET_CONFIG_FLR) {
		instance->model->flr(instance);
		ret = 0;
	}
	update_irqs(d);
	return ret;
}

/**
 * struct region - How a client may access a region.
 * @flags: VFIO_REGION_INFO_FLAG_*; 0: there is no such region
 * @piece: most bytes of a piece
 * @traced: accesses go to the trace, since the region has registers and not memory
 */
struct region {
	u32 flags;
	u32 piece;
	bool traced;
};

#define READ_WRITE	(VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)

static const struct region uses[] = {
	[FACET_REGION_REGISTERS] = { .flags = READ_WRITE, .piece = 8, .traced = true },
	[FACET_REGION_MEMORY] = { .flags = READ_WRITE, .piece = 8 },
	[FACET_REGION_ROM] = { .flags = VFIO_REGION_INFO_FLAG_READ, .piece = 8 },
};

static const struct region config_region = { .flags = READ_WRITE, .piece = 4, .traced = true };

static_assert(FACET_MODEL_ROM == (int)VFIO_PCI_ROM_REGION_INDEX, "regions have VFIO's numbers");

/* Return the region of an index of the client's. */
static struct region region_of(const struct vfu_device *d, u32 index)
{
	if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		return config_region;
	return uses[index < FACET_MODEL_REGIONS ? instance_of(d)->model->regions[index] :
						  FACET_REGION_NONE];
}

static struct vfu_region op_region(void *device, u32 index)
{
	struct vfu_device *d = device;
	struct vfu_region out = { .flags = region_of(d, index).flags };

	if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		out.size = CONFIG_SIZE;
	else if (out.flags)
		out.size = instance_of(d)->model->bar(instance_of(d), index);
	return out;
}

static struct vfu_irq_index op_irq_index(void *device, u32 index)
{
	struct vfu_device *d = device;

	return vfu_irqs_index(&d->host.irqs, index);
}

/* Return the largest power of two that divides the offset and is at most @len and @max_len. */
static u32 piece_len(u64 offset, u32 len, u32 max_len)
{
	while (max_len > len || offset & (max_len - 1))
		max_len /= 2;
	return max_len;
}

static void trace(struct vfu_device *d, u32 index, u64 offset, const void *buf, u32 len, bool write)
{
	u64 us = (vfu_timer_now_ns() - d->start_ns) / 1000;
	u64 value = 0;

	memcpy(&value, buf, len);
	fprintf(d->trace, "%llu.%06llu %c %s %06llx %u %llx\n", us / 1000000, us % 1000000,
		write ? 'W' : 'R', index == VFIO_PCI_CONFIG_REGION_INDEX ? "cfg" : "mmio",
		offset, len, value);
}

/* Access one aligned piece of a region, as models require. */
static int access_piece(struct vfu_device *d, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	struct facet_instance *instance = instance_of(d);

	if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		return config_access(d, offset, buf, len, write);
	return instance->model->access(instance, index, offset, buf, len, write);
}

static int op_access(void *device, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	struct vfu_device *d = device;
	struct region region = region_of(d, index);
	u8 *p = buf;
	u32 piece;
	int ret;

	for (; len; len -= piece, offset += piece, p += piece) {
		piece = piece_len(offset, len, region.piece);
		ret = access_piece(d, index, offset, p, piece, write);
		if (ret)
			return ret;
		if (d->trace && region.traced)
			trace(d, index, offset, p, piece, write);
	}
	return 0;
}

static int op_set_irqs(void *device, const struct vfu_irq_set *set)
{
	struct vfu_device *d = device;

	return vfu_irqs_set(&d->host.irqs, set);
}

static int op_dma_map(void *device, const struct vfu_dma_map *map, int fd)
{
	struct vfu_device *d = device;

	return vfu_dma_map(d->host.dma, map->address, map->size, fd, map->offset,
			   map->flags & VFU_DMA_WRITE);
}

/*
 * Unmap memory in this order: nobody finds the mapping, the core stops using it, the memory is
 * unmapped.
 */
static int op_dma_unmap(void *device, u64 address, u64 size)
{
	struct vfu_device *d = device;
	bool any = false;
	u64 gpa, len;
	void *mapping;
	int ret;

	while (!(ret = vfu_dma_take(d->host.dma, address, size, &mapping, &gpa, &len))) {
		instance_of(d)->model->dma_unmap(instance_of(d), gpa, len);
		vfu_dma_put(mapping);
		any = true;
	}
	return ret == -ENOENT && any ? 0 : ret;
}

static void op_reset(void *device)
{
	struct vfu_device *d = device;

	instance_of(d)->model->reset(instance_of(d));
	vfu_states_reset(&d->states);
	update_irqs(d);
}

/* --- migration ------------------------------------------------------------------------------ */

static u32 op_state(void *device)
{
	struct vfu_device *d = device;

	return facet_migration_state(d->states.migration);
}

/* Go to a state. A restore, a reset or the end of a pause may have changed the interrupts. */
static int op_set_state(void *device, u32 state)
{
	struct vfu_device *d = device;
	int ret = facet_migration_go(d->states.migration, state);

	update_irqs(d);
	return ret;
}

static u64 op_size(void *device)
{
	struct vfu_device *d = device;

	return facet_migration_size(d->states.migration);
}

static ssize_t op_read(void *device, void *buf, u32 len)
{
	struct vfu_device *d = device;

	return vfu_states_read(&d->states, buf, len);
}

static int op_write(void *device, const void *buf, u32 len)
{
	struct vfu_device *d = device;
	int ret = facet_migration_write(d->states.migration, buf, len);

	update_irqs(d);
	return ret;
}

static const struct vfu_migrate_ops migrate_ops = {
	.state = op_state,
	.set_state = op_set_state,
	.size = op_size,
	.read = op_read,
	.write = op_write,
};

/* --- sessions ------------------------------------------------------------------------------- */

static const struct vfu_device_ops device_ops = {
	.region = op_region,
	.irq_index = op_irq_index,
	.access = op_access,
	.set_irqs = op_set_irqs,
	.dma_map = op_dma_map,
	.dma_unmap = op_dma_unmap,
	.reset = op_reset,
	.migrate = &migrate_ops,
};

/* Clean up after a client: the next one finds a vGPU as after power-on. */
static void reset_after_client(struct vfu_device *d)
{
	op_reset(d);
	vfu_states_close(&d->states);
	op_dma_unmap(d, 0, ~0ull);
	vfu_irqs_clear(&d->host.irqs);
	if (d->trace)
		fflush(d->trace);
}

/* Set @client, which a stop shuts down. Return true unless the device has to stop. */
static bool set_client(struct vfu_device *d, int fd)
{
	bool stop;

	pthread_mutex_lock(&d->lock);
	d->client = fd;
	stop = d->stop;
	pthread_mutex_unlock(&d->lock);
	return !stop;
}

/* Serve a client to its end. Return: as vfu_protocol_serve(). */
static int serve_client(struct vfu_device *d, struct vfu_transport *transport)
{
	int ret = vfu_states_open(&d->states, instance_of(d));

	return ret ? ret : vfu_protocol_serve(transport, &device_ops, d);
}

static void serve(struct vfu_device *d, int fd)
{
	struct vfu_transport *transport = vfu_transport_create(fd);
	int ret;

	if (!transport) {
		close(fd);
		return;
	}
	if (set_client(d, fd)) {
		ret = serve_client(d, transport);
		if (ret)
			pr_warn_ratelimited("%s: client dropped: %s\n", d->config.socket,
					    strerror(-ret));
	}
	set_client(d, -1);
	reset_after_client(d);
	vfu_transport_destroy(transport);
	if (d->client_gone)
		d->client_gone();
}

/* Handle a failed accept(). A shortage may pass, so the session tries again. A stop is no error. */
static void handle_accept_error(struct vfu_device *d, int error)
{
	if (error == EINTR || error == ECONNABORTED || !set_client(d, -1))
		return;
	pr_warn_ratelimited("%s: cannot take a client: %s; trying again\n", d->config.socket,
			    strerror(error));
	usleep(RETRY_US);
}

static void *session_thread(void *arg)
{
	struct vfu_device *d = arg;
	int fd;

	while (set_client(d, -1)) {
		fd = accept4(d->listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			serve(d, fd);
		else
			handle_accept_error(d, errno);
	}
	return NULL;
}

static int listen_on(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, ret;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		pr_err("%s: a socket's path has at most %zu bytes\n", path,
		       sizeof(addr.sun_path) - 1);
		return -ENAMETOOLONG;
	}
	strcpy(addr.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* Another server listens there: leave the socket alone. */
	if (!connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		pr_err("%s: another server listens there\n", path);
		close(fd);
		return -EADDRINUSE;
	}
	if (errno == ECONNREFUSED)
		unlink(path);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 1)) {
		ret = -errno;
		pr_err("%s: %s\n", path, strerror(errno));
		close(fd);
		return ret;
	}
	return fd;
}

/* Print the modes of the outputs. */
static void log_outputs(const struct vfu_device *d)
{
	struct facet_display_mode mode;
	u32 i;

	for (i = 0; i < d->config.display.n_outputs; i++)
		if (!facet_output_preferred_mode(instance_of(d)->display, i, &mode))
			pr_info("%s: output %u: %ux%u at %u Hz\n", d->config.socket, i, mode.width,
				mode.height, mode.hz);
}

static int create_vgpu(struct vfu_device *d, struct facet_gpu *gpu)
{
	const struct facet_type *type = d->config.type;
	struct facet_display_config outputs = d->config.display;
	const struct facet_instance_setup setup = {
		.gpu = gpu,
		.type = type,
		.outputs = &outputs,
		.ops = &vfu_host_ops,
		.signal = vfu_host_signal,
		.host = &d->host,
	};
	int ret;

	outputs.max_width = type->max_width;
	outputs.max_height = type->max_height;
	ret = type->model->create(&setup, &d->host.instance);
	if (ret)
		return ret;
	ret = vfu_host_start(&d->host);
	if (ret)
		goto err_vgpu;
	log_outputs(d);
	return 0;

err_vgpu:
	type->model->destroy(d->host.instance);
	return ret;
}

static void destroy_vgpu(struct vfu_device *d)
{
	struct facet_instance *instance = instance_of(d);

	instance->model->cancel(instance);
	vfu_host_stop(&d->host);
	instance->model->destroy(instance);
}

/*
 * Start the session's thread. In the real-time class the thread preempts a client on the same
 * processor: it completes each posted access before the client continues, unless a lock is taken.
 */
static int start_session(struct vfu_device *d)
{
	const struct sched_param first = { .sched_priority = 1 };
	pthread_attr_t attr;
	int ret;

	pthread_attr_init(&attr);
	if (d->config.realtime) {
		pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
		pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
		pthread_attr_setschedparam(&attr, &first);
	}
	ret = -pthread_create(&d->thread, &attr, session_thread, d);
	pthread_attr_destroy(&attr);
	if (ret == -EPERM)
		pr_err("%s: --realtime is not allowed here: be root, or raise ulimit -r\n",
		       d->config.socket);
	else if (ret)
		pr_err("%s: no thread for its session: %s\n", d->config.socket, strerror(-ret));
	return ret;
}

static struct vfu_device *device_alloc(const struct vfu_device_config *config,
				       void (*client_gone)(void))
{
	struct vfu_device *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->config = *config;
	d->states.name = config->socket;
	d->client_gone = client_gone;
	d->client = -1;
	d->start_ns = vfu_timer_now_ns();
	pthread_mutex_init(&d->lock, NULL);
	return d;
}

/* Open the file of the trace, if one is configured. */
static int open_trace(struct vfu_device *d)
{
	const char *path = d->config.trace;
	int ret;

	if (!path)
		return 0;
	d->trace = fopen(path, "w");
	if (d->trace)
		return 0;
	ret = -errno;
	pr_err("%s: %s\n", path, strerror(-ret));
	return ret;
}

int vfu_device_create(struct facet_gpu *gpu, const struct vfu_device_config *config,
		      void (*client_gone)(void), struct vfu_device **out)
{
	struct vfu_device *d = device_alloc(config, client_gone);
	int ret;

	if (!d)
		return -ENOMEM;
	ret = vfu_host_init(&d->host, config->memory_bytes, config->type->model->vectors,
			    config->unmap_now_ns ? config->unmap_now_ns : vfu_timer_now_ns);
	if (ret)
		goto err_free;
	ret = open_trace(d);
	if (ret)
		goto err_host;
	ret = create_vgpu(d, gpu);
	if (ret) {
		pr_err("%s: no vGPU: %s\n", config->socket, strerror(-ret));
		goto err_trace;
	}
	ret = listen_on(config->socket);
	if (ret < 0)
		goto err_vgpu;
	d->listener = ret;
	ret = start_session(d);
	if (ret)
		goto err_listener;
	*out = d;
	return 0;

err_listener:
	close(d->listener);
	unlink(config->socket);
err_vgpu:
	destroy_vgpu(d);
err_trace:
	if (d->trace)
		fclose(d->trace);
err_host:
	vfu_host_exit(&d->host);
err_free:
	free(d);
	return ret;
}

void vfu_device_destroy(struct vfu_device *d)
{
	pthread_mutex_lock(&d->lock);
	d->stop = true;
	if (d->client >= 0)
		shutdown(d->client, SHUT_RDWR);
	pthread_mutex_unlock(&d->lock);
	shutdown(d->listener, SHUT_RDWR);
	pthread_join(d->thread, NULL);

	close(d->listener);
	unlink(d->config.socket);
	destroy_vgpu(d);
	if (d->trace)
		fclose(d->trace);
	vfu_host_exit(&d->host);
	free(d);
}

int vfu_device_screenshot(struct vfu_device *d)
{
	struct facet_display *display = instance_of(d)->display;
	struct facet_plane plane;
	u32 *pixels;
	int ret;

	if (!d->config.screenshot)
		return 0;
	ret = facet_scanout_plane(display, 0, FACET_PLANE_PRIMARY, &plane);
	if (ret)
		return ret;
	if (!plane.enabled) {
		pr_warn("%s: no picture: the screen is off\n", d->config.socket);
		return -ENODATA;
	}
	pixels = calloc((size_t)plane.width * plane.height, sizeof(*pixels));
	if (!pixels)
		return -ENOMEM;
	ret = facet_capture_screenshot(display, 0, pixels, plane.width * sizeof(*pixels),
				       plane.width, plane.height, true);
	if (!ret)
		ret = vfu_picture_write(d->config.screenshot, pixels, plane.width, plane.height);
	free(pixels);
	if (ret)
		pr_err("%s: %s\n", d->config.screenshot, strerror(-ret));
	return ret;
}

void vfu_device_report(struct vfu_device *d)
{
	struct facet_vgpu *vgpu = facet_gen9_vgpu(instance_of(d));

	if (vgpu)
		vfu_report_denied(facet_vgpu_device(vgpu), d->config.socket);
	if (d->config.state)
		vfu_report_state(instance_of(d), d->config.state);
}
