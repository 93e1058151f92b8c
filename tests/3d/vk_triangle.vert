#version 450
// SPDX-License-Identifier: GPL-2.0-only
layout(location = 0) in vec2 position;
layout(location = 1) in vec3 colour;
layout(push_constant) uniform Constants { vec4 tint; };
layout(location = 0) out vec3 tinted;

void main()
{
	tinted = colour * tint.rgb;
	gl_Position = vec4(position, 0, 1);
}
