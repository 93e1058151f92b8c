// SPDX-License-Identifier: GPL-2.0-only
/* Test the vfio-user server's map of guest memory. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "mediator/host.h"
#include "vfu/dma.h"

#define FILE_SIZE	0x10000u

struct memory {
	struct vfu_dma *dma;
	int fd;
};

/* The clock stands still, so that unmapped memory counts as recently unmapped for ever. */
static u64 now_ns(void)
{
	return 1;
}

static int setup(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));

	m->dma = vfu_dma_create(0, now_ns);
	m->fd = memfd_create("guest", MFD_CLOEXEC);
	assert_non_null(m->dma);
	assert_int_equal(ftruncate(m->fd, FILE_SIZE), 0);
	*state = m;
	return 0;
}

static int unmap(struct memory *m, u64 gpa, u64 size)
{
	u64 got_gpa, got_size;
	void *mapping;
	int ret = vfu_dma_take(m->dma, gpa, size, &mapping, &got_gpa, &got_size);

	if (!ret)
		vfu_dma_put(mapping);
	return ret;
}

static int teardown(void **state)
{
	struct memory *m = *state;

	while (!unmap(m, 0, ~0ull))
		;
	vfu_dma_destroy(m->dma);
	close(m->fd);
	free(m);
	return 0;
}

static void bytes_land_in_the_file_at_the_offset(void **state)
{
	struct memory *m = *state;
	u32 v = 0x12345678, out = 0;

	assert_int_equal(vfu_dma_map(m->dma, 0x100000, 0x2000, m->fd, 0x3000, true), 0);
	assert_int_equal(vfu_dma_write(m->dma, 0x100ffe, &v, 4), 0);
	assert_int_equal(pread(m->fd, &out, 4, 0x3ffe), 4);
	assert_int_equal(out, v);
}

static void a_copy_may_span_mappings_but_no_hole(void **state)
{
	struct memory *m = *state;
	u64 v = 0x1122334455667788ull, out = 0;

	assert_int_equal(vfu_dma_map(m->dma, 0x2000, 0x1000, m->fd, 0x0000, true), 0);
	assert_int_equal(vfu_dma_map(m->dma, 0x1000, 0x1000, m->fd, 0x4000, true), 0);
	assert_int_equal(vfu_dma_map(m->dma, 0x4000, 0x1000, m->fd, 0x5000, true), 0);
	assert_int_equal(vfu_dma_write(m->dma, 0x1ffc, &v, 8), 0);
	assert_int_equal(vfu_dma_read(m->dma, 0x1ffc, &out, 8), 0);
	assert_true(out == v);
	assert_int_equal(vfu_dma_read(m->dma, 0x2ffc, &out, 8), -EFAULT);
	assert_int_equal(vfu_dma_read(m->dma, 0x3ffc, &out, 8), -EFAULT);
	assert_int_equal(vfu_dma_read(m->dma, 0x4ffc, &out, 8), -EFAULT);
	assert_int_equal(vfu_dma_read(m->dma, 0, &out, 8), -EFAULT);
	assert_int_equal(vfu_dma_read(m->dma, ~0ull, &out, 8), -EFAULT);
}

static void overlaps_are_refused(void **state)
{
	static const struct { u64 gpa, size; int ret;
	} cases[] = {
		{ 0x4000, 0x1000, -EEXIST }, { 0x3000, 0x2000, -EEXIST },
		{ 0x5000, 0x2000, -EEXIST }, { 0x3000, 0x8000, -EEXIST },
		{ 0x3000, 0x1000, 0 },	     { 0x6000, 0x1000, 0 },
	};
	struct memory *m = *state;
	u32 i;

	assert_int_equal(vfu_dma_map(m->dma, 0x4000, 0x2000, m->fd, 0, true), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(vfu_dma_map(m->dma, cases[i].gpa, cases[i].size, m->fd, 0, true),
				 cases[i].ret);
}

static void a_file_that_is_too_short_is_refused(void **state)
{
	struct memory *m = *state;

	assert_int_equal(vfu_dma_map(m->dma, 0, 0x2000, m->fd, FILE_SIZE - 0x1000, true), -EINVAL);
	assert_int_equal(vfu_dma_map(m->dma, 0, FILE_SIZE + 0x1000, m->fd, 0, true), -EINVAL);
}

static void the_number_of_mappings_is_capped(void **state)
{
	struct memory *m = *state;
	u64 i;

	for (i = 0; i < 1024; i++)
		assert_int_equal(vfu_dma_map(m->dma, i << 13, 0x1000, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_map(m->dma, i << 13, 0x1000, m->fd, 0, true), -ENOSPC);
}

/* A sparse file costs its owner nothing, and all clients share the server's address space. */
static void the_addresses_of_a_client_are_capped(void **state)
{
	const u64 half = 1ull << 39, top = 1ull << 46;
	struct memory *m = *state;

	assert_int_equal(ftruncate(m->fd, top), 0);
	assert_int_equal(vfu_dma_map(m->dma, 0, top, m->fd, 0, true), -ENOSPC);
	assert_int_equal(vfu_dma_map(m->dma, 0, half, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_map(m->dma, half, half, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_map(m->dma, 2 * half, 0x1000, m->fd, 0, true), -ENOSPC);
	assert_int_equal(vfu_dma_map(m->dma, 2 * half, half, -1, 0, true), 0);
	assert_int_equal(unmap(m, half, half), 0);
	assert_int_equal(vfu_dma_map(m->dma, half, 0x1000, m->fd, 0, true), 0);
}

/* Each page of a sparse file that is touched may be charged to this process. */
static void a_client_shares_no_more_than_the_server_allows(void **state)
{
	struct vfu_dma *dma = vfu_dma_create(0x4000, now_ns);
	struct memory *m = *state;
	struct memory capped = { dma, m->fd };

	assert_int_equal(vfu_dma_map(dma, 0, 0x5000, m->fd, 0, true), -ENOSPC);
	assert_int_equal(vfu_dma_map(dma, 0, 0x3000, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_map(dma, 0x4000, 0x2000, m->fd, 0, true), -ENOSPC);
	assert_int_equal(vfu_dma_map(dma, 0x4000, 0x1000, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_map(dma, 0x8000, 0x1000, m->fd, 0, false), -ENOSPC);
	assert_int_equal(unmap(&capped, 0, 0x3000), 0);
	assert_int_equal(vfu_dma_map(dma, 0x8000, 0x3000, m->fd, 0, false), 0);
	while (!unmap(&capped, 0, ~0ull))
		;
	vfu_dma_destroy(dma);
}

/* A page of a file system may take any time to read. */
static void what_is_no_memory_is_refused(void **state)
{
	struct memory *m = *state;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	if (fcntl(fd, F_GET_SEALS) < 0)
		assert_int_equal(vfu_dma_map(m->dma, 0, 0x1000, fd, 0, false), -EINVAL);
	else
		print_message("# not tried: this program lies in memory\n");
	close(fd);
}

/* Return the number of lines of /proc/self/maps with this name. */
static u32 mapped(const char *name)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	u32 n = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		n += !!strstr(line, name);
	fclose(maps);
	return n;
}

/* Huge pages are mapped and unmapped as a whole, whatever part of them a range covers. */
static void a_range_within_huge_pages_is_given_back(void **state)
{
	int fd = memfd_create("huge", MFD_CLOEXEC | MFD_HUGETLB);
	struct memory *m = *state;
	u32 v = 7, out = 0;
	struct stat st;
	int ret = -ENOMEM;
	u64 huge = 0;

	if (fd >= 0 && !fstat(fd, &st) && !ftruncate(fd, st.st_blksize)) {
		huge = st.st_blksize;
		ret = vfu_dma_map(m->dma, 0xc0000, huge - 0xc0000, fd, 0xc0000, true);
	}
	if (ret == -ENOMEM) {
		print_message("# not tried: this machine has no huge pages (vm.nr_hugepages)\n");
		close(fd);
		return;
	}
	assert_int_equal(ret, 0);
	assert_int_equal(mapped("huge"), 1);
	assert_int_equal(vfu_dma_write(m->dma, 0xc1000, &v, 4), 0);
	assert_int_equal(vfu_dma_map(m->dma, 0, 0xc0000, fd, 0, true), 0);
	assert_int_equal(vfu_dma_read(m->dma, 0xc1000, &out, 4), 0);
	assert_int_equal(out, v);
	assert_int_equal(unmap(m, 0, ~0ull), 0);
	assert_int_equal(unmap(m, 0, ~0ull), 0);
	assert_int_equal(mapped("huge"), 0);
	close(fd);
}

static void read_only_memory_takes_no_write_and_no_pin(void **state)
{
	struct memory *m = *state;
	u64 frame;
	u32 v = 1;

	assert_int_equal(vfu_dma_map(m->dma, 0x1000, 0x1000, m->fd, 0, false), 0);
	assert_int_equal(vfu_dma_read(m->dma, 0x1000, &v, 4), 0);
	assert_int_equal(vfu_dma_write(m->dma, 0x1000, &v, 4), -EFAULT);
	assert_int_equal(vfu_dma_frame(m->dma, 1, &frame), -EFAULT);
}

static void memory_without_a_file_is_known_but_out_of_reach(void **state)
{
	struct memory *m = *state;
	u32 v = 1;

	assert_int_equal(vfu_dma_map(m->dma, 0x1000, 0x1000, -1, 0, true), 0);
	assert_int_equal(vfu_dma_read(m->dma, 0x1000, &v, 4), -EFAULT);
	assert_int_equal(vfu_dma_map(m->dma, 0x1000, 0x1000, m->fd, 0, true), -EEXIST);
	assert_int_equal(unmap(m, 0x1000, 0x1000), 0);
}

static void a_frame_is_the_page_itself(void **state)
{
	struct memory *m = *state;
	u64 frame = 0;
	u32 v = 7, out = 0;

	assert_int_equal(vfu_dma_map(m->dma, 0x8000, 0x2000, m->fd, 0x1000, true), 0);
	assert_int_equal(vfu_dma_frame(m->dma, 9, &frame), 0);
	memcpy(port_frame_to_ptr(frame), &v, sizeof(v));
	assert_int_equal(pread(m->fd, &out, 4, 0x2000), 4);
	assert_int_equal(out, 7);
	assert_int_equal(vfu_dma_frame(m->dma, 10, &frame), -EFAULT);
	assert_int_equal(vfu_dma_frame(m->dma, ~0ull, &frame), -EFAULT);
}

static void what_was_taken_out_is_found_no_more_but_still_mapped(void **state)
{
	struct memory *m = *state;
	u64 frame, gpa, size;
	void *mapping;
	u32 v;

	assert_int_equal(vfu_dma_map(m->dma, 0x8000, 0x2000, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_frame(m->dma, 8, &frame), 0);
	assert_int_equal(vfu_dma_take(m->dma, 0x8000, 0x1000, &mapping, &gpa, &size), -EINVAL);
	assert_int_equal(vfu_dma_take(m->dma, 0x9000, 0x1000, &mapping, &gpa, &size), -EINVAL);
	assert_int_equal(vfu_dma_take(m->dma, 0xa000, 0x1000, &mapping, &gpa, &size), -ENOENT);
	assert_int_equal(vfu_dma_take(m->dma, 0, 0x10000, &mapping, &gpa, &size), 0);
	assert_int_equal(gpa, 0x8000);
	assert_int_equal(size, 0x2000);
	assert_int_equal(vfu_dma_read(m->dma, 0x8000, &v, 4), FACET_HOST_RETRY);
	memcpy(&v, port_frame_to_ptr(frame), sizeof(v));
	vfu_dma_put(mapping);
}

/* A client that moves memory maps it again. Until then the core must retry. */
static void what_was_taken_out_may_come_back_and_what_never_was_may_not(void **state)
{
	struct memory *m = *state;
	u64 frame, gpa, size;
	void *mapping;
	u32 v = 0;

	assert_int_equal(vfu_dma_map(m->dma, 0x8000, 0x2000, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_take(m->dma, 0x8000, 0x2000, &mapping, &gpa, &size), 0);
	vfu_dma_put(mapping);
	assert_int_equal(vfu_dma_write(m->dma, 0x9000, &v, 4), FACET_HOST_RETRY);
	assert_int_equal(vfu_dma_frame(m->dma, 9, &frame), FACET_HOST_RETRY);
	assert_int_equal(vfu_dma_write(m->dma, 0xa000, &v, 4), -EFAULT);
	assert_int_equal(vfu_dma_frame(m->dma, 10, &frame), -EFAULT);
	assert_int_equal(vfu_dma_map(m->dma, 0x8000, 0x2000, m->fd, 0, true), 0);
	assert_int_equal(vfu_dma_write(m->dma, 0x9000, &v, 4), 0);
	assert_int_equal(vfu_dma_frame(m->dma, 9, &frame), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bytes_land_in_the_file_at_the_offset),
		TEST(a_copy_may_span_mappings_but_no_hole),
		TEST(overlaps_are_refused),
		TEST(a_file_that_is_too_short_is_refused),
		TEST(the_number_of_mappings_is_capped),
		TEST(the_addresses_of_a_client_are_capped),
		TEST(a_client_shares_no_more_than_the_server_allows),
		TEST(what_is_no_memory_is_refused),
		TEST(a_range_within_huge_pages_is_given_back),
		TEST(read_only_memory_takes_no_write_and_no_pin),
		TEST(memory_without_a_file_is_known_but_out_of_reach),
		TEST(a_frame_is_the_page_itself),
		TEST(what_was_taken_out_is_found_no_more_but_still_mapped),
		TEST(what_was_taken_out_may_come_back_and_what_never_was_may_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
