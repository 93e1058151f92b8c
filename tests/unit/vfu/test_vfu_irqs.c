// SPDX-License-Identifier: GPL-2.0-only
/* Test the vfio-user server's interrupts to the client. */
#include <setjmp.h>
#include <stdarg.h>
#include <dirent.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "vfu/vfu_irqs.h"

static u64 fired(int fd)
{
	eventfd_t v = 0;

	if (eventfd_read(fd, &v))
		return 0;
	return v;
}

static void set_irqs(struct vfu_irqs *irqs, u32 index, u32 flags, int *fds)
{
	struct vfu_irq_set set = {
		.index = index,
		.count = 1,
		.data = flags & VFIO_IRQ_SET_DATA_TYPE_MASK,
		.action = flags & VFIO_IRQ_SET_ACTION_TYPE_MASK,
		.fds = fds,
	};

	assert_int_equal(vfu_irqs_set(irqs, &set), 0);
}

/* Give the interrupt an eventfd. Return: a second one for the test to read. */
static int attach(struct vfu_irqs *irqs, u32 index)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	int ours = dup(fd);

	set_irqs(irqs, index, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, &fd);
	assert_int_equal(fd, -1);
	return ours;
}

static void every_rise_is_one_msi(void **state)
{
	struct vfu_irqs irqs;
	int fd;

	vfu_irqs_init(&irqs, 0);
	fd = attach(&irqs, VFIO_PCI_MSI_IRQ_INDEX);
	vfu_irqs_level(&irqs, true, true, false);
	vfu_irqs_level(&irqs, true, true, false);
	assert_int_equal(fired(fd), 1);
	vfu_irqs_level(&irqs, false, true, false);
	assert_int_equal(fired(fd), 0);
	vfu_irqs_level(&irqs, true, true, false);
	assert_int_equal(fired(fd), 1);
	vfu_irqs_clear(&irqs);
	close(fd);
}

static void intx_masks_itself_and_fires_again_while_high(void **state)
{
	struct vfu_irqs irqs;
	int fd;

	vfu_irqs_init(&irqs, 0);
	fd = attach(&irqs, VFIO_PCI_INTX_IRQ_INDEX);
	vfu_irqs_level(&irqs, true, false, false);
	vfu_irqs_level(&irqs, false, false, false);
	vfu_irqs_level(&irqs, true, false, false);
	assert_int_equal(fired(fd), 1);
	set_irqs(&irqs, VFIO_PCI_INTX_IRQ_INDEX,
		 VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, NULL);
	assert_int_equal(fired(fd), 1);
	vfu_irqs_level(&irqs, false, false, false);
	set_irqs(&irqs, VFIO_PCI_INTX_IRQ_INDEX,
		 VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, NULL);
	assert_int_equal(fired(fd), 0);
	vfu_irqs_clear(&irqs);
	close(fd);
}

static void intx_turned_off_in_command_stays_silent(void **state)
{
	struct vfu_irqs irqs;
	int fd;

	vfu_irqs_init(&irqs, 0);
	fd = attach(&irqs, VFIO_PCI_INTX_IRQ_INDEX);
	vfu_irqs_level(&irqs, true, false, true);
	assert_int_equal(fired(fd), 0);
	vfu_irqs_clear(&irqs);
	close(fd);
}

static void intx_follows_a_line_that_is_up_before_it_is_heard(void **state)
{
	struct vfu_irqs irqs;
	int fd;

	vfu_irqs_init(&irqs, 0);
	vfu_irqs_level(&irqs, true, false, false);
	fd = attach(&irqs, VFIO_PCI_INTX_IRQ_INDEX);
	assert_int_equal(fired(fd), 1);
	vfu_irqs_clear(&irqs);
	close(fd);

	vfu_irqs_init(&irqs, 0);
	fd = attach(&irqs, VFIO_PCI_INTX_IRQ_INDEX);
	vfu_irqs_level(&irqs, true, false, true);
	vfu_irqs_update(&irqs, false, false);
	assert_int_equal(fired(fd), 1);
	vfu_irqs_clear(&irqs);
	close(fd);
}

static void intx_is_silent_while_msi_is_on(void **state)
{
	struct vfu_irqs irqs;
	int fd;

	vfu_irqs_init(&irqs, 0);
	fd = attach(&irqs, VFIO_PCI_INTX_IRQ_INDEX);
	vfu_irqs_level(&irqs, true, true, false);
	set_irqs(&irqs, VFIO_PCI_INTX_IRQ_INDEX,
		 VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, NULL);
	assert_int_equal(fired(fd), 0);
	vfu_irqs_clear(&irqs);
	close(fd);
}

/*
 * A broken pipe would end the process by SIGPIPE. Other files would make the writer wait. Files of
 * epoll and timerfd have no file type, like those of eventfd.
 */
static void what_is_no_eventfd_is_refused(void **state)
{
	struct vfu_irq_set set = {
		.index = VFIO_PCI_MSI_IRQ_INDEX,
		.count = 1,
		.data = VFIO_IRQ_SET_DATA_EVENTFD,
		.action = VFIO_IRQ_SET_ACTION_TRIGGER,
	};
	int fds[] = { memfd_create("file", MFD_CLOEXEC), epoll_create1(EPOLL_CLOEXEC),
		      timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), -1, -1, -1, -1 };
	struct vfu_irqs irqs;
	u32 i;

	assert_int_equal(pipe(&fds[3]), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, &fds[5]), 0);
	vfu_irqs_init(&irqs, 0);
	for (i = 0; i < ARRAY_SIZE(fds); i++) {
		int fd = fds[i];

		set.fds = &fd;
		assert_int_equal(vfu_irqs_set(&irqs, &set), -EINVAL);
		assert_int_equal(fd, fds[i]);
		close(fd);
	}
	vfu_irqs_level(&irqs, true, true, false);
	vfu_irqs_clear(&irqs);
}

static void a_client_that_does_not_read_blocks_nobody(void **state)
{
	struct vfu_irqs irqs;
	int fd = eventfd(0, EFD_CLOEXEC), ours = dup(fd);

	vfu_irqs_init(&irqs, 0);
	set_irqs(&irqs, VFIO_PCI_MSI_IRQ_INDEX,
		 VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, &fd);
	assert_int_equal(eventfd_write(ours, ~0ull - 1), 0);
	vfu_irqs_level(&irqs, true, true, false);
	vfu_irqs_clear(&irqs);
	close(ours);
}

#define VECTORS	3u

/* Give all vectors from @start on an eventfd. @ours: second ones for the test to read. */
static void attach_vectors(struct vfu_irqs *irqs, u32 start, u32 n, int *ours)
{
	int fds[VECTORS];
	struct vfu_irq_set set = {
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.start = start,
		.count = n,
		.data = VFIO_IRQ_SET_DATA_EVENTFD,
		.action = VFIO_IRQ_SET_ACTION_TRIGGER,
		.fds = fds,
	};
	u32 i;

	for (i = 0; i < n; i++) {
		fds[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		ours[i] = dup(fds[i]);
	}
	assert_int_equal(vfu_irqs_set(irqs, &set), 0);
	for (i = 0; i < n; i++)
		assert_int_equal(fds[i], -1);
}

static void close_vectors(struct vfu_irqs *irqs, const int *ours, u32 n)
{
	u32 i;

	vfu_irqs_clear(irqs);
	for (i = 0; i < n; i++)
		close(ours[i]);
}

static void a_device_has_messages_of_one_kind(void **state)
{
	struct vfu_irqs irqs;

	vfu_irqs_init(&irqs, 0);
	assert_int_equal(vfu_irqs_index(&irqs, VFIO_PCI_MSI_IRQ_INDEX).count, 1);
	assert_int_equal(vfu_irqs_index(&irqs, VFIO_PCI_MSIX_IRQ_INDEX).count, 0);
	vfu_irqs_init(&irqs, VECTORS);
	assert_int_equal(vfu_irqs_index(&irqs, VFIO_PCI_MSI_IRQ_INDEX).count, 0);
	assert_int_equal(vfu_irqs_index(&irqs, VFIO_PCI_MSIX_IRQ_INDEX).count, VECTORS);
	assert_int_equal(vfu_irqs_index(&irqs, VFIO_PCI_INTX_IRQ_INDEX).count, 1);
	assert_int_equal(vfu_irqs_index(&irqs, ~0u).count, 0);
}

static void each_vector_has_an_eventfd_of_its_own(void **state)
{
	struct vfu_irqs irqs;
	int ours[VECTORS];
	u32 i, k;

	vfu_irqs_init(&irqs, VECTORS);
	vfu_irqs_signal(&irqs, 1);
	attach_vectors(&irqs, 0, VECTORS, ours);
	for (i = 0; i < VECTORS; i++) {
		vfu_irqs_signal(&irqs, i);
		for (k = 0; k < VECTORS; k++)
			assert_int_equal(fired(ours[k]), i == k);
	}
	close_vectors(&irqs, ours, VECTORS);
}

static void a_client_sets_some_vectors_and_releases_all(void **state)
{
	struct vfu_irq_set all = {
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.data = VFIO_IRQ_SET_DATA_NONE,
		.action = VFIO_IRQ_SET_ACTION_TRIGGER,
	};
	struct vfu_irqs irqs;
	int ours[2];

	vfu_irqs_init(&irqs, VECTORS);
	attach_vectors(&irqs, 1, 2, ours);
	vfu_irqs_signal(&irqs, 0);
	vfu_irqs_signal(&irqs, 2);
	assert_int_equal(fired(ours[0]), 0);
	assert_int_equal(fired(ours[1]), 1);
	assert_int_equal(vfu_irqs_set(&irqs, &all), 0);
	vfu_irqs_signal(&irqs, 2);
	assert_int_equal(fired(ours[1]), 0);
	close_vectors(&irqs, ours, 2);
}

static void a_client_triggers_the_vectors_that_it_selects(void **state)
{
	const u8 bools[] = { 0, 1 };
	struct vfu_irq_set some = {
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.start = 1,
		.count = 2,
		.data = VFIO_IRQ_SET_DATA_BOOL,
		.action = VFIO_IRQ_SET_ACTION_TRIGGER,
		.bools = bools,
	};
	struct vfu_irqs irqs;
	int ours[VECTORS];

	vfu_irqs_init(&irqs, VECTORS);
	attach_vectors(&irqs, 0, VECTORS, ours);
	assert_int_equal(vfu_irqs_set(&irqs, &some), 0);
	assert_int_equal(fired(ours[0]) + fired(ours[1]), 0);
	assert_int_equal(fired(ours[2]), 1);
	some.action = VFIO_IRQ_SET_ACTION_MASK;
	assert_int_equal(vfu_irqs_set(&irqs, &some), -EINVAL);
	close_vectors(&irqs, ours, VECTORS);
}

/* Return the number of descriptors that this process has. */
static u32 descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	u32 n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void a_replaced_eventfd_is_closed_and_gets_no_signal(void **state)
{
	const u32 before = descriptors();
	int first[VECTORS], second[VECTORS];
	struct vfu_irqs irqs;
	u32 with, i;

	vfu_irqs_init(&irqs, VECTORS);
	attach_vectors(&irqs, 0, VECTORS, first);
	with = descriptors();
	assert_int_equal(with, before + 2 * VECTORS);
	attach_vectors(&irqs, 0, VECTORS, second);
	assert_int_equal(descriptors(), with + VECTORS);
	for (i = 0; i < VECTORS; i++) {
		vfu_irqs_signal(&irqs, i);
		assert_int_equal(fired(first[i]), 0);
		assert_int_equal(fired(second[i]), 1);
		close(first[i]);
	}
	close_vectors(&irqs, second, VECTORS);
	assert_int_equal(descriptors(), before);
}

static void the_replaced_eventfd_of_a_line_is_closed(void **state)
{
	static const u32 kinds[] = { VFIO_PCI_INTX_IRQ_INDEX, VFIO_PCI_MSI_IRQ_INDEX };
	const u32 before = descriptors();
	struct vfu_irqs irqs;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		vfu_irqs_init(&irqs, 0);
		close(attach(&irqs, kinds[i]));
		assert_int_equal(descriptors(), before + 1);
		close(attach(&irqs, kinds[i]));
		assert_int_equal(descriptors(), before + 1);
		vfu_irqs_clear(&irqs);
		assert_int_equal(descriptors(), before);
	}
}

static void minus_one_releases_one_vector_alone(void **state)
{
	int ours[VECTORS], none = -1;
	const struct vfu_irq_set one = {
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.start = 1,
		.count = 1,
		.data = VFIO_IRQ_SET_DATA_EVENTFD,
		.action = VFIO_IRQ_SET_ACTION_TRIGGER,
		.fds = &none,
	};
	struct vfu_irqs irqs;
	u32 with, i;

	vfu_irqs_init(&irqs, VECTORS);
	attach_vectors(&irqs, 0, VECTORS, ours);
	with = descriptors();
	assert_int_equal(vfu_irqs_set(&irqs, &one), 0);
	assert_int_equal(descriptors(), with - 1);
	for (i = 0; i < VECTORS; i++) {
		vfu_irqs_signal(&irqs, i);
		assert_int_equal(fired(ours[i]), i != 1);
	}
	close(ours[1]);
	attach_vectors(&irqs, 1, 1, &ours[1]);
	vfu_irqs_signal(&irqs, 1);
	assert_int_equal(fired(ours[1]), 1);
	close_vectors(&irqs, ours, VECTORS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rise_is_one_msi),
		cmocka_unit_test(intx_masks_itself_and_fires_again_while_high),
		cmocka_unit_test(intx_turned_off_in_command_stays_silent),
		cmocka_unit_test(intx_follows_a_line_that_is_up_before_it_is_heard),
		cmocka_unit_test(intx_is_silent_while_msi_is_on),
		cmocka_unit_test(what_is_no_eventfd_is_refused),
		cmocka_unit_test(a_client_that_does_not_read_blocks_nobody),
		cmocka_unit_test(a_device_has_messages_of_one_kind),
		cmocka_unit_test(each_vector_has_an_eventfd_of_its_own),
		cmocka_unit_test(a_client_sets_some_vectors_and_releases_all),
		cmocka_unit_test(a_client_triggers_the_vectors_that_it_selects),
		cmocka_unit_test(a_replaced_eventfd_is_closed_and_gets_no_signal),
		cmocka_unit_test(the_replaced_eventfd_of_a_line_is_closed),
		cmocka_unit_test(minus_one_releases_one_vector_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
