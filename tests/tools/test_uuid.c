// SPDX-License-Identifier: GPL-2.0-only
/* Conversion of UUIDs from text to bytes in the same order, and refusal of other text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lib/uuid.h"

static void bytes_come_in_the_order_of_the_text(void **state)
{
	static const uint8_t wanted[] = {
		0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
		0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10,
	};
	uint8_t bytes[FACET_UUID_BYTES];

	assert_true(uuid_parse_text("01234567-89ab-cdef-fedc-ba9876543210", bytes));
	assert_memory_equal(bytes, wanted, sizeof(wanted));
	memset(bytes, 0, sizeof(bytes));
	assert_true(uuid_parse_text("01234567-89AB-CDEF-FEDC-BA9876543210", bytes));
	assert_memory_equal(bytes, wanted, sizeof(wanted));
}

static void what_is_no_uuid_is_reported(void **state)
{
	static const char *const bad[] = {
		"", "0", "01234567", "01234567-89ab-cdef-fedc-ba987654321",
		"01234567-89ab-cdef-fedc-ba98765432100", "01234567-89ab-cdef-fedc-ba9876543210 ",
		"0123456789abcdeffedcba9876543210", "01234567-89ab-cdef-fedc+ba9876543210",
		"g1234567-89ab-cdef-fedc-ba9876543210", "01234567-89ab-cdef-fedc-ba987654321@",
		"{1234567-89ab-cdef-fedc-ba9876543210", "-1234567-89ab-cdef-fedc-ba9876543210",
	};
	uint8_t bytes[FACET_UUID_BYTES];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(uuid_parse_text(bad[i], bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_in_the_order_of_the_text),
		cmocka_unit_test(what_is_no_uuid_is_reported),
	};

	return cmocka_run_group_tests_name("uuid", tests, NULL, NULL);
}
