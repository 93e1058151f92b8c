// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read a description of a workload: JSON, parsed by jansson. Tables below list the keys of each
 * object. For an unknown key or an invalid value the reader prints an error with the valid values.
 * Names stay in the memory of the JSON, which sim_file_free() releases. main.c calls these
 * functions.
 */
#include <ctype.h>
#include <jansson.h>
#include <math.h>

#include "mediator/type.h"
#include "sim.h"
#include "tools/lib/options.h"

#define US	1000ull
#define MS	1000000ull

/**
 * struct reader - State of one sim_file_read().
 * @path: path of the file
 * @where: the object that is being read, for messages
 * @failed: the reader has printed an error
 */
struct reader {
	const char *path;
	char where[64];
	bool failed;
};

/**
 * struct key - A number in the description.
 * @name: the key
 * @unit: factor from the description's unit to the unit of the result
 * @min: lowest valid value, in the description's unit
 * @max: highest valid value, in the description's unit
 * @standard: default, in the description's unit
 * @whole: only whole numbers are valid
 */
struct key {
	const char *name;
	double unit;
	double min;
	double max;
	double standard;
	bool whole;
};

/* Print what the value of a key must be: the words behind "must". */
static void complain(struct reader *r, const char *key, const char *allowed)
{
	fprintf(stderr, "facet-sim: %s: %s: \"%s\" must %s\n", r->path, r->where, key, allowed);
	r->failed = true;
}

static double number(struct reader *r, const json_t *object, const struct key *key)
{
	const json_t *value = json_object_get(object, key->name);
	double given = value ? json_number_value(value) : key->standard;
	char allowed[80];

	if ((!value || json_is_number(value)) && given >= key->min && given <= key->max &&
	    (!key->whole || given == floor(given)))
		return given * key->unit;
	snprintf(allowed, sizeof(allowed), "be a %snumber from %.12g to %.12g",
		 key->whole ? "whole " : "", key->min, key->max);
	complain(r, key->name, allowed);
	return key->standard * key->unit;
}

/* Return the index of a key's value in @words, a list that ends with NULL; @standard: no key. */
static u32 word(struct reader *r, const json_t *object, const char *key, const char *const *words,
		u32 standard)
{
	const json_t *value = json_object_get(object, key);
	const char *given = json_string_value(value);
	char allowed[160] = "be one of";
	u32 i;

	if (!value)
		return standard;
	for (i = 0; words[i]; i++) {
		if (given && !strcmp(given, words[i]))
			return i;
		snprintf(allowed + strlen(allowed), sizeof(allowed) - strlen(allowed), " %s",
			 words[i]);
	}
	complain(r, key, allowed);
	return standard;
}

/* Tell if @text has a control character. A terminal would obey it. */
static bool has_control(const char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			return true;
	return false;
}

static const char *text(struct reader *r, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (value && !json_is_string(value))
		complain(r, key, "be a string");
	else if (value && has_control(json_string_value(value)))
		complain(r, key, "have no control characters");
	return json_string_value(value);
}

/* Check that a key is one of @keys, a list that ends with NULL. */
static void check_key(struct reader *r, const char *key, const char *const *keys)
{
	const char *similar;
	size_t n;

	for (n = 0; keys[n]; n++)
		if (!strcmp(keys[n], key))
			return;
	similar = options_suggest(key, keys, n);
	if (has_control(key))
		fprintf(stderr, "facet-sim: %s: %s: a key has control characters\n", r->path,
			r->where);
	else if (similar)
		fprintf(stderr,
			"facet-sim: %s: %s: there is no key \"%s\": did you mean \"%s\"?\n",
			r->path, r->where, key, similar);
	else
		fprintf(stderr, "facet-sim: %s: %s: there is no key \"%s\"\n", r->path, r->where,
			key);
	r->failed = true;
}

/* Check that a value is an object with no other keys than @keys, a list that ends with NULL. */
static bool is_object(struct reader *r, json_t *object, const char *const *keys)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object)) {
		fprintf(stderr, "facet-sim: %s: %s must be an object\n", r->path, r->where);
		r->failed = true;
		return false;
	}
	json_object_foreach(object, key, value)
		check_key(r, key, keys);
	return true;
}

static const char *const engine_words[] = { "rcs", "bcs", "vcs", "vecs", NULL };
static const char *const priority_words[] = { "high", "normal", "low", NULL };
static const char *const policy_words[] = { "best_effort", "equal_share", "fixed_share", NULL };

/* --- loads -------------------------------------------------------------------------------- */

static const char *const load_keys[] = { "engine", "job_us", "command_us", "queue", "period_us",
					 "think_us", "frame_us", "jitter", NULL };

static void read_load(struct reader *r, json_t *object, struct sim_load *load)
{
	static const struct key job = { "job_us", US, 0.1, 1e9, 1000, false };
	static const struct key command = { "command_us", US, 0, 1e9, 20, false };
	static const struct key queue = { "queue", 1, 1, 1000, 2, true };
	static const struct key period = { "period_us", US, 0, 1e12, 0, false };
	static const struct key think = { "think_us", US, 0, 1e12, 0, false };
	static const struct key frame = { "frame_us", US, 0, 1e9, 0, false };
	static const struct key jitter = { "jitter", 1, 0, 100, 0, false };

	if (!is_object(r, object, load_keys))
		return;
	load->engine = word(r, object, "engine", engine_words, PGPU_RCS);
	load->job_ns = number(r, object, &job);
	load->command_ns = number(r, object, &command);
	load->queue = number(r, object, &queue);
	load->period_ns = number(r, object, &period);
	load->think_ns = number(r, object, &think);
	load->frame_ns = number(r, object, &frame);
	load->jitter = number(r, object, &jitter);
	if (load->frame_ns && (load->period_ns || load->think_ns))
		complain(r, "frame_us", "be 0 beside period_us or think_us");
}

static void read_loads(struct reader *r, json_t *list, struct sim_client *client)
{
	json_t *object;
	size_t i;
	u32 used = 0;

	if (!json_is_array(list) || !json_array_size(list) || json_array_size(list) > SIM_LOADS) {
		complain(r, "loads", "be a list of one to four objects");
		return;
	}
	json_array_foreach(list, i, object) {
		read_load(r, object, &client->loads[i]);
		if (used & BIT(client->loads[i].engine))
			complain(r, "engine", "differ in each load");
		used |= BIT(client->loads[i].engine);
	}
	client->load_count = json_array_size(list);
}

/* --- clients ------------------------------------------------------------------------------ */

static const char *const client_keys[] = { "name", "count", "type", "weight", "cap", "slice_us",
					   "priority", "start_ms", "stop_ms", "loads", NULL };

static const struct facet_type *read_type(struct reader *r, json_t *object)
{
	const char *words[16] = { NULL };
	u32 i;

	for (i = 0; i < facet_type_count && i + 1 < ARRAY_SIZE(words); i++)
		words[i] = facet_types[i].name;
	return &facet_types[word(r, object, "type", words, 0)];
}

static void read_knobs(struct reader *r, json_t *object, struct sim_client *client)
{
	const struct key weight = { "weight", 1, 1, FACET_KNOB_WEIGHT_MAX, client->type->weight,
				    true };
	static const struct key cap = { "cap", 1, 0, FACET_KNOB_CAP_MAX, 0, true };
	static const struct key slice = { "slice_us", 1, 0, FACET_KNOB_SLICE_US_MAX, 0, true };

	client->knobs = (struct facet_sched_knobs){
		.weight = number(r, object, &weight),
		.cap = number(r, object, &cap),
		.slice_us = number(r, object, &slice),
		.priority =
			word(r, object, "priority", priority_words, FACET_SCHED_PRIORITY_NORMAL),
	};
	if (facet_sched_knobs_check(&client->knobs))
		complain(r, "slice_us", "be 0, or 50 to 100000");
}

static u32 read_count(struct reader *r, json_t *object)
{
	static const struct key count = { "count", 1, 1, 10000, 1, true };

	return number(r, object, &count);
}

static void read_client(struct reader *r, json_t *object, struct sim_client *client)
{
	static const struct key start = { "start_ms", MS, 0, 1e12, 0, false };
	static const struct key stop = { "stop_ms", MS, 0, 1e12, 0, false };

	if (!is_object(r, object, client_keys))
		return;
	client->name = text(r, object, "name");
	if (!client->name)
		complain(r, "name", "be given");
	client->type = read_type(r, object);
	client->start_ns = number(r, object, &start);
	client->stop_ns = number(r, object, &stop);
	if (!client->stop_ns)
		client->stop_ns = SIM_NEVER;
	if (client->stop_ns <= client->start_ns)
		complain(r, "stop_ms", "be later than start_ms");
	read_knobs(r, object, client);
	read_loads(r, json_object_get(object, "loads"), client);
}

static void read_clients(struct reader *r, json_t *list, struct sim_workload *w)
{
	json_t *object;
	size_t i;
	u32 n = 0;

	if (!json_is_array(list) || !json_array_size(list)) {
		complain(r, "clients", "be a list of one or more objects");
		return;
	}
	json_array_foreach(list, i, object) {
		snprintf(r->where, sizeof(r->where), "client %zu", i + 1);
		n += read_count(r, object);
	}
	if (r->failed)
		return;
	w->clients = calloc(n, sizeof(*w->clients));
	if (!w->clients)
		abort();
	json_array_foreach(list, i, object) {
		struct sim_client *client = &w->clients[w->client_count];
		u32 count = read_count(r, object);

		snprintf(r->where, sizeof(r->where), "client %zu", i + 1);
		read_client(r, object, client);
		for (n = 1; n < count; n++)
			client[n] = *client;
		w->client_count += count;
	}
}

/* --- expectations ------------------------------------------------------------------------- */

static const char *const expect_keys[] = { "what", "client", "engine", "window_ms", "quantile",
					   "min", "max", NULL };
static const char *const what_words[] = {
	[SIM_WHAT_SHARE] = "share",
	[SIM_WHAT_PART] = "part",
	[SIM_WHAT_WAIT] = "wait_us",
	[SIM_WHAT_UTILISATION] = "utilisation",
	[SIM_WHAT_MIN_MAX] = "min_max",
	[SIM_WHAT_MISSED] = "missed",
	[SIM_WHATS] = NULL,
};

static bool has_client(const struct sim_workload *w, const char *name)
{
	u32 i;

	for (i = 0; i < w->client_count; i++)
		if (sim_line_matches(&w->clients[i], name))
			return true;
	return false;
}

/* Tell if a client of a line has a load on an engine. @name: NULL: a client of any line. */
static bool works_on(const struct sim_workload *w, const char *name, u32 engine)
{
	u32 i, l;

	for (i = 0; i < w->client_count; i++)
		for (l = 0; l < w->clients[i].load_count; l++)
			if (sim_line_matches(&w->clients[i], name) &&
			    w->clients[i].loads[l].engine == engine)
				return true;
	return false;
}

static void read_expectation(struct reader *r, json_t *object, const struct sim_workload *w,
			     struct sim_expectation *e)
{
	static const struct key window = { "window_ms", MS, 0.001, 1e9, 100, false };
	static const struct key quantile = { "quantile", 1, 0, 1, 1, false };
	static const struct key least = { "min", 1, 0, 1e12, 0, false };
	static const struct key most = { "max", 1, 0, 1e12, 1e12, false };

	if (!is_object(r, object, expect_keys))
		return;
	if (!json_object_get(object, "what"))
		complain(r, "what", "be given");
	e->what = word(r, object, "what", what_words, SIM_WHATS);
	e->client = text(r, object, "client");
	e->engine = word(r, object, "engine", engine_words, PGPU_RCS);
	if (!has_client(w, e->client))
		complain(r, "client", "be the name of a client");
	else if (!works_on(w, e->client, e->engine))
		complain(r, "engine", "be an engine of a load");
	if (!json_object_get(object, "min") && !json_object_get(object, "max"))
		complain(r, "min", "be given, or max");
	e->window_ns = number(r, object, &window);
	e->quantile = number(r, object, &quantile);
	e->min = number(r, object, &least);
	e->max = number(r, object, &most);
}

static void read_expectations(struct reader *r, json_t *list, struct sim_file *file)
{
	json_t *object;
	size_t i;

	file->expectations = calloc(json_array_size(list) + 1, sizeof(*file->expectations));
	if (!file->expectations)
		abort();
	json_array_foreach(list, i, object) {
		snprintf(r->where, sizeof(r->where), "expectation %zu", i + 1);
		read_expectation(r, object, &file->workload, &file->expectations[i]);
	}
	file->expectation_count = json_array_size(list);
}

/* --- files -------------------------------------------------------------------------------- */

static const char *const file_keys[] = { "name", "policy", "default_slice_us", "duration_ms",
					 "switch_us", "seed", "clients", "expect", NULL };

static void read_file(struct reader *r, json_t *root, struct sim_file *file)
{
	static const struct key slice = {
		"default_slice_us", 1, 0, FACET_KNOB_SLICE_US_MAX, 0, true
	};
	static const struct key duration = { "duration_ms", MS, 0.001, 1e10, 1000, false };
	static const struct key change = { "switch_us", US, 0, 1e6, 0.3, false };
	static const struct key seed = { "seed", 1, 0, 4294967295.0, 1, true };
	struct sim_workload *w = &file->workload;
	struct facet_sched_policy policy = { 0 };

	if (!is_object(r, root, file_keys))
		return;
	w->name = text(r, root, "name");
	w->policy = word(r, root, "policy", policy_words, FACET_BEST_EFFORT);
	w->default_slice_us = number(r, root, &slice);
	if (facet_sched_policy_set_slice(&policy, w->default_slice_us))
		complain(r, "default_slice_us", "be 0, or 50 to 100000");
	w->duration_ns = number(r, root, &duration);
	w->switch_ns = number(r, root, &change);
	w->seed = number(r, root, &seed);
	read_clients(r, json_object_get(root, "clients"), w);
	if (!r->failed)
		read_expectations(r, json_object_get(root, "expect"), file);
}

int sim_file_read(const char *path, struct sim_file *file)
{
	struct reader r = { .path = path, .where = "the whole" };
	json_error_t error;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

	memset(file, 0, sizeof(*file));
	if (!root) {
		if (error.line < 0)
			fprintf(stderr, "facet-sim: %s\n", error.text);
		else
			fprintf(stderr, "facet-sim: %s:%d: %s\n", path, error.line, error.text);
		return -EINVAL;
	}
	file->text = root;
	read_file(&r, root, file);
	if (!file->workload.name)
		file->workload.name = path;
	if (r.failed)
		sim_file_free(file);
	return r.failed ? -EINVAL : 0;
}

void sim_file_free(struct sim_file *file)
{
	free(file->workload.clients);
	free(file->expectations);
	json_decref(file->text);
}
