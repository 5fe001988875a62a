import type { Camera, Size } from './camera.ts'
import type { Dots, Emphasis, PointDrawer } from './drawer.ts'

const vertexSource = `#version 300 es
in vec2 place;
in vec4 colour;
uniform vec3 camera;
uniform vec2 size;
uniform float diameter;
out vec4 tint;
void main() {
  vec2 pixel = vec2(camera.y + camera.x * place.x, camera.z - camera.x * place.y);
  gl_Position = vec4(pixel.x / size.x * 2.0 - 1.0, 1.0 - pixel.y / size.y * 2.0, 0.0, 1.0);
  gl_PointSize = diameter + 1.0;
  tint = colour;
}`

const fragmentSource = `#version 300 es
// As precise as in the vertex shader: the two share a uniform.
precision highp float;
in vec4 tint;
uniform float diameter;
uniform vec4 ring;
out vec4 result;
void main() {
  float distance = length(gl_PointCoord - 0.5) * (diameter + 1.0);
  float cover = clamp(diameter * 0.5 + 0.5 - distance, 0.0, 1.0);
  // The ring takes the outermost pixel.
  float edge = ring.a * clamp(distance - diameter * 0.5 + 1.5, 0.0, 1.0);
  vec3 colour = mix(tint.rgb, ring.rgb, edge);
  float alpha = max(tint.a, edge) * cover;
  result = vec4(colour * alpha, alpha);
}`

/** Draws points with WebGL 2, one call for all. */
export class WebglDrawer implements PointDrawer {
  readonly kind = 'webgl'
  #gl: WebGL2RenderingContext
  #program: WebGLProgram
  #places: WebGLBuffer
  #colours: WebGLBuffer
  #at: Record<'camera' | 'size' | 'diameter' | 'ring', WebGLUniformLocation | null>
  #count = 0
  #chosen = 0
  #ratio = 1

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = link(gl)
    this.#places = gl.createBuffer()
    this.#colours = gl.createBuffer()
    gl.useProgram(this.#program)
    const at = (name: string) => gl.getUniformLocation(this.#program, name)
    this.#at = { camera: at('camera'), size: at('size'), diameter: at('diameter'), ring: at('ring') }
    attribute(gl, this.#program, 'place', this.#places, 2, gl.FLOAT, false)
    attribute(gl, this.#program, 'colour', this.#colours, 4, gl.UNSIGNED_BYTE, true)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.clearColor(0, 0, 0, 0)
  }

  setDots({ first, second, colours, count, chosen }: Dots): void {
    const gl = this.#gl
    const places = new Float32Array(count * 2)
    for (let i = 0; i < count; i++) {
      places[2 * i] = first[i]
      places[2 * i + 1] = second[i]
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places)
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.DYNAMIC_DRAW)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours)
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.DYNAMIC_DRAW)
    this.#count = count
    this.#chosen = chosen
  }

  resize({ width, height }: Size, ratio: number): void {
    this.#ratio = ratio
    const canvas = this.#gl.canvas
    canvas.width = Math.max(1, Math.round(width * ratio))
    canvas.height = Math.max(1, Math.round(height * ratio))
    this.#gl.viewport(0, 0, canvas.width, canvas.height)
  }

  draw(camera: Camera, radius: number, { scale, ring = 0 }: Emphasis): void {
    const gl = this.#gl
    const at = this.#at
    gl.uniform3f(at.camera, camera.scale * this.#ratio, camera.x * this.#ratio, camera.y * this.#ratio)
    gl.uniform2f(at.size, gl.canvas.width, gl.canvas.height)
    gl.clear(gl.COLOR_BUFFER_BIT)
    const others = this.#count - this.#chosen
    gl.uniform4f(at.ring, 0, 0, 0, 0)
    gl.uniform1f(at.diameter, 2 * radius * this.#ratio)
    gl.drawArrays(gl.POINTS, 0, others)
    if (this.#chosen === 0) return
    const part = (shift: number) => ((ring >>> shift) & 255) / 255
    gl.uniform4f(at.ring, part(0), part(8), part(16), part(24))
    gl.uniform1f(at.diameter, 2 * (radius * scale + (ring ? 1 : 0)) * this.#ratio)
    gl.drawArrays(gl.POINTS, others, this.#chosen)
  }

  dispose(): void {
    this.#gl.deleteBuffer(this.#places)
    this.#gl.deleteBuffer(this.#colours)
    this.#gl.deleteProgram(this.#program)
  }
}

function attribute(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  buffer: WebGLBuffer,
  size: number,
  type: number,
  normalized: boolean
): void {
  const location = gl.getAttribLocation(program, name)
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
  gl.enableVertexAttribArray(location)
  gl.vertexAttribPointer(location, size, type, normalized, 0, 0)
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource]
  ] as const) {
    const shader = gl.createShader(type)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(gl.getProgramInfoLog(program) ?? 'The shaders could not be linked')
  return program
}
