/**
 * How an exported page lays latents on its plane and back, as the text of a plain script without a document: what
 * the app's map does with projections, priors and quantiles.
 */
export const spaceScript = String.raw`
/** The inverse of the standard normal CDF, by Acklam's rational approximation. */
function normalQuantile(p) {
  const horner = (coefficients, x) => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239]
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783]
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
  const tail = (q) => horner(c, q) / (horner(d, q) * q + 1)
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  return (horner(a, q * q) * q) / (horner(b, q * q) * q * q + 1)
}
/** The standard normal CDF: its error function by Abramowitz & Stegun 7.1.26, to 1.5e-7. */
function normalShare(x) {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2)
  const sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  const beyond = (sum * Math.exp((-x * x) / 2)) / 2
  return x < 0 ? beyond : 1 - beyond
}
/** Where a share of values lies below. */
function quantilesOf(values, share) {
  const sorted = Float32Array.from(values).sort()
  if (sorted.length === 0) return [-1, 1]
  const skip = Math.floor(sorted.length * share)
  return [sorted[skip], sorted[sorted.length - 1 - skip]]
}
/**
 * The plane of a page: latents [D] to places on it and back, for the label, the axes and the scale in use.
 * @param data what the page carries; z: its points, [count, D]
 */
function makeSpace(data, z) {
  const { latent, count, principal } = data
  const reach = 3
  const space = {
    /** 'principal' or 'axes'. */
    plane: principal ? 'principal' : 'axes',
    axes: [0, latent > 1 ? 1 : 0],
    label: 0,
    /** Even shares of the prior in place of even steps of z. */
    even: false,
    /** The latent looked at. */
    point: new Float32Array(latent)
  }
  const projection = () => {
    if (space.plane === 'principal') return principal
    const rows = new Float64Array(2 * latent)
    rows[space.axes[0]] = 1
    if (latent > 1) rows[latent + space.axes[1]] = 1
    return { rows, mean: new Float64Array(latent) }
  }
  const along = ({ rows, mean }, axis, values, from = 0) => {
    let sum = 0
    for (let d = 0; d < latent; d++) sum += rows[axis * latent + d] * (values[from + d] - mean[d])
    return sum
  }
  /** p(z), or p(z|c) of the label in use; nothing for a model without one. */
  space.home = () => data.priors && data.priors[space.label]
  /** The prior on the plane: its centre and covariance. */
  space.prior = () => {
    const home = space.home()
    if (!home) return undefined
    const { rows, mean } = projection()
    const covariance = [0, 0, 0]
    for (let d = 0; d < latent; d++) {
      const [a, b, variance] = [rows[d], rows[latent + d], home.deviation[d] ** 2]
      covariance[0] += a * a * variance
      covariance[1] += a * b * variance
      covariance[2] += b * b * variance
    }
    return { centre: [along({ rows, mean }, 0, home.mean), along({ rows, mean }, 1, home.mean)], covariance }
  }
  const warped = () => {
    const { centre, covariance } = space.prior()
    return [0, 1].map((axis) => ({ centre: centre[axis], deviation: Math.sqrt(covariance[2 * axis]) }))
  }
  const warp = (place) =>
    space.even ? warped().map(({ centre, deviation }, axis) => normalShare((place[axis] - centre) / deviation)) : place
  const unwarp = (place) =>
    space.even
      ? warped().map(({ centre, deviation }, axis) => {
          return centre + deviation * normalQuantile(Math.min(1 - 1e-6, Math.max(1e-6, place[axis])))
        })
      : place
  /** Where a latent lies on the map. */
  space.placeOf = (values) => {
    const plane = projection()
    return warp([along(plane, 0, values), along(plane, 1, values)])
  }
  /** The latent under a place of the map: what the plane does not show stays as it is of the point looked at. */
  space.lift = (place, base = space.point) => {
    const plane = projection()
    const wanted = unwarp(place)
    const moved = [wanted[0] - along(plane, 0, base), latent > 1 ? wanted[1] - along(plane, 1, base) : 0]
    return Float32Array.from(base, (value, d) => {
      return value + moved[0] * plane.rows[d] + moved[1] * plane.rows[latent + d]
    })
  }
  /** Where all points lie: two arrays. One latent is spread over a band that carries no meaning. */
  space.points = () => {
    const plane = projection()
    const first = new Float32Array(count)
    const second = new Float32Array(count)
    const [x, y] = space.even ? warped() : []
    for (let row = 0; row < count; row++) {
      const a = along(plane, 0, z, row * latent)
      const b = latent > 1 ? along(plane, 1, z, row * latent) : (((row + 1) * 0.618034) % 1) * 5 - 2.5
      first[row] = x ? normalShare((a - x.centre) / x.deviation) : a
      second[row] = y ? normalShare((b - y.centre) / y.deviation) : b
    }
    return { first, second }
  }
  /** The part of the map that the model knows: three deviations of the prior, or where nearly all codes lie. */
  space.extent = () => {
    if (space.even) return { x: [0, 1], y: [0, 1] }
    const prior = space.prior()
    const around = (axis) => {
      const [low, high] = prior ? [] : quantilesOf(axis ? seen.second : seen.first, 0.01)
      if (!prior) return high > low ? [low, high] : [low - 1, high + 1]
      const far = reach * Math.sqrt(prior.covariance[2 * axis])
      return [prior.centre[axis] - far, prior.centre[axis] + far]
    }
    const seen = prior ? undefined : space.points()
    const x = around(0)
    return latent > 1 ? { x, y: around(1) } : { x, y: [-2.7 - (x[1] - x[0]) / 24, -2.7] }
  }
  /** What is seen at first: all that, nearly all points, and a little air. */
  space.domain = () => {
    const extent = space.extent()
    const { first, second } = space.points()
    const wide = ([low, high], values) => {
      const [least, most] = quantilesOf(values, data.priors ? 0.001 : 0.01)
      const [from, to] = space.even ? [low, high] : [Math.min(low, least), Math.max(high, most)]
      return [from - 0.03 * (to - from), to + 0.03 * (to - from)]
    }
    return { x: wide(extent.x, first), y: wide(extent.y, second) }
  }
  /** Takes another label into use: the point looked at keeps its style. @returns nothing */
  space.use = (label) => {
    space.point = space.styled(label)
    space.label = label
  }
  /** The point looked at as another label's prior has it: the same number of deviations from its mean. */
  space.styled = (label) => {
    const [from, to] = [space.home(), data.priors && data.priors[label]]
    if (!from || !to) return space.point.slice()
    return space.point.map((value, d) => to.mean[d] + ((value - from.mean[d]) / from.deviation[d]) * to.deviation[d])
  }
  /** To the middle of the prior; without one, of the codes. */
  space.centre = () => {
    const home = space.home()
    if (home) return void (space.point = Float32Array.from(home.mean))
    space.point = new Float32Array(latent)
    for (let at = 0; at < z.length; at++) space.point[at % latent] += z[at] / count
  }
  space.inputs = (values, label = space.label) => ({
    z: values,
    ...(data.conditions && {
      condition: Float32Array.from({ length: data.conditions.length }, (_, i) => Number(i === label))
    })
  })
  space.centre()
  return space
}
`
