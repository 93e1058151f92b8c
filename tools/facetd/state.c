// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state file (state.h). state_write() writes a new file and renames it over the old one. Only
 * facetd writes to the folder. control.c calls these functions.
 */
#include "tools/facetd/state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION		1
#define FOLDER_MODE	0755

/* --- writing ------------------------------------------------------------------------------ */

static json_t *json_of_knob(const struct ledger_knob *k, enum knob knob)
{
	char base[KNOB_TEXT], now[KNOB_TEXT], before[KNOB_TEXT];

	if (k->left_alone)
		return json_pack("{s:b}", "left_alone", 1);
	return json_pack("{s:s, s:s, s:s}", "base", knob_print(knob, k->base, base), "now",
			 knob_print(knob, k->now, now), "before",
			 knob_print(knob, k->before, before));
}

static json_t *json_of_vgpu(const struct ledger_vgpu *vgpu)
{
	json_t *knobs = json_object();
	uint32_t knob;

	for (knob = 0; knob < KNOBS; knob++)
		if (vgpu->knobs[knob].ours || vgpu->knobs[knob].left_alone)
			json_object_set_new(knobs, knob_name(knob),
					    json_of_knob(&vgpu->knobs[knob], knob));
	return json_pack("{s:s, s:I, s:o}", "uuid", vgpu->uuid, "created_ns",
			 (json_int_t)vgpu->created_ns, "knobs", knobs);
}

static void make_folder(const char *path)
{
	char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL;

	if (slash && slash != folder) {
		*slash = 0;
		mkdir(folder, FOLDER_MODE);
	}
	free(folder);
}

int state_lock(const char *path)
{
	char lock[CONFIG_PATH + 8];
	int fd, error;

	make_folder(path);
	snprintf(lock, sizeof(lock), "%s.lock", path);
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	error = errno;
	close(fd);
	return -error;
}

static int write_json(const char *path, json_t *json)
{
	char new[CONFIG_PATH + 8];
	FILE *file;
	int ret = 0;

	snprintf(new, sizeof(new), "%s.new", path);
	file = fopen(new, "we");
	if (!file)
		return -errno;
	if (json_dumpf(json, file, JSON_INDENT(1)) || fputc('\n', file) == EOF || fflush(file))
		ret = errno ? -errno : -EIO;
	if (fclose(file) && !ret)
		ret = -errno;
	if (!ret && rename(new, path))
		ret = -errno;
	if (ret)
		unlink(new);
	return ret;
}

int state_write(const char *path, const struct ledger_vgpu *vgpus, uint32_t n)
{
	json_t *array = json_array(), *json;
	uint32_t i;
	int ret;

	for (i = 0; i < n; i++)
		if (!vgpus[i].gone && ledger_is_ours(&vgpus[i]))
			json_array_append_new(array, json_of_vgpu(&vgpus[i]));
	json = json_pack("{s:i, s:o}", "version", VERSION, "vgpus", array);
	if (!json)
		return -ENOMEM;
	make_folder(path);
	ret = write_json(path, json);
	json_decref(json);
	return ret;
}

/* --- reading ------------------------------------------------------------------------------ */

static bool read_value(json_t *json, enum knob knob, const char *name, uint32_t *value)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text && knob_parse(knob, text, value);
}

static bool read_knob(json_t *json, enum knob knob, struct ledger_knob *k)
{
	if (json_is_true(json_object_get(json, "left_alone"))) {
		k->left_alone = true;
		return true;
	}
	k->ours = true;
	return read_value(json, knob, "base", &k->base) && read_value(json, knob, "now", &k->now) &&
	       read_value(json, knob, "before", &k->before);
}

static bool read_vgpu(json_t *json, struct ledger_vgpu *vgpu)
{
	const char *uuid = json_string_value(json_object_get(json, "uuid"));
	json_t *created = json_object_get(json, "created_ns"),
	       *knobs = json_object_get(json, "knobs"), *one;
	uint32_t knob;

	if (!uuid || strlen(uuid) >= sizeof(vgpu->uuid) || !json_is_integer(created) ||
	    !json_is_object(knobs))
		return false;
	strcpy(vgpu->uuid, uuid);
	vgpu->created_ns = json_integer_value(created);
	for (knob = 0; knob < KNOBS; knob++) {
		one = json_object_get(knobs, knob_name(knob));
		if (one && !read_knob(one, knob, &vgpu->knobs[knob]))
			return false;
	}
	return true;
}

static int read_vgpus(json_t *json, struct ledger_vgpu **vgpus, uint32_t *n)
{
	json_t *array = json_object_get(json, "vgpus");
	uint32_t i, count = json_array_size(array);

	if (json_integer_value(json_object_get(json, "version")) != VERSION ||
	    !json_is_array(array) || count > FACET_STATS_VGPUS)
		return -EINVAL;
	*vgpus = calloc(count + 1, sizeof(**vgpus));
	if (!*vgpus)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		if (!read_vgpu(json_array_get(array, i), &(*vgpus)[i])) {
			free(*vgpus);
			*vgpus = NULL;
			return -EINVAL;
		}
	*n = count;
	return 0;
}

int state_read(const char *path, struct ledger_vgpu **vgpus, uint32_t *n)
{
	FILE *file = fopen(path, "re");
	json_error_t error;
	json_t *json;
	int ret;

	*vgpus = NULL;
	*n = 0;
	if (!file)
		return errno == ENOENT ? 0 : -errno;
	json = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
	fclose(file);
	ret = json ? read_vgpus(json, vgpus, n) : -EINVAL;
	json_decref(json);
	return ret;
}
