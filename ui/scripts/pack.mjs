import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const packed = /\.(js|css|svg|json|webmanifest|txt)$/

/** Writes FILE.br and FILE.gz beside every text file below folder; the server sends them as they are. */
export async function pack(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  await Promise.all(
    entries
      .filter((e) => e.isFile() && packed.test(e.name))
      .map(async (e) => {
        const file = join(e.parentPath ?? e.path, e.name)
        const body = await readFile(file)
        if (body.length < 512) return
        const [br, gz] = await Promise.all([
          promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
          promisify(gzip)(body, { level: 9 }),
        ])
        await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
      }),
  )
}
