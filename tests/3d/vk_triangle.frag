#version 450
// SPDX-License-Identifier: GPL-2.0-only
layout(location = 0) in vec3 tinted;
layout(location = 0) out vec4 result;

void main()
{
	result = vec4(tinted, 1);
}
