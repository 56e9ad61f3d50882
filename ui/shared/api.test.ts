import { readFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'

it('the types of the API are those of its description (else: npm run api)', async () => {
  const made = astToString(await openapiTS(new URL('../../api/openapi.yaml', import.meta.url)))
  const kept = await readFile(new URL('./api.d.ts', import.meta.url), 'utf8')
  expect(kept.endsWith(made)).toBe(true)
}, 60_000)
