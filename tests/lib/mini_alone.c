// SPDX-License-Identifier: GPL-2.0-only
/* A machine with one mini_user; see mini_alone.h. */
#include "mini_alone.h"

int mini_alone_setup(void **state)
{
	struct mini_alone *alone = calloc(1, sizeof(*alone));

	alone->machine = mini_machine_create(MINI_STEP);
	mini_user_init(alone->machine, &alone->user);
	*state = alone;
	return 0;
}

int mini_alone_teardown(void **state)
{
	struct mini_alone *alone = *state;
	u64 leaked = mini_machine_destroy(alone->machine);

	free(alone);
	return leaked ? -1 : 0;
}
