/**
 * The inverse of the standard normal CDF, by Acklam's rational approximation (relative error below 1.2e-9).
 * @param p in the open interval (0, 1)
 */
export function normalQuantile(p: number): number {
  if (p < lowTail) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - lowTail) return -tail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  return (polynomial(a, r) * q) / (polynomial(b, r) * r + 1)
}

const lowTail = 0.02425
const a = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239
]
const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
const c = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783
]
const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]

/** Horner's rule, the highest power first. */
const polynomial = (coefficients: number[], x: number) =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

const tail = (q: number) => polynomial(c, q) / (polynomial(d, q) * q + 1)
