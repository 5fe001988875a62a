import type { Camera, Size } from './camera.ts'
import { rimOf } from './drawer.ts'
import type { Dots, Emphasis, PointDrawer } from './drawer.ts'
import { attribute, link } from './webglparts.ts'
import { ShapeProgram } from './webglshapes.ts'

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
  /** Made when shapes are first asked for. */
  #shapes?: ShapeProgram
  #halo?: number
  /** Whether the discs' program and what it reads are in place. */
  #plain = false

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = link(gl, vertexSource, fragmentSource)
    this.#places = gl.createBuffer()
    this.#colours = gl.createBuffer()
    const at = (name: string) => gl.getUniformLocation(this.#program, name)
    this.#at = { camera: at('camera'), size: at('size'), diameter: at('diameter'), ring: at('ring') }
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.clearColor(0, 0, 0, 0)
  }

  setDots({ first, second, colours, count, chosen, shapes }: Dots): void {
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
    this.#halo = shapes?.halo
    if (shapes) {
      this.#shapes ??= new ShapeProgram(gl)
      this.#shapes.setShapes(shapes.of)
    }
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
    const others = this.#count - this.#chosen
    if (this.#halo !== undefined && this.#shapes) {
      this.#plain = false
      gl.clear(gl.COLOR_BUFFER_BIT)
      this.#shapes.begin(this.#places, this.#colours, camera, this.#ratio)
      this.#shapes.draw(0, others, radius * this.#ratio, rimOf.plain, this.#halo)
      const rim = ring ? rimOf.chosen : rimOf.plain
      this.#shapes.draw(others, this.#chosen, radius * scale * this.#ratio, rim, ring || this.#halo)
      return
    }
    const at = this.#at
    this.#takeDiscs()
    gl.uniform3f(at.camera, camera.scale * this.#ratio, camera.x * this.#ratio, camera.y * this.#ratio)
    gl.uniform2f(at.size, gl.canvas.width, gl.canvas.height)
    gl.clear(gl.COLOR_BUFFER_BIT)
    gl.uniform4f(at.ring, 0, 0, 0, 0)
    gl.uniform1f(at.diameter, 2 * radius * this.#ratio)
    gl.drawArrays(gl.POINTS, 0, others)
    if (this.#chosen === 0) return
    const part = (shift: number) => ((ring >>> shift) & 255) / 255
    gl.uniform4f(at.ring, part(0), part(8), part(16), part(24))
    gl.uniform1f(at.diameter, 2 * (radius * scale + (ring ? 1 : 0)) * this.#ratio)
    gl.drawArrays(gl.POINTS, others, this.#chosen)
  }

  #takeDiscs(): void {
    if (this.#plain) return
    this.#plain = true
    const gl = this.#gl
    gl.useProgram(this.#program)
    attribute(gl, this.#program, 'place', this.#places, 2, gl.FLOAT, false)
    attribute(gl, this.#program, 'colour', this.#colours, 4, gl.UNSIGNED_BYTE, true)
  }

  dispose(): void {
    this.#shapes?.dispose()
    this.#gl.deleteBuffer(this.#places)
    this.#gl.deleteBuffer(this.#colours)
    this.#gl.deleteProgram(this.#program)
  }
}
