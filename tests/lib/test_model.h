/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kind of software GPU that a test runs on. Suites run once with each. In the environment,
 * FACET_TEST_MODEL=hardware stands for SOFTGPU_LIKE_HARDWARE.
 */
#ifndef TESTS_TEST_MODEL_H
#define TESTS_TEST_MODEL_H

#include "softgpu/softgpu.h"

/**
 * test_model() - Return the kind of GPU that tests create.
 *
 * Context: the test's thread; takes no lock. Ends the process if the environment names another.
 * Return: that of test_model_use(); else that of the environment, or SOFTGPU_PRIVATE.
 */
enum softgpu_model test_model(void);

/**
 * test_model_use() - Let GPUs that are created from now on be of one kind, whatever the environment
 * says.
 * @model: the kind
 *
 * Context: the test's thread; takes no lock.
 */
void test_model_use(enum softgpu_model model);

#endif
