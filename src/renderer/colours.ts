/** Colours as the drawers take them: one 32-bit word, little-endian red green blue alpha, as ImageData holds it. */
export function packColour(hex: string, alpha = 1): number {
  const value = Number.parseInt(hex.slice(1), 16)
  const red = (value >> 16) & 255
  const green = (value >> 8) & 255
  const blue = value & 255
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0
}
