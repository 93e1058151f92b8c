#version 450
// SPDX-License-Identifier: GPL-2.0-only
// Each group of 16x16 invocations blurs its part by shared memory.
layout(local_size_x = 16, local_size_y = 16) in;
layout(binding = 0, std430) buffer Pixels { uint pixels[]; };
shared uint tile[16][16];

void main()
{
	uvec2 at = gl_GlobalInvocationID.xy, local = gl_LocalInvocationID.xy;
	uint sum;

	tile[local.y][local.x] = (at.x * at.x + at.y * 3) & 255;
	barrier();
	sum = tile[local.y][local.x] + tile[local.y][15 - local.x] + tile[15 - local.y][local.x];
	pixels[at.y * 256 + at.x] = sum / 3 | at.x << 8 | at.y << 16 | 0xff000000u;
}
