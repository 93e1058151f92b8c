// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl doctor checks what vGPUs need of this host. Each check makes one finding: a state, and
 * what to do if something is missing. main.c calls facetctl_doctor().
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <xf86drm.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/definitions.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/stats.h"
#include "tools/lib/sysfs.h"

#define TEXT	256u	/* bytes of a text, with the NUL */
#define MEMLOCK_ENOUGH	(4ull << 30)	/* bytes: the vGPU of a 4 GiB guest may pin all of it */
#define RENDER_NODES	16

/**
 * enum grade - Severity of a finding.
 * @GRADE_OK: nothing is missing
 * @GRADE_WARN: vGPUs work, but a function of Facet does not
 * @GRADE_FAIL: no vGPU works
 */
enum grade {
	GRADE_OK,
	GRADE_WARN,
	GRADE_FAIL,
};

static const char *const grades[] = {
	[GRADE_OK] = "ok",
	[GRADE_WARN] = "warn",
	[GRADE_FAIL] = "fail",
};

/**
 * struct finding - Result of one check.
 * @grade: severity
 * @what: what is checked and its state
 * @advice: what to do; "": nothing
 */
struct finding {
	enum grade grade;
	char what[TEXT];
	char advice[TEXT];
};

static void __attribute__((format(printf, 3, 4)))
found(struct finding *finding, enum grade grade, const char *format, ...)
{
	va_list args;

	finding->grade = grade;
	va_start(args, format);
	vsnprintf(finding->what, TEXT, format, args);
	va_end(args);
}

static void __attribute__((format(printf, 2, 3)))
advise(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->advice, TEXT, format, args);
	va_end(args);
}

/* Run a command and read its first line of output; "": no program, or no output. */
static void first_line(const char *command, char line[static TEXT])
{
	FILE *pipe = popen(command, "re");

	*line = 0;
	if (pipe && fgets(line, TEXT, pipe))
		line[strcspn(line, "\n")] = 0;
	if (pipe)
		pclose(pipe);
}

/* --- the kernel --------------------------------------------------------------------------- */

/*
 * Open the configuration of a kernel. Debian installs the file in /boot, and since version 7 beside
 * the modules. Return: NULL: the file is in neither place.
 */
static FILE *config_open(const struct host *host, const char *release)
{
	static const char *const places[] = { "%s/boot/config-%s",
					      "%s/lib/modules/%s/config" };
	FILE *file = NULL;
	size_t i;

	for (i = 0; !file && i < sizeof(places) / sizeof(places[0]); i++) {
		char *path = sysfs_path(places[i], host->root, release);

		file = fopen(path, "re");
		free(path);
	}
	return file;
}

/* Tell if a kernel has an option. @known: false: its configuration is not known. */
static bool config_has(const struct host *host, const char *release, const char *option,
		       bool *known)
{
	FILE *file = config_open(host, release);
	char line[TEXT];
	size_t n = strlen(option);
	bool has = false;

	*known = file;
	while (file && !has && fgets(line, sizeof(line), file))
		has = !strncmp(line, option, n) && line[n] == '=' && line[n + 1] != 'n';
	if (file)
		fclose(file);
	return has;
}

static void check_kernel(const struct host *host, struct finding *finding)
{
	static const char *const needed[] = { "CONFIG_VFIO_MDEV", "CONFIG_VFIO_IOMMU_TYPE1" };
	unsigned int major = 0, minor = 0;
	struct utsname name;
	bool known;
	size_t i;

	uname(&name);
	sscanf(name.release, "%u.%u", &major, &minor);
	if (major < 6 || (major == 6 && minor < 12)) {
		found(finding, GRADE_FAIL, "kernel %s is too old", name.release);
		advise(finding,
		       "boot 6.12 or later: Debian 13's, or on Debian 12 that of backports");
		return;
	}
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!config_has(host, name.release, needed[i], &known) && known) {
			found(finding, GRADE_FAIL, "kernel %s is built without %s", name.release,
			      needed[i]);
			advise(finding, "boot a kernel that has it, as Debian's do");
			return;
		}
	found(finding, GRADE_OK, "kernel %s%s", name.release,
	      known ? " has mediated devices"
		    : "; its configuration is neither in /boot nor beside its modules");
}

/* Tell if a file exists, and free its path. */
static bool is_there(char *path)
{
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

/* Tell if modprobe finds Facet's modules for the kernel @release, in any folder. */
static bool modules_are_installed(const struct host *host, const char *release)
{
	char *path = sysfs_path("%s/lib/modules/%s/modules.dep", host->root, release);
	FILE *file = fopen(path, "re");
	bool there = false;
	char *line = NULL;
	size_t size = 0;

	free(path);
	while (file && !there && getline(&line, &size, file) >= 0)
		there = strstr(line, "/facet_softgpu.ko");
	free(line);
	if (file)
		fclose(file);
	return there;
}

static bool dkms_has_sources(const struct host *host)
{
	char *pattern = sysfs_path("%s/usr/src/facet-*", host->root);
	glob_t matches;
	bool there = !glob(pattern, 0, NULL, &matches);

	free(pattern);
	if (there)
		globfree(&matches);
	return there;
}

static void advise_modules(const struct host *host, struct finding *finding, const char *missing)
{
	struct utsname name;

	uname(&name);
	if (modules_are_installed(host, name.release))
		advise(finding,
		       "modprobe -a%s; where that says that a key was rejected (Secure Boot): "
		       "mokutil --import /var/lib/dkms/mok.pub, and reboot",
		       missing);
	else if (!dkms_has_sources(host))
		advise(finding,
		       "modprobe -a%s; those that are not installed where they were built: insmod "
		       "facet.ko, then "
		       "facet_softgpu.ko (with Secure Boot on they have to be signed by a key that "
		       "the machine knows)",
		       missing);
	else if (!is_there(sysfs_path("%s/lib/modules/%s/build", host->root, name.release)))
		advise(finding,
		       "apt install linux-headers-%s: DKMS builds them once this kernel's headers "
		       "are there",
		       name.release);
	else
		advise(finding,
		       "dkms autoinstall -k %s, and see its log if that fails: "
		       "/var/lib/dkms/facet/*/build/make.log",
		       name.release);
}

static void check_modules(const struct host *host, struct finding *finding)
{
	static const char *const modules[] = { "mdev", "vfio_iommu_type1", "facet",
					       "facet_softgpu" };
	char missing[TEXT] = "";
	size_t i, n = 0;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (!is_there(sysfs_path("%s/sys/module/%s", host->root, modules[i])))
			n += snprintf(missing + n, n < TEXT ? TEXT - n : 0, " %s", modules[i]);
	if (!n) {
		found(finding, GRADE_OK, "all modules are loaded");
		return;
	}
	found(finding, GRADE_FAIL, "modules are missing:%s", missing);
	advise_modules(host, finding, missing);
}

/* Compare the versions. After an upgrade the old modules stay loaded while guests run. */
static void check_version(const struct host *host, struct finding *finding)
{
	char *path = sysfs_path("%s/sys/module/facet/version", host->root);
	char loaded[SYSFS_VALUE], installed[TEXT];
	int ret = sysfs_read(path, loaded);

	free(path);
	if (ret || !strcmp(loaded, FACET_VERSION)) {
		found(finding, GRADE_OK, "this is version " FACET_VERSION);
		return;
	}
	found(finding, GRADE_WARN,
	      "the modules that are loaded are of version %s, facetctl is of %s", loaded,
	      FACET_VERSION);
	first_line("PATH=$PATH:/usr/sbin:/sbin; modinfo -F version facet 2>/dev/null", installed);
	if (!strcmp(installed, loaded))
		advise(finding, "no others are installed for this kernel: apt install facet-dkms "
				"and facet-tools of one version");
	else
		advise(finding,
		       "once no guest and no facet-top runs: systemctl stop facetd, then modprobe "
		       "-r facet_softgpu facet; modprobe facet_softgpu; or reboot");
}

/*
 * Find a kernel newer than @running that is installed and has no modules of Facet. Return: its
 * release, which the caller frees; NULL: there is none.
 */
static char *kernel_without_modules(const struct host *host, const char *running)
{
	char *folder = sysfs_path("%s/lib/modules", host->root), *found = NULL, **releases;
	int i, n = sysfs_list(folder, &releases);

	for (i = 0; !found && i < n; i++)
		if (strverscmp(releases[i], running) > 0 &&
		    !modules_are_installed(host, releases[i]) &&
		    is_there(sysfs_path("%s/boot/vmlinuz-%s", host->root, releases[i])))
			found = sysfs_path("%s", releases[i]);
	if (n >= 0)
		sysfs_list_free(releases);
	free(folder);
	return found;
}

static void check_next_kernel(const struct host *host, struct finding *finding)
{
	struct utsname name;
	char *release;

	uname(&name);
	release = dkms_has_sources(host) ? kernel_without_modules(host, name.release) : NULL;
	if (!release) {
		found(finding, GRADE_OK, "no newer kernel is installed without modules of Facet");
		return;
	}
	found(finding, GRADE_WARN,
	      "kernel %s is installed, and there are no modules of Facet for it", release);
	advise(finding,
	       "before it is started: apt install linux-headers-%s, for which DKMS builds them; "
	       "where these are there: dkms autoinstall -k %s",
	       release, release);
	free(release);
}

static void check_parents(const struct host *host, struct finding *finding)
{
	size_t i, k, left = 0;

	if (!host->n_parents) {
		found(finding, GRADE_FAIL, "there is no parent of vGPUs");
		advise(finding, "load facet and facet_softgpu, and look at the kernel's log if "
				"that fails (dmesg)");
		return;
	}
	for (i = 0; i < host->n_parents; i++)
		for (k = 0; k < host->parents[i].n_types; k++)
			left += host->parents[i].types[k].available > 0;
	found(finding, left ? GRADE_OK : GRADE_WARN, "%zu parent(s), %zu vGPU(s), %s",
	      host->n_parents, host->n_vgpus,
	      left ? "and room for more" : "and room for none more");
	if (!left)
		advise(finding, "remove vGPUs that nobody needs: facetctl list");
}

static void check_kvm(const struct host *host, struct finding *finding)
{
	struct utsname name;
	bool known;

	uname(&name);
	if (access("/dev/kvm", F_OK)) {
		found(finding, GRADE_WARN, "there is no /dev/kvm: guests are emulated, and slow");
		advise(finding,
		       "turn virtualisation on in the firmware, and load kvm_intel or kvm_amd");
	} else if (!config_has(host, name.release, "CONFIG_KVM_EXTERNAL_WRITE_TRACKING", &known) &&
		   known) {
		found(finding, GRADE_WARN,
		      "KVM cannot track writes for others: page tables are compared at each "
		      "submission, and guests get no fences");
		advise(finding, "boot a kernel with CONFIG_KVM_EXTERNAL_WRITE_TRACKING, as "
				"Debian's have it");
	} else {
		found(finding, GRADE_OK, "KVM is there%s", known ? ", with write tracking" : "");
	}
}

/* --- VMMs and their users ------------------------------------------------------------------- */

static void check_memlock(const struct host *host, struct finding *finding)
{
	struct rlimit limit;

	getrlimit(RLIMIT_MEMLOCK, &limit);
	if (limit.rlim_cur == RLIM_INFINITY) {
		found(finding, GRADE_OK, "memory may be locked without limit");
	} else if (limit.rlim_cur >= MEMLOCK_ENOUGH) {
		found(finding, GRADE_OK, "%llu MiB may be locked",
		      (unsigned long long)limit.rlim_cur >> 20);
	} else {
		found(finding, GRADE_WARN,
		      "only %llu MiB may be locked here, and a guest's memory that its vGPU uses "
		      "is",
		      (unsigned long long)limit.rlim_cur >> 20);
		advise(finding, "before QEMU: ulimit -l unlimited (a service: "
				"LimitMEMLOCK=infinity; libvirt does so by itself)");
	}
}

static void check_control(const struct host *host, struct finding *finding)
{
	const char *node = "/dev/" FACET_CONTROL_NAME;

	if (!access(node, R_OK)) {
		found(finding, GRADE_OK, "%s may be opened: screenshots work", node);
	} else if (errno == ENOENT) {
		found(finding, GRADE_WARN, "there is no %s: no screenshots", node);
		advise(finding, "load facet");
	} else {
		found(finding, GRADE_WARN, "%s may not be opened: no screenshots", node);
		advise(finding, "ask as root, or let your group have it (udev)");
	}
}

/* If the versions differ, the advice says whether to update the tools or the module. */
static void check_statistics(const struct host *host, struct finding *finding)
{
	char error[STATS_ERROR];
	struct stats stats;

	if (!stats_open(&stats, NULL, error)) {
		stats_close(&stats);
		found(finding, GRADE_OK,
		      "statistics can be read: facet-top, facetctl stats and facetd work");
		return;
	}
	found(finding, GRADE_WARN,
	      "statistics cannot be read: no facet-top, no facetctl stats, no facetd");
	advise(finding, "%s", error);
}

static void check_qemu(const struct host *host, struct finding *finding)
{
	unsigned int major = 0, minor = 0;
	char line[TEXT];

	first_line("qemu-system-x86_64 --version 2>/dev/null", line);
	if (sscanf(line, "QEMU emulator version %u.%u", &major, &minor) != 2) {
		found(finding, GRADE_WARN, "there is no qemu-system-x86_64");
		advise(finding,
		       "apt install qemu-system-x86 (another VMM that knows vfio-mdev will do)");
	} else if (major < 7 || (major == 7 && minor < 2)) {
		found(finding, GRADE_WARN, "%s is older than what is tested", line);
		advise(finding, "take 7.2 or later");
	} else {
		found(finding, GRADE_OK, "%s", line);
	}
}

static void check_qemu_gl(const struct host *host, struct finding *finding)
{
	char line[TEXT];

	first_line("qemu-system-x86_64 -display help 2>/dev/null | "
		   "grep -xE 'egl-headless|gtk|dbus' | tr '\\n' ' '", line);
	if (strstr(line, "egl-headless")) {
		found(finding, GRADE_OK, "QEMU's displays with OpenGL: %s", line);
		return;
	}
	found(finding, GRADE_WARN,
	      "no QEMU here has a display with OpenGL: dma-bufs cannot be shown");
	advise(finding, "apt install qemu-system-gui qemu-system-modules-opengl; or set "
			"display=region, which every display shows");
}

static void check_render_nodes(const struct host *host, struct finding *finding)
{
	drmDevicePtr devices[RENDER_NODES];
	int i, n = drmGetDevices2(0, devices, RENDER_NODES);
	const char *node = NULL;

	for (i = 0; i < n && !node; i++)
		if (devices[i]->available_nodes & (1 << DRM_NODE_RENDER))
			node = devices[i]->nodes[DRM_NODE_RENDER];
	if (node) {
		found(finding, GRADE_OK, "there is a render node, %s", node);
	} else {
		found(finding, GRADE_WARN,
		      "there is no render node: egl-headless and dbus cannot show dma-bufs");
		advise(finding, "modprobe vgem makes one in software; or set display=region");
	}
	if (n > 0)
		drmFreeDevices(devices, n);
}

static void check_mdevctl(const struct host *host, struct finding *finding)
{
	unsigned int major, minor;
	char line[TEXT];

	first_line("mdevctl --version 2>/dev/null", line);
	if (sscanf(line, "mdevctl %u.%u", &major, &minor) != 2) {
		found(finding, GRADE_WARN, "there is no mdevctl: vGPUs are gone after a restart");
		advise(finding, "apt install mdevctl");
	} else if (major < 1 || (major == 1 && minor < 2)) {
		found(finding, GRADE_WARN, "%s is older than what is tested", line);
		advise(finding, "take 1.2 or later");
	} else {
		found(finding, GRADE_OK, "%s", line);
	}
}

static void check_definitions(const struct host *host, struct finding *finding)
{
	struct definition *missing;
	int n = definitions_missing(host, &missing);

	if (n > 0) {
		found(finding, GRADE_WARN,
		      "%d vGPU(s) that are to start with the host are not there, such as %s", n,
		      missing->uuid);
		advise(finding,
		       "facetctl autostart; why they did not start: journalctl -u facet-vgpus");
	} else if (n == -EPROTO) {
		found(finding, GRADE_WARN, "mdevctl does not list what it has defined");
		advise(finding, "mdevctl list --defined says why; each definition is a file in "
				"/etc/mdevctl.d");
	} else {
		found(finding, GRADE_OK, "what is to start with the host is there");
	}
	free(missing);
}

static void check_debugfs(const struct host *host, struct finding *finding)
{
	char *path = sysfs_path("%s/sys/kernel/debug/facet", host->root);

	if (!access(path, F_OK)) {
		found(finding, GRADE_OK, "debugfs shows what guests asked for in vain");
	} else {
		found(finding, GRADE_WARN,
		      "debugfs is not mounted, not for you, or Facet is not loaded: "
		      "no reports of faults");
		advise(finding, "as root: mount -t debugfs none /sys/kernel/debug");
	}
	free(path);
}

static void (*const checks[])(const struct host *host, struct finding *finding) = {
	check_kernel,	   check_modules, check_version, check_next_kernel, check_parents,
	check_kvm,	   check_memlock, check_control, check_statistics,  check_mdevctl,
	check_definitions, check_debugfs, check_qemu,	 check_qemu_gl,	    check_render_nodes,
};

#define CHECKS	(sizeof(checks) / sizeof(checks[0]))

/* --- the command ---------------------------------------------------------------------------- */

static const struct argp argp = {
	.options = json_options,
	.parser = parse_json,
	.doc = "Checks what vGPUs need of this host: kernel, modules, KVM, limits, mdevctl, QEMU, "
	       "render nodes. Each finding says what to do.\v"
	       "Exit status: 1 if no vGPU works on this host, else 0. A function of Facet that "
	       "is missing is a warning.",
};

static void print_finding(const struct finding *finding)
{
	printf("%-5s %s\n", grades[finding->grade], finding->what);
	if (*finding->advice)
		printf("      -> %s\n", finding->advice);
}

int facetctl_doctor(int argc, char **argv)
{
	json_t *all = json_array();
	bool json = false, failed = false;
	struct host host;
	size_t i;

	options_parse(&argp, argc, argv, 0, NULL, &json);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	for (i = 0; i < CHECKS; i++) {
		struct finding finding = { 0 };

		checks[i](&host, &finding);
		failed |= finding.grade == GRADE_FAIL;
		if (!json)
			print_finding(&finding);
		json_array_append_new(all,
				      json_pack("{s:s, s:s, s:s}", "grade", grades[finding.grade],
						"what", finding.what, "mend", finding.advice));
	}
	host_free(&host);
	if (!json)
		json_decref(all);
	else if (print_json(json_pack("{s:o}", "findings", all)) != FACETCTL_OK)
		return FACETCTL_FAILED;
	return failed ? FACETCTL_FAILED : FACETCTL_OK;
}
