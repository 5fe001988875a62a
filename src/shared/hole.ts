/** Holes to try with, 1 where pixels are missing, [height × width]: half of the image, or a box of half its side. */
export function presetHole(
  kind: 'lower' | 'left' | 'box',
  { width, height }: { width: number; height: number }
): Uint8Array {
  const inside = {
    lower: (_x: number, y: number) => y >= Math.floor(height / 2),
    left: (x: number) => x < Math.floor(width / 2),
    box: (x: number, y: number) =>
      x >= width / 4 && x < (3 * width) / 4 && y >= height / 4 && y < (3 * height) / 4
  }[kind]
  return Uint8Array.from({ length: width * height }, (_, at) =>
    Number(inside(at % width, Math.floor(at / width)))
  )
}
