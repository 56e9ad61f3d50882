import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Sha256 } from './sha256'

test('the digest equals the platform’s, in whatever pieces it is fed', () => {
  for (const n of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_001]) {
    const b = new Uint8Array(n).map((_, i) => (i * 31 + n) & 255)
    for (const step of [1, 7, 64, 100, 4096]) {
      if (n / step > 5000) continue
      const h = new Sha256()
      for (let at = 0; at < n; at += step) h.update(b.subarray(at, at + step))
      expect(h.hex()).toBe(createHash('sha256').update(b).digest('hex'))
    }
  }
})
