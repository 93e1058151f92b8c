// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of facetctl doctor about the host's kernels, Facet's modules and what they offer
 * (doctor.h). doctor.c calls doctor_check_kernel().
 */
#include "tools/facetctl/doctor.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "kernel/uapi/facet_engine.h"
#include "tools/facetctl/hardware.h"
#include "tools/lib/host.h"
#include "tools/lib/sysfs.h"

#define LINE	256u	/* bytes of a line of a kernel's configuration that matter */

/* --- the kernel --------------------------------------------------------------------------- */

/* Read the release of the running kernel. A folder in place of the root has one of its own. */
static void read_release(const struct host *host, char release[static SYSFS_VALUE])
{
	char *path = sysfs_path("%s/proc/sys/kernel/osrelease", host->root);
	struct utsname name;

	if (sysfs_read(path, release) && !uname(&name))
		snprintf(release, SYSFS_VALUE, "%s", name.release);
	free(path);
}

/*
 * Open the configuration of a kernel. Debian installs the file in /boot, and since version 7 beside
 * the modules. Return: NULL: the file is in neither place.
 */
static FILE *config_open(const struct host *host, const char *release)
{
	static const char *const places[] = { "%s/boot/config-%s", "%s/lib/modules/%s/config" };
	FILE *file = NULL;
	size_t i;

	for (i = 0; !file && i < sizeof(places) / sizeof(places[0]); i++) {
		char *path = sysfs_path(places[i], host->root, release);

		file = fopen(path, "re");
		free(path);
	}
	return file;
}

bool doctor_kernel_has(const struct host *host, const char *option, bool *known)
{
	char line[LINE], release[SYSFS_VALUE];
	size_t n = strlen(option);
	bool has = false;
	FILE *file;

	read_release(host, release);
	file = config_open(host, release);
	*known = file;
	while (file && !has && fgets(line, sizeof(line), file))
		has = !strncmp(line, option, n) && line[n] == '=' && line[n + 1] != 'n';
	if (file)
		fclose(file);
	return has;
}

static void check_kernel(struct doctor *doctor)
{
	static const char *const needed[] = { "CONFIG_VFIO_MDEV", "CONFIG_VFIO_IOMMU_TYPE1" };
	unsigned int major = 0, minor = 0;
	char release[SYSFS_VALUE];
	bool known;
	size_t i;

	read_release(doctor->host, release);
	sscanf(release, "%u.%u", &major, &minor);
	doctor->no_facet = doctor->no_parent = true;
	if (major < 6 || (major == 6 && minor < 12)) {
		doctor_found(doctor, FINDING_KERNEL_TOO_OLD, "kernel %s is too old", release);
		doctor_advise(doctor,
			      "boot 6.12 or later: Debian 13's, or on Debian 12 that of backports");
		return;
	}
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!doctor_kernel_has(doctor->host, needed[i], &known) && known) {
			doctor_found(doctor, FINDING_KERNEL_NO_MDEV,
				     "kernel %s is built without %s", release, needed[i]);
			doctor_advise(doctor, "boot a kernel that has it, as Debian's do");
			return;
		}
	doctor->no_facet = doctor->no_parent = false;
	doctor_found(doctor, FINDING_KERNEL_OK, "kernel %s%s", release,
		     known ? " has mediated devices"
			   : "; its configuration is neither in /boot nor beside its modules");
}

/* --- the modules -------------------------------------------------------------------------- */

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

/* Find out why modules are not loaded. @missing: their names, a blank before each. */
static void found_no_modules(struct doctor *doctor, const char *missing)
{
	const struct host *host = doctor->host;
	char release[SYSFS_VALUE];

	read_release(host, release);
	if (modules_are_installed(host, release)) {
		doctor_found(doctor, FINDING_MODULES_NOT_LOADED, "modules are not loaded:%s",
			     missing);
		doctor_advise(doctor,
			      "modprobe -a%s; where that says that a key was rejected (Secure "
			      "Boot): mokutil --import /var/lib/dkms/mok.pub, and reboot",
			      missing);
	} else if (!dkms_has_sources(host)) {
		doctor_found(doctor, FINDING_MODULES_NOT_INSTALLED,
			     "modules are not loaded:%s (Facet's are not installed)", missing);
		doctor_advise(doctor,
			      "apt install facet-dkms, which builds them; without packages: "
			      "modprobe -a mdev vfio_iommu_type1, then insmod facet.ko and "
			      "facet_softgpu.ko from where they were built (with Secure Boot on "
			      "they have to be signed by a key that the machine knows)");
	} else if (!sysfs_exists("%s/lib/modules/%s/build", host->root, release)) {
		doctor_found(doctor, FINDING_MODULES_NO_HEADERS,
			     "modules are not loaded:%s (DKMS lacks this kernel's headers)",
			     missing);
		doctor_advise(doctor,
			      "apt install linux-headers-%s: DKMS builds them once this kernel's "
			      "headers are there",
			      release);
	} else {
		doctor_found(doctor, FINDING_MODULES_NOT_BUILT,
			     "modules are not loaded:%s (DKMS has not built Facet's)", missing);
		doctor_advise(doctor,
			      "dkms autoinstall -k %s, and see its log if that fails: "
			      "/var/lib/dkms/facet/*/build/make.log",
			      release);
	}
}

static bool is_loaded(const struct host *host, const char *module)
{
	return sysfs_exists("%s/sys/module/%s", host->root, module);
}

static void check_modules(struct doctor *doctor)
{
	static const char *const modules[] = { "mdev", "vfio_iommu_type1", "facet",
					       "facet_softgpu" };
	char missing[DOCTOR_TEXT] = "";
	size_t i, n = 0;

	if (doctor->no_facet)
		return;
	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (!is_loaded(doctor->host, modules[i]))
			n += snprintf(missing + n, sizeof(missing) - n, " %s", modules[i]);
	doctor->no_facet = !is_loaded(doctor->host, "facet");
	doctor->no_parent = doctor->no_facet || !is_loaded(doctor->host, "facet_softgpu");
	if (n)
		found_no_modules(doctor, missing);
	else
		doctor_found(doctor, FINDING_MODULES_OK, "all modules are loaded");
}

/* Compare the versions. After an upgrade the old modules stay loaded while guests run. */
static void check_version(struct doctor *doctor)
{
	char *path = sysfs_path("%s/sys/module/facet/version", doctor->host->root);
	char loaded[SYSFS_VALUE], installed[DOCTOR_TEXT];
	int ret = sysfs_read(path, loaded);

	free(path);
	if (doctor->no_facet)
		return;
	if (ret || !strcmp(loaded, FACET_VERSION)) {
		doctor_found(doctor, FINDING_VERSION_OK, "this is version " FACET_VERSION);
		return;
	}
	doctor_found(doctor, FINDING_VERSION_DIFFERS,
		     "the modules that are loaded are of version %s, facetctl is of %s", loaded,
		     FACET_VERSION);
	doctor_first_line("PATH=$PATH:/usr/sbin:/sbin; modinfo -F version facet 2>/dev/null",
			  installed);
	if (!strcmp(installed, loaded))
		doctor_advise(doctor,
			      "no others are installed for this kernel: apt install facet-dkms "
			      "and facet-tools of one version");
	else
		doctor_advise(doctor,
			      "once no guest, no facet-top and no facetctl stats --watch runs: "
			      "systemctl stop facetd facet-engine, then "
			      "modprobe -r facet_softgpu facet; "
			      "modprobe facet_softgpu; or reboot");
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
		    sysfs_exists("%s/boot/vmlinuz-%s", host->root, releases[i]))
			found = sysfs_path("%s", releases[i]);
	sysfs_list_free(releases);
	free(folder);
	return found;
}

static void check_next_kernel(struct doctor *doctor)
{
	char running[SYSFS_VALUE], *release;

	read_release(doctor->host, running);
	release = dkms_has_sources(doctor->host) ?
			  kernel_without_modules(doctor->host, running) : NULL;
	if (!release) {
		doctor_found(doctor, FINDING_NEXT_KERNEL_OK,
			     "no newer kernel is installed without modules of Facet");
		return;
	}
	doctor_found(doctor, FINDING_NEXT_KERNEL_NO_MODULES,
		     "kernel %s is installed, and there are no modules of Facet for it", release);
	doctor_advise(doctor,
		      "before it is started: apt install linux-headers-%s, for which DKMS builds "
		      "them; where these are there: dkms autoinstall -k %s",
		      release, release);
	free(release);
}

/* --- what they offer ---------------------------------------------------------------------- */

static void check_parents(struct doctor *doctor)
{
	const struct host *host = doctor->host;
	size_t i, k, left = 0;

	if (doctor->no_parent)
		return;
	if (!host->n_parents) {
		doctor_found(doctor, FINDING_PARENT_MISSING, "there is no parent of vGPUs");
		doctor_advise(doctor, "see the kernel's log (dmesg): facet_softgpu is loaded and "
				      "has registered none");
		return;
	}
	for (i = 0; i < host->n_parents; i++)
		for (k = 0; k < host->parents[i].n_types; k++)
			left += host->parents[i].types[k].available > 0;
	if (left) {
		doctor_found(doctor, FINDING_PARENT_OK,
			     "%zu parent(s), %zu vGPU(s), and room for more", host->n_parents,
			     host->n_vgpus);
		return;
	}
	doctor_found(doctor, FINDING_PARENT_FULL,
		     "%zu parent(s), %zu vGPU(s), and room for none more", host->n_parents,
		     host->n_vgpus);
	doctor_advise(doctor, "remove vGPUs that nobody needs: facetctl list");
}

/* Read the number of the modules' interface for facet-engine. Return: 0 or a negative errno. */
static int modules_engine_api(const char *root, unsigned int *number)
{
	char *path = sysfs_path("%s/sys/class/misc/facet-engine/api", root);
	char api[SYSFS_VALUE];
	int ret = sysfs_read(path, api);

	free(path);
	if (!ret)
		*number = (unsigned int)strtoul(api, NULL, 10);
	return ret;
}

/* facet-engine has the version of facetctl, unless one package alone was upgraded. */
static void found_engine_differs(struct doctor *doctor, unsigned int api)
{
	doctor_found(doctor, FINDING_ENGINE_DIFFERS,
		     "facet-engine cannot use the loaded modules: they have interface %u, this "
		     "version has %u: 3D in guests has no effect", api, FACET_ENGINE_API);
	doctor_advise(doctor, "upgrade all packages of Facet; then stop all virtual machines with "
			      "a vGPU, and load the new modules, or reboot");
}

/* Modules of an older version have no such attribute: then there is no finding. */
static void check_engine(struct doctor *doctor)
{
	const char *root = doctor->host->root;
	char *path = sysfs_path("%s/sys/class/misc/facet-engine/attached", root);
	char attached[SYSFS_VALUE];
	int ret = sysfs_read(path, attached);
	unsigned int api;

	free(path);
	if (ret || doctor->no_parent)
		return;
	if (!strcmp(attached, "1")) {
		doctor_found(doctor, FINDING_ENGINE_OK, "facet-engine draws for guests");
	} else if (!sysfs_exists("%s/usr/sbin/facet-engine", root)) {
		doctor_found(doctor, FINDING_ENGINE_NOT_INSTALLED,
			     "facet-engine is not installed: 3D in guests has no effect");
		doctor_advise(doctor, "install its package, which starts it: apt-get install "
				      "./facet-engine_*_amd64.deb");
	} else if (!modules_engine_api(root, &api) && api != FACET_ENGINE_API) {
		found_engine_differs(doctor, api);
	} else {
		doctor_found(doctor, FINDING_ENGINE_NOT_RUNNING,
			     "facet-engine does not run: 3D in guests has no effect");
		doctor_advise(doctor, "systemctl start facet-engine; if it does not start: "
				      "journalctl -u facet-engine");
	}
}

static void check_hardware(struct doctor *doctor)
{
	struct hardware *hardware;
	size_t n = hardware_find(&hardware);

	if (n)
		doctor_found(doctor, FINDING_HARDWARE_NO_BACK_END,
			     "%s (%s, %s) is real hardware: Facet cannot use it yet",
			     hardware->address, hardware->name, hardware->id);
	free(hardware);
}

void doctor_check_kernel(struct doctor *doctor)
{
	check_kernel(doctor);
	check_modules(doctor);
	check_version(doctor);
	check_next_kernel(doctor);
	check_parents(doctor);
	check_hardware(doctor);
	check_engine(doctor);
}
