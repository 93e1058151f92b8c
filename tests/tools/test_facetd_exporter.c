// SPDX-License-Identifier: GPL-2.0-only
/* The exporter with slow readers, and a socket that another program serves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/facetd/exporter.h"
#include "tools/facetd/watch.h"

#define SECOND	1000000000ull
#define VGPUS	1024u
#define SLOW	12u
#define STEPS	50u	/* steps of the server until it only waits for readers */

static struct facet_stats_vgpu vgpus[VGPUS];
static struct watch_vgpu known[VGPUS];
static struct watch watch = {
	.n = VGPUS, .vgpus = known, .sample = { .vgpus = vgpus, .n_vgpus = VGPUS }
};
static struct exporter config = { .kind = EXPORTER_UNIX };
static char folder[32];

static void serve(struct exporter_server *server)
{
	uint32_t i;

	for (i = 0; i < STEPS; i++)
		exporter_run(server);
}

static int ask(void)
{
	static const char request[] =
		"GET /metrics HTTP/1.1\r\nHost: facet\r\nConnection: close\r\n\r\n";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(address.sun_path, config.path);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(write(fd, request, sizeof(request) - 1), sizeof(request) - 1);
	return fd;
}

/* Read the whole answer. Return: its size in bytes. */
static size_t read_all(struct exporter_server *server, int fd)
{
	static char block[1u << 16];
	size_t size = 0;
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) != 0) {
		if (n > 0)
			size += n;
		else
			exporter_run(server);
	}
	close(fd);
	return size;
}

static void many_slow_readers_share_two_texts(void **state)
{
	char error[EXPORTER_ERROR];
	struct exporter_server *server = exporter_open(&config, &watch, error);
	int slow[SLOW];
	size_t first;
	uint32_t i;

	assert_non_null(server);
	for (i = 0; i < SLOW; i++) {
		watch.sample.now_ns += 2 * SECOND;
		slow[i] = ask();
		serve(server);
		assert_in_range(exporter_texts(server), 1, 2);
	}
	first = read_all(server, slow[0]);
	assert_true(first > VGPUS * 4096);
	for (i = 1; i < SLOW; i++)
		assert_int_equal(read_all(server, slow[i]), first);
	assert_int_equal(exporter_texts(server), 1);
	exporter_close(server);
}

static void a_socket_that_is_served_is_left_to_who_serves_it(void **state)
{
	char error[EXPORTER_ERROR] = "";
	struct exporter_server *server = exporter_open(&config, &watch, error);

	assert_non_null(server);
	assert_null(exporter_open(&config, &watch, error));
	assert_non_null(strstr(error, "another program has it"));
	serve(server);
	assert_true(read_all(server, ask()) > VGPUS * 4096);
	exporter_close(server);
}

static void a_socket_that_was_left_is_taken(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char error[EXPORTER_ERROR] = "";
	struct exporter_server *server;

	strcpy(address.sun_path, config.path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
	server = exporter_open(&config, &watch, error);
	assert_non_null(server);
	exporter_close(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_slow_readers_share_two_texts),
		cmocka_unit_test(a_socket_that_is_served_is_left_to_who_serves_it),
		cmocka_unit_test(a_socket_that_was_left_is_taken),
	};
	int ret;

	strcpy(folder, "/tmp/facet-exporter-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(config.path, sizeof(config.path), "%s/socket", folder);
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return ret;
}
