// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl doctor checks what vGPUs need of this host, and prints what it found (doctor.h). main.c
 * calls facetctl_doctor().
 */
#include "tools/facetctl/doctor.h"

#include <jansson.h>
#include <stdio.h>

#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/kvm_probe.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"

static const char *const severities[] = {
	[SEVERITY_OK] = "ok",
	[SEVERITY_INFO] = "info",
	[SEVERITY_WARN] = "warn",
	[SEVERITY_FAIL] = "fail",
};

static const struct argp argp = {
	.options = json_options,
	.parser = parse_json,
	.doc = "Checks what vGPUs need of this host: kernel, modules, KVM, limits, mdevctl, QEMU, "
	       "render nodes, migration. Each finding says what to do.\v"
	       "Exit status: 1 if no vGPU works on this host, else 0. A function of Facet that "
	       "is missing is a warning.",
};

static void print_finding(const struct doctor_finding *finding)
{
	printf("%-5s %s\n", severities[doctor_severity(finding->id)], finding->message);
	if (*finding->remedy)
		printf("      -> %s\n", finding->remedy);
}

static json_t *json_of_finding(const struct doctor_finding *finding)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "id", doctor_name(finding->id), "severity",
			 severities[doctor_severity(finding->id)], "message",
			 json_of_text(finding->message), "remedy", json_of_text(finding->remedy));
}

/* Print all findings. Return: an exit status. */
static int print_findings(const struct doctor *doctor, bool json)
{
	json_t *all = json_array();
	bool failed = false;
	size_t i;

	for (i = 0; i < doctor->n; i++) {
		failed |= doctor_severity(doctor->findings[i].id) == SEVERITY_FAIL;
		json_array_append_new(all, json_of_finding(&doctor->findings[i]));
		if (!json)
			print_finding(&doctor->findings[i]);
	}
	if (!json)
		json_decref(all);
	else if (print_json(json_pack("{s:o}", "findings", all)) != FACETCTL_OK)
		return FACETCTL_FAILED;
	return failed ? FACETCTL_FAILED : FACETCTL_OK;
}

int facetctl_doctor(int argc, char **argv)
{
	struct kvm_probe probe = KVM_PROBE_INIT;
	struct doctor doctor = { 0 };
	bool json = false;
	struct host host;
	int ret;

	options_parse(&argp, argc, argv, 0, NULL, &json);
	if (!open_host(&host))
		return FACETCTL_FAILED;
	doctor.host = &host;
	doctor_check_kernel(&doctor);
	doctor_check_vdpa(&doctor);
	doctor_check_kvm(&doctor, &kvm_probe_ops, &probe);
	doctor_check_vmm(&doctor);
	doctor_check_migration(&doctor);
	ret = print_findings(&doctor, json);
	host_free(&host);
	return ret;
}
