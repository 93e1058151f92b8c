// SPDX-License-Identifier: GPL-2.0-only
/* Test each message of the sampler: its payload and its response. */
#include "sample_scene.h"

#include "eu/half.h"
#include "gen9/eu_send_defs.h"
#include "sample/texel.h"

static bool model_shadow(u32 func, float a, float b)
{
	const bool holds[] = { true, false, a < b, a == b, a <= b, a > b, a != b, a >= b };

	return holds[func];
}

static void shadows_compare_each_texel(void **state)
{
	static const float texels[] = { 0.25f, 0.5f, 0.75f };
	u32 dw[GEN9_SURFACE_STATE_DWORDS], func, i, type, t, u;
	static const u8 types[] = { GEN9_SM_SAMPLE_C_LZ, GEN9_SM_SAMPLE_C, GEN9_SM_SAMPLE_L_C,
				    GEN9_SM_SAMPLE_B_C, GEN9_SM_SAMPLE_D_C };
	struct letter letter;
	struct scene scene;
	bool holds;

	scene_open(&scene);
	rig_put(&scene.rig, STATES_DATA, texels, sizeof(texels));
	texture_state(dw, GEN9_FORMAT_R32_FLOAT, GEN9_TILE_LINEAR, 3, 1, 128);
	bind(&scene.rig, TEXTURE, dw);
	for (func = 0; func < 8; func++) {
		set_field(scene.sampler, GEN9_SA_SHADOW, func);
		use_filters(&scene, GEN9_FILTER_NEAREST, GEN9_MIP_NONE, GEN9_WRAP_CLAMP);
		for (t = 0; t < ARRAY_SIZE(types) * 3; t++) {
			type = types[t / 3];
			i = t % 3;
			message_open(&letter, type, 8, 12);
			letter.message.src_regs = 12;
			param(&letter, 0, 0, 0.5f);
			u = type == GEN9_SM_SAMPLE_L_C || type == GEN9_SM_SAMPLE_B_C ? 2 : 1;
			param(&letter, u, 0, ((float)i + 0.5f) / 3);
			letter.message.mask = 1;
			send(&scene, &letter);
			holds = model_shadow(func, texels[i], 0.5f);
			assert_true(result(&letter, 0, 0) == (holds ? 0 : 1));
		}
	}
	/* A linear filter mixes results. */
	set_field(scene.sampler, GEN9_SA_SHADOW, GEN9_SHADOW_LESS);
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_NONE, GEN9_WRAP_CLAMP);
	message_open(&letter, GEN9_SM_SAMPLE_C_LZ, 8, 3);
	param(&letter, 0, 0, 0.5f);
	param(&letter, 1, 0, 0.75f / 3);
	letter.message.mask = 1;
	send(&scene, &letter);
	assert_near(result(&letter, 0, 0), 0.25, WEIGHT);
	rig_close(&scene.rig);
}

static void gathers_return_four_texels(void **state)
{
	static const s8 dx[] = { 0, 1, 1, 0 }, dy[] = { 1, 1, 0, 0 };
	struct letter letter;
	struct scene scene;
	u32 channel, i;

	scene_open(&scene);
	use_filters(&scene, GEN9_FILTER_NEAREST, GEN9_MIP_NONE, GEN9_WRAP_REPEAT);
	for (channel = 0; channel < 4; channel++) {
		message_open(&letter, GEN9_SM_GATHER4, 8, 4);
		set_field(&letter.message.desc, GEN9_MSG_HEADER, 1);
		set_field(letter.src[0].ud, GEN9_SM_HEADER_GATHER, channel);
		letter.src[0].ud[3] = 0x100;	/* sampler states, as bindings have them */
		set_field(letter.src[0].ud, GEN9_SM_HEADER_U, 3);
		set_field(letter.src[0].ud, GEN9_SM_HEADER_V, 0xf);
		letter.src[1].f[0] = 4.0f / WIDTH;
		letter.src[2].f[0] = 3.0f / HEIGHT;
		letter.message.mask = 1;
		send(&scene, &letter);
		for (i = 0; i < 4; i++)
			assert_near(result(&letter, i, 0),
				    texel(0, 0, 3 + 3 + dx[i], 2 - 1 + dy[i], channel), 1e-5);
	}
	message_open(&letter, GEN9_SM_GATHER4_PO, 8, 4);
	letter.src[0].f[0] = 4.0f / WIDTH;
	letter.src[1].f[0] = 3.0f / HEIGHT;
	letter.src[2].ud[0] = 7;
	letter.src[3].ud[0] = (u32)-2;
	letter.message.mask = 1;
	send(&scene, &letter);
	for (i = 0; i < 4; i++)
		assert_near(result(&letter, i, 0), texel(0, 0, 3 + 7 + dx[i], 2 - 2 + dy[i], 0),
			    1e-5);
	rig_close(&scene.rig);
}

static void loads_fetch_texels_of_levels_and_layers(void **state)
{
	struct letter letter;
	struct scene scene;
	u32 lane, c, i;

	scene_open(&scene);
	message_open(&letter, GEN9_SM_LD, 16, 4);
	for (lane = 0; lane < 16; lane++) {
		param_int(&letter, 0, lane, lane % 4);
		param_int(&letter, 1, lane, lane % 2);
		param_int(&letter, 2, lane, lane % 3);
		param_int(&letter, 3, lane, lane / 5);
	}
	send(&scene, &letter);
	for (lane = 0; lane < 16; lane++)
		for (c = 0; c < 4; c++)
			assert_near(result(&letter, c, lane),
				    lane / 5 == 3 ? 0 : texel(lane % 3, lane / 5, (s32)lane % 4,
							      (s32)lane % 2, c), 1e-5);
	message_open(&letter, GEN9_SM_LD_LZ, 8, 3);
	for (i = 0; i < 8; i++)
		param_int(&letter, 0, i, i * 3);
	send(&scene, &letter);
	for (i = 0; i < 8; i++)
		assert_near(result(&letter, 2, i),
			    i * 3 < WIDTH ? texel(0, 0, (s32)i * 3, 0, 2) : 0, 1e-5);
	rig_close(&scene.rig);
}

static void loads_of_buffers_are_bounded_by_elements(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], i;
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	buffer_state(dw, GEN9_FORMAT_R32_UINT, STATES_DATA, 5, 4);
	set_field(dw, GEN9_SS_SELECT_RED, GEN9_SELECT_RED);
	set_field(dw, GEN9_SS_SELECT_ALPHA, GEN9_SELECT_ONE);
	bind(&scene.rig, TEXTURE, dw);
	for (i = 0; i < 8; i++)
		rig_put(&scene.rig, STATES_DATA + 4 * i, &(u32){ i + 50 }, 4);
	message_open(&letter, GEN9_SM_LD, 8, 1);
	for (i = 0; i < 8; i++)
		param_int(&letter, 0, i, i);
	send(&scene, &letter);
	for (i = 0; i < 8; i++) {
		assert_int_equal(result_int(&letter, 0, i), i < 5 ? i + 50 : 0);
		assert_int_equal(result_int(&letter, 3, i), 1);
	}
	message_open(&letter, GEN9_SM_RESINFO, 8, 1);
	send(&scene, &letter);
	assert_int_equal(result_int(&letter, 0, 7), 5);
	rig_close(&scene.rig);
}

static void samples_are_loaded_by_number(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], sample, value;
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	texture_state(dw, GEN9_FORMAT_R32_UINT, GEN9_TILE_LINEAR, 8, 4, 64);
	set_field(dw, GEN9_SS_SAMPLES, 2);
	set_field(dw, GEN9_SS_QPITCH, 1);
	bind(&scene.rig, TEXTURE, dw);
	for (sample = 0; sample < 4; sample++)
		rig_put(&scene.rig, STATES_DATA + sample * 4 * 64 + 2 * 64 + 3 * 4,
			&(u32){ sample + 7 }, 4);
	message_open(&letter, GEN9_SM_LD2DMS_W, 8, 5);
	for (sample = 0; sample < 4; sample++) {
		param_int(&letter, 0, sample, sample);
		param_int(&letter, 3, sample, 3);
		param_int(&letter, 4, sample, 2);
	}
	send(&scene, &letter);
	for (sample = 0; sample < 4; sample++)
		assert_int_equal(result_int(&letter, 0, sample), sample + 7);
	message_open(&letter, GEN9_SM_LD_MCS, 8, 2);
	send(&scene, &letter);
	for (sample = 0, value = result_int(&letter, 0, 0); sample < 4; sample++)
		assert_int_equal(value >> 2 * sample & 3, sample);
	message_open(&letter, GEN9_SM_SAMPLEINFO, 8, 0);
	send(&scene, &letter);
	assert_int_equal(result_int(&letter, 0, 2), 4);
	rig_close(&scene.rig);
}

static void sizes_are_those_of_levels(void **state)
{
	struct letter letter;
	struct scene scene;
	u32 level;

	scene_open(&scene);
	message_open(&letter, GEN9_SM_RESINFO, 8, 1);
	for (level = 0; level < 8; level++)
		param_int(&letter, 0, level, level);
	send(&scene, &letter);
	for (level = 0; level < 8; level++) {
		assert_int_equal(result_int(&letter, 0, level),
				 level < LEVELS ? size_at(WIDTH, level) : 0);
		assert_int_equal(result_int(&letter, 1, level),
				 level < LEVELS ? size_at(HEIGHT, level) : 0);
		assert_int_equal(result_int(&letter, 2, level), level < LEVELS ? LAYERS : 0);
		assert_int_equal(result_int(&letter, 3, level), LEVELS);
	}
	rig_close(&scene.rig);
}

static void channels_are_selected_and_left_out(void **state)
{
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	set_field(scene.dw, GEN9_SS_SELECT_RED, GEN9_SELECT_BLUE);
	set_field(scene.dw, GEN9_SS_SELECT_GREEN, GEN9_SELECT_ONE);
	set_field(scene.dw, GEN9_SS_SELECT_ALPHA, GEN9_SELECT_ZERO);
	bind(&scene.rig, TEXTURE, scene.dw);
	message_open(&letter, GEN9_SM_LD, 8, 2);
	set_field(&letter.message.desc, GEN9_MSG_HEADER, 1);
	set_field(letter.src[0].ud, GEN9_SM_HEADER_OFF, 4);	/* no blue */
	set_field(letter.src[0].ud, GEN9_SM_HEADER_U, 2);
	send(&scene, &letter);
	assert_near(result(&letter, 0, 0), texel(0, 0, 2, 0, 2), 1e-5);
	assert_true(result(&letter, 1, 0) == 1);
	assert_true(result(&letter, 2, 0) == 0);
	assert_int_equal(result_int(&letter, 3, 0), PATTERN);
	rig_close(&scene.rig);
}

static void returns_of_16_bits_are_halves(void **state)
{
	struct letter letter;
	struct scene scene;
	u32 lane;

	scene_open(&scene);
	message_open(&letter, GEN9_SM_LD, 16, 1);
	set_field(&letter.message.desc, GEN9_SM_RETURN_16, 1);
	letter.message.dst_regs = 4;
	for (lane = 0; lane < 16; lane++)
		param_int(&letter, 0, lane, lane);
	send(&scene, &letter);
	for (lane = 0; lane < 16; lane++)
		assert_int_equal(letter.dst[3].uw[lane],
				 eu_half_of_float((float)texel(0, 0, (s32)lane, 0, 3),
						  GEN9_EU_CR0_DENORM_HF));
	assert_int_equal(letter.dst[4].ud[0], PATTERN);
	rig_close(&scene.rig);
}

static void high_samplers_are_named_by_the_header(void **state)
{
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_NONE, GEN9_WRAP_CLAMP);
	set_field(scene.sampler, GEN9_SA_MAG_FILTER, GEN9_FILTER_NEAREST);
	rig_put(&scene.rig, STATES_DYNAMIC + 0x200 + 2 * 16, scene.sampler, 16);
	message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 3);
	set_field(&letter.message.desc, GEN9_MSG_HEADER, 1);
	letter.src[0].ud[3] = 0x200 | 0x1f;	/* low bits have another meaning */
	letter.src[1].f[0] = 1.9f / WIDTH;
	send(&scene, &letter);
	assert_near(result(&letter, 0, 0), texel(0, 0, 1, 0, 0), 1e-5);
	rig_close(&scene.rig);
}

static void unknown_messages_are_refused_by_name(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	message_open(&letter, 12, 8, 2);
	assert_int_equal(sample_sampler(&scene.rig.bindings, &letter.message), -EINVAL);
	assert_string_equal(scene.rig.why, "sampler: message type");
	message_open(&letter, GEN9_SM_SAMPLE, 8, 2);
	set_field(&letter.message.desc, GEN9_SM_SIMD, 0);
	assert_int_equal(sample_sampler(&scene.rig.bindings, &letter.message), -EINVAL);
	texture_state(dw, GEN9_FORMAT_YCRCB_NORMAL, GEN9_TILE_Y, 8, 8, 128);
	bind(&scene.rig, TEXTURE, dw);
	message_open(&letter, GEN9_SM_SAMPLE, 8, 2);
	assert_int_equal(sample_sampler(&scene.rig.bindings, &letter.message), -EINVAL);
	assert_string_equal(scene.rig.why, "YCRCB_NORMAL");
	rig_close(&scene.rig);
}

static void any_message_and_state_stays_inside_its_memory(void **state)
{
	struct letter letter;
	struct scene scene;
	u32 round, i, j, done = 0;

	scene_open(&scene);
	for (round = 0; round < 60000; round++) {
		for (i = 0; i < 4; i++)
			scene.sampler[i] = rig_random(&scene.seed) & (i ? ~0u : 0x7fffffff);
		sampler_write(&scene);
		for (i = 0; i < GEN9_SURFACE_STATE_DWORDS; i++)
			scene.dw[i] = rig_random(&scene.seed);
		set_field(scene.dw, GEN9_SS_TILED_RESOURCE, 0);
		set_field(scene.dw, GEN9_SS_ROTATION, 0);
		set_field(scene.dw, GEN9_SS_TYPE, rig_random(&scene.seed) % 5);
		set_field(scene.dw, GEN9_SS_SAMPLES, 0);
		bind(&scene.rig, TEXTURE, scene.dw);
		message_open(&letter, rig_random(&scene.seed) % 32, round & 1 ? 16 : 8, 1);
		letter.message.src_regs = rig_random(&scene.seed) % 16;
		letter.message.dst_regs = rig_random(&scene.seed) % 9;
		letter.message.mask = rig_random(&scene.seed);
		set_field(&letter.message.desc, GEN9_MSG_HEADER, round >> 1 & 1);
		for (i = 0; i < 16; i++)
			for (j = 0; j < 8; j++)
				letter.src[i].ud[j] = rig_random(&scene.seed) >>
						      rig_random(&scene.seed) % 32;
		done += !sample_sampler(&scene.rig.bindings, &letter.message);
		for (i = letter.message.dst_regs; i < 16; i++)
			assert_int_equal(letter.dst[i].ud[round % 8], PATTERN);
	}
	assert_true(done > 1000);
	rig_close(&scene.rig);
}

/* Return how many messages come before the first poll. */
static u32 messages_before_a_poll(struct scene *scene, struct letter *letter)
{
	u32 n = 0;

	scene->rig.polls = 0;
	while (!scene->rig.polls && n < 100000) {
		send(scene, letter);
		n++;
	}
	return n;
}

static void messages_poll_by_their_texels(void **state)
{
	struct scene scene;
	struct letter letter;
	u32 lane, plain;

	scene_open(&scene);
	use_filters(&scene, GEN9_FILTER_NEAREST, GEN9_MIP_NONE, GEN9_WRAP_REPEAT);
	message_open(&letter, GEN9_SM_SAMPLE, 8, 2);
	messages_before_a_poll(&scene, &letter);
	plain = messages_before_a_poll(&scene, &letter);
	assert_in_range(plain, 2, EU_POLL_WORK / 256);
	set_field(scene.sampler, GEN9_SA_MAX_ANISOTROPY, 7);
	use_filters(&scene, GEN9_FILTER_ANISOTROPIC, GEN9_MIP_LINEAR, GEN9_WRAP_REPEAT);
	for (lane = 0; lane < 8; lane++)
		param(&letter, 0, lane, (lane & 1) * 64.0f);
	messages_before_a_poll(&scene, &letter);
	assert_in_range(messages_before_a_poll(&scene, &letter), 1, 1 + plain / 8);
	/* A cancelled message has no effect. */
	scene.rig.cancel = true;
	for (lane = 0; lane < plain; lane++)
		if (sample_sampler(&scene.rig.bindings, &letter.message))
			break;
	assert_in_range(lane, 0, plain - 1);
	rig_close(&scene.rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shadows_compare_each_texel),
		cmocka_unit_test(gathers_return_four_texels),
		cmocka_unit_test(loads_fetch_texels_of_levels_and_layers),
		cmocka_unit_test(loads_of_buffers_are_bounded_by_elements),
		cmocka_unit_test(samples_are_loaded_by_number),
		cmocka_unit_test(sizes_are_those_of_levels),
		cmocka_unit_test(channels_are_selected_and_left_out),
		cmocka_unit_test(returns_of_16_bits_are_halves),
		cmocka_unit_test(high_samplers_are_named_by_the_header),
		cmocka_unit_test(unknown_messages_are_refused_by_name),
		cmocka_unit_test(any_message_and_state_stays_inside_its_memory),
		cmocka_unit_test(messages_poll_by_their_texels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
