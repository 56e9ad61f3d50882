/** SHA-256 (FIPS 180-4), fed piece by piece: the browser's own digest wants a whole film in memory, and is missing on plain http. */
export class Sha256 {
  private readonly h = new Uint32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19])
  private readonly w = new Uint32Array(64)
  private readonly rest = new Uint8Array(64)
  private held = 0
  private length = 0

  update(b: Uint8Array): this {
    this.length += b.length
    let at = 0
    if (this.held) {
      const n = Math.min(64 - this.held, b.length)
      this.rest.set(b.subarray(0, n), this.held)
      this.held += n
      at = n
      if (this.held < 64) return this
      this.block(this.rest, 0)
      this.held = 0
    }
    for (; at + 64 <= b.length; at += 64) this.block(b, at)
    this.rest.set(b.subarray(at))
    this.held = b.length - at
    return this
  }

  /** The digest in hexadecimal. Nothing may be fed afterwards. */
  hex(): string {
    const bits = this.length * 8
    const end = new Uint8Array(this.held < 56 ? 64 : 128)
    end.set(this.rest.subarray(0, this.held))
    end[this.held] = 0x80
    const v = new DataView(end.buffer)
    v.setUint32(end.length - 8, Math.floor(bits / 2 ** 32))
    v.setUint32(end.length - 4, bits >>> 0)
    for (let at = 0; at < end.length; at += 64) this.block(end, at)
    return Array.from(this.h, (x) => x.toString(16).padStart(8, '0')).join('')
  }

  private block(b: Uint8Array, at: number): void {
    const { w, h } = this
    for (let i = 0; i < 16; i++, at += 4) w[i] = (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!
      const y = w[i - 2]!
      w[i] = w[i - 16]! + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7]! + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
    }
    let [a, c, d, e, f, g, k, l] = h as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const t = (l + (turn(f, 6) ^ turn(f, 11) ^ turn(f, 25)) + ((f & g) ^ (~f & k)) + constants[i]! + w[i]!) | 0
      const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & c) ^ (a & d) ^ (c & d))) | 0
      l = k
      k = g
      g = f
      f = (e + t) | 0
      e = d
      d = c
      c = a
      a = (t + u) | 0
    }
    ;[a, c, d, e, f, g, k, l].forEach((x, i) => (h[i] = h[i]! + x))
  }
}

const turn = (x: number, n: number) => (x >>> n) | (x << (32 - n))

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const constants = (() => {
  const out: number[] = []
  for (let n = 2; out.length < 64; n++) {
    if (out.length && !prime(n)) continue
    out.push(((Math.cbrt(n) % 1) * 2 ** 32) | 0)
  }
  return out
})()

function prime(n: number): boolean {
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false
  return true
}
