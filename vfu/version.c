// SPDX-License-Identifier: GPL-2.0-only
/*
 * Capabilities. Our reply is a subset of the client's proposal, and each of our values holds for
 * any client. So only the names in the proposal matter, and no JSON tree is built. The search skips
 * strings with their escapes. A string before a colon is a name. Called in the session's thread.
 * Takes no lock.
 */
#include "version.h"

#include "wire.h"

static const struct {
	const char *name;
	const char *value;
} capabilities[] = {
	{ "max_msg_fds", "8" },
	{ "max_data_xfer_size", "1048576" },
	{ "max_dma_maps", "1024" },
	{ "pgsizes", "4096" },
	{ "write_multiple", "true" },
	/* Not in QEMU's text: lib/tran.c of libvfio-user has it. */
	{ "migration", "{\"pgsize\":4096}" },
};

/* Return the end of a string that begins at @p: its closing quote, or the terminator. */
static const char *string_end(const char *p)
{
	while (*p && *p != '"') {
		if (*p == '\\' && p[1])
			p++;
		p++;
	}
	return p;
}

bool vfu_version_proposes(const char *json, const char *name)
{
	const char *end;
	size_t len = strlen(name);

	for (; *json; json++) {
		if (*json != '"')
			continue;
		end = string_end(json + 1);
		if (!*end)
			return false;
		if ((size_t)(end - json - 1) == len && !memcmp(json + 1, name, len) &&
		    end[1 + strspn(end + 1, " \t\r\n")] == ':')
			return true;
		json = end;
	}
	return false;
}

u32 vfu_version_reply(const char *json, char *out, u32 size)
{
	const char *comma = "";
	u32 len, i;

	len = snprintf(out, size, "{\"capabilities\":{");
	for (i = 0; i < ARRAY_SIZE(capabilities); i++) {
		if (!json || !vfu_version_proposes(json, capabilities[i].name))
			continue;
		len += snprintf(out + len, size - len, "%s\"%s\":%s", comma,
				capabilities[i].name, capabilities[i].value);
		comma = ",";
	}
	return len + snprintf(out + len, size - len, "}}") + 1;
}
