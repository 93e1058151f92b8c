// SPDX-License-Identifier: GPL-2.0-only
/*
 * A statically linked program: no preload library can load into it.
 */
int main(void)
{
	return 0;
}
