/** Points as shapes in WebGL 2: how far each place lies from an outline is read from one texture for all sizes. */
import { allShapes, distanceTo, shapeReach } from '../../shared/shapes.ts'
import type { Camera } from './camera.ts'
import { attribute, link } from './webglparts.ts'

/** Half the side of a shape's square in the texture, in its own units; what lies beyond is far from it. */
const half = shapeReach + 0.5
/** Texels along a side of that square. */
const side = 64

const vertexSource = `#version 300 es
in vec2 place;
in vec4 colour;
in float shape;
uniform vec3 camera;
uniform vec2 size;
uniform float radius;
out vec4 tint;
flat out float cell;
void main() {
  vec2 pixel = vec2(camera.y + camera.x * place.x, camera.z - camera.x * place.y);
  gl_Position = vec4(pixel.x / size.x * 2.0 - 1.0, 1.0 - pixel.y / size.y * 2.0, 0.0, 1.0);
  gl_PointSize = 2.0 * ${half.toFixed(2)} * radius;
  tint = colour;
  cell = shape;
}`

const fragmentSource = `#version 300 es
precision highp float;
in vec4 tint;
flat in float cell;
uniform float radius;
uniform float rim;
uniform vec4 rimColour;
uniform sampler2D distances;
out vec4 result;
void main() {
  vec2 at = vec2((cell + gl_PointCoord.x) / ${allShapes.length.toFixed(1)}, gl_PointCoord.y);
  // The texture holds distances from -1 to 1.
  float distance = (texture(distances, at).r * 2.0 - 1.0) * radius;
  float inside = clamp(0.5 - distance, 0.0, 1.0);
  // What is seen through has no rim.
  float around = tint.a < 0.99 ? 0.0 : clamp(0.5 + rim - distance, 0.0, 1.0) * rimColour.a;
  float alpha = max(tint.a * inside, around);
  vec3 colour = mix(rimColour.rgb, tint.rgb, tint.a < 0.99 ? 1.0 : inside);
  result = vec4(colour * alpha, alpha);
}`

/** Distances from the outlines of all shapes side by side, a byte each from −1 to 1. */
export function distanceField(): Uint8Array {
  const width = side * allShapes.length
  const field = new Uint8Array(width * side)
  allShapes.forEach((shape, cell) => {
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++) {
        const [x, y] = [column, row].map((at) => ((at + 0.5) / side - 0.5) * 2 * half)
        const distance = Math.min(1, Math.max(-1, distanceTo(shape, x, -y)))
        field[row * width + cell * side + column] = Math.round((distance + 1) * 127.5)
      }
  })
  return field
}

export class ShapeProgram {
  #gl: WebGL2RenderingContext
  #program: WebGLProgram
  #shapes: WebGLBuffer
  #texture: WebGLTexture

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = link(gl, vertexSource, fragmentSource)
    this.#shapes = gl.createBuffer()
    this.#texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.#texture)
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    const width = side * allShapes.length
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, side, 0, gl.RED, gl.UNSIGNED_BYTE, distanceField())
    for (const [name, value] of [
      [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
      [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
      [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE]
    ])
      gl.texParameteri(gl.TEXTURE_2D, name, value)
  }

  /** @param of each point, a place in `allShapes` */
  setShapes(of: Uint8Array): void {
    const gl = this.#gl
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#shapes)
    gl.bufferData(gl.ARRAY_BUFFER, of, gl.DYNAMIC_DRAW)
  }

  /** Takes the points' places and colours for what is drawn next. */
  begin(places: WebGLBuffer, colours: WebGLBuffer, camera: Camera, ratio: number): void {
    const gl = this.#gl
    gl.useProgram(this.#program)
    attribute(gl, this.#program, 'place', places, 2, gl.FLOAT, false)
    attribute(gl, this.#program, 'colour', colours, 4, gl.UNSIGNED_BYTE, true)
    attribute(gl, this.#program, 'shape', this.#shapes, 1, gl.UNSIGNED_BYTE, false)
    gl.uniform3f(this.#at('camera'), camera.scale * ratio, camera.x * ratio, camera.y * ratio)
    gl.uniform2f(this.#at('size'), gl.canvas.width, gl.canvas.height)
  }

  /** @param radius in device pixels, and so the rim; its colour is packed */
  draw(from: number, count: number, radius: number, rim: number, rimColour: number): void {
    if (count === 0) return
    const gl = this.#gl
    const part = (shift: number) => ((rimColour >>> shift) & 255) / 255
    gl.uniform4f(this.#at('rimColour'), part(0), part(8), part(16), part(24))
    gl.uniform1f(this.#at('radius'), radius)
    gl.uniform1f(this.#at('rim'), rim)
    gl.drawArrays(gl.POINTS, from, count)
  }

  #at = (name: string) => this.#gl.getUniformLocation(this.#program, name)

  dispose(): void {
    this.#gl.deleteBuffer(this.#shapes)
    this.#gl.deleteTexture(this.#texture)
    this.#gl.deleteProgram(this.#program)
  }
}
