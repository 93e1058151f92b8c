// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that polls an attribute of a vGPU wakes when the attribute has changed, and only then.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "vfio.h"

#define SOON_MS		100	/* ms in which no event may come */

/* An attribute that is polled. */
struct watch {
	int fd;
	char text[64];
};

static void attribute_path(char *path, size_t size, const char *uuid, const char *name)
{
	snprintf(path, size, "/sys/bus/mdev/devices/%s/facet/%s", uuid, name);
}

/* Read the attribute. The next poll waits for changes after this read. */
static const char *look(struct watch *w)
{
	ssize_t n = pread(w->fd, w->text, sizeof(w->text) - 1, 0);

	w->text[n > 0 ? n : 0] = 0;
	w->text[strcspn(w->text, "\n")] = 0;
	return w->text;
}

static bool watch_open(struct watch *w, const char *uuid, const char *name)
{
	char path[128];

	attribute_path(path, sizeof(path), uuid, name);
	w->fd = open(path, O_RDONLY | O_CLOEXEC);
	return w->fd >= 0 && pread(w->fd, w->text, sizeof(w->text), 0) >= 0 && look(w);
}

static bool woken(struct watch *w, int ms)
{
	struct pollfd p = { .fd = w->fd, .events = POLLPRI };

	return poll(&p, 1, ms) == 1 && p.revents & POLLPRI;
}

static bool name_it(const char *uuid, const char *name)
{
	char path[128];

	attribute_path(path, sizeof(path), uuid, "name");
	return write_file(name, "%s", path);
}

int program_notify(const char *uuid)
{
	struct watch state, name;
	struct client c;

	if (!ok(watch_open(&state, uuid, "state") && watch_open(&name, uuid, "name"),
		"state and name can be watched"))
		return 1;
	ok(!woken(&state, SOON_MS) && !woken(&name, 0), "where nothing changes nobody is woken");
	if (!ok(!client_open(&c, uuid, RAM_SIZE), "the vGPU is opened"))
		return 1;
	ok(woken(&state, PATIENCE_MS) && !strcmp(look(&state), "open"),
	   "who waits for its state is woken: it is open");
	ok(!woken(&state, SOON_MS), "once");
	client_close(&c);
	ok(woken(&state, PATIENCE_MS) && !strcmp(look(&state), "closed"), "and when it is closed");
	ok(!woken(&name, 0), "which is nothing to who waits for its name");
	ok(name_it(uuid, "watched\n") && woken(&name, PATIENCE_MS) &&
	   !strcmp(look(&name), "watched"),
	   "who does is woken by a new one");
	ok(!name_it(uuid, "two words\n") && !woken(&name, SOON_MS),
	   "and not by one that is refused");
	ok(!woken(&state, 0), "no name is a change of state");
	close(state.fd);
	close(name.fd);
	return ok_status();
}
