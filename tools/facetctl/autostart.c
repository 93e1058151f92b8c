// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl autostart starts the vGPUs that mdevctl has defined to start with the host. main.c and
 * the service facet-vgpus run it.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/definitions.h"
#include "tools/lib/options.h"
#include "tools/lib/sysfs.h"

static const struct argp argp = {
	.options = json_options,
	.parser = parse_json,
	.doc = "Starts the vGPUs that mdevctl has defined to start with the host "
	       "(mdevctl define --auto) and that do not exist yet.\v"
	       "The service facet-vgpus does so at each boot, and when the modules are loaded.",
};

/*
 * Start a vGPU by mdevctl. Return: true: the vGPU exists, even if another process has started it.
 * If mdevctl fails, it prints the reason on stderr.
 */
static bool start(const struct host *host, const struct definition *definition)
{
	char *const command[] = { "mdevctl", "start", "--uuid", (char *)definition->uuid,
				  "--parent", (char *)definition->parent, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (!posix_spawnp(&pid, command[0], &actions, NULL, command, environ))
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	posix_spawn_file_actions_destroy(&actions);
	return sysfs_exists("%s/sys/bus/mdev/devices/%s/facet", host->root, definition->uuid);
}

/* Start all missing vGPUs. @started and @failed get their UUIDs. Return: an exit status. */
static int start_all(const struct host *host, json_t *started, json_t *failed)
{
	struct definition *missing;
	int i, n = definitions_missing(host, &missing);

	if (n == -ENOENT)
		return complain("there is no mdevctl: apt install mdevctl");
	if (n < 0)
		return complain(
			"mdevctl does not list what it has defined: see 'mdevctl list --defined'");
	for (i = 0; i < n; i++) {
		const struct definition *one = &missing[i];
		bool there = start(host, one);

		json_array_append_new(there ? started : failed, json_string(one->uuid));
		if (!there)
			complain(
				"%s, of type %s, did not start: 'mdevctl start --uuid %s' says why",
				one->uuid, one->type, one->uuid);
	}
	free(missing);
	return json_array_size(failed) ? FACETCTL_FAILED : FACETCTL_OK;
}

int facetctl_autostart(int argc, char **argv)
{
	json_t *started = json_array(), *failed = json_array();
	bool json = false;
	struct host host;
	int ret;

	options_parse(&argp, argc, argv, 0, NULL, &json);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	ret = start_all(&host, started, failed);
	host_free(&host);
	if (json) {
		json_t *both = json_pack("{s:o, s:o}", "started", started, "failed", failed);

		return print_json(both) == FACETCTL_OK ? ret : FACETCTL_FAILED;
	}
	if (json_array_size(started))
		printf("%zu vGPU(s) started\n", json_array_size(started));
	json_decref(started);
	json_decref(failed);
	return ret;
}
