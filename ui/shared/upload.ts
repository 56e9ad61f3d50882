import { offline, Problem, unreadable, type ProblemBody } from './problem'
import type { components } from './api'
import { Sha256 } from './sha256'

export type Attachment = components['schemas']['AttachmentView']
export type AttachmentLimit = components['schemas']['Limit']
export type Purpose = 'evidence' | 'contact' | 'handling'

/** How much is sent at once: a multiple of the server's piece, small enough for a slow telephone. */
const piece = 256 << 10

/** Waits between tries while the network or the server is away; the last one repeats. */
const waits = [800, 2000, 5000, 10_000]

export interface UploadOptions {
  purpose: Purpose
  /** Kept over reloads: the same file under the same key goes on where it stopped. */
  key: string
  as?: 'citizen'
  signal?: AbortSignal
  /** Bytes received, and whether the upload waits for the network. */
  onProgress?: (received: number, waiting: boolean) => void
}

/**
 * Hands a file in, piece by piece. While the network is away it waits and goes on where it stopped; only a refusal of the server
 * (a Problem that is not transient) or the signal ends it.
 */
export async function upload(file: Blob, name: string, o: UploadOptions): Promise<Attachment> {
  const media = file.type || 'application/octet-stream'
  let at = await patiently(() => send(o, 'POST', '/api/v1/attachments', json({ name, media, size: file.size, purpose: o.purpose }), o.key), o)
  if (at.stage !== 'uploading') return at
  const sum = new Sha256()
  for (let offset = 0; offset < file.size; offset += piece) {
    const b = new Uint8Array(await file.slice(offset, offset + piece).arrayBuffer())
    sum.update(b)
    while (at.received < offset + b.length) {
      if (at.received < offset) throw new Problem({ code: 'upload_offset', status: 409, title: '上传中断，请重新选择文件', title_en: 'The upload broke off; choose the file again' })
      // What was received of this piece need not be sent again; the server's pieces are whole.
      const from = at.received
      try {
        at = await patiently(() => send(o, 'PUT', `/api/v1/attachments/${at.id}/content?offset=${from}`, { type: 'application/octet-stream', body: b.slice(from - offset) }), o)
      } catch (e) {
        if (!(e instanceof Problem) || e.code !== 'upload_offset') throw e
        at = await patiently(() => send(o, 'GET', `/api/v1/attachments/${at.id}`), o)
      }
      o.onProgress?.(at.received, false)
    }
  }
  return patiently(() => send(o, 'POST', `/api/v1/attachments/${at.id}/actions/complete`, json({ sha256: sum.hex() })), o)
}

/** Takes an upload back; one that is gone already is fine. */
export async function dropUpload(id: string, as?: 'citizen'): Promise<void> {
  await fetch(`/api/v1/attachments/${id}`, { method: 'DELETE', headers: as ? { 'X-Minhu-As': as } : {}, credentials: 'same-origin' }).catch(() => undefined)
}

const json = (v: unknown) => ({ type: 'application/json', body: JSON.stringify(v) })

async function send(o: UploadOptions, method: string, path: string, content?: { type: string; body: string | Uint8Array<ArrayBuffer> }, key?: string): Promise<Attachment> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (content) headers['Content-Type'] = content.type
  if (key) headers['Idempotency-Key'] = key
  if (o.as) headers['X-Minhu-As'] = o.as
  let r: Response
  try {
    r = await fetch(path, { method, headers, body: content?.body, signal: o.signal, credentials: 'same-origin' })
  } catch {
    o.signal?.throwIfAborted()
    throw offline()
  }
  const text = await r.text().catch(() => '')
  if (r.ok) return JSON.parse(text) as Attachment
  try {
    throw new Problem({ ...(JSON.parse(text) as ProblemBody), status: r.status }, Number(r.headers.get('Retry-After')) || undefined)
  } catch (e) {
    throw e instanceof Problem ? e : unreadable(r.status)
  }
}

async function patiently(one: () => Promise<Attachment>, o: UploadOptions): Promise<Attachment> {
  for (let n = 0; ; n++) {
    try {
      return await one()
    } catch (e) {
      if (!(e instanceof Problem) || !e.transient) throw e
      o.onProgress?.(-1, true)
      await pause(Math.max(waits[Math.min(n, waits.length - 1)]!, (e.retryAfter ?? 0) * 1000), o.signal)
    }
  }
}

/** Waits, and wakes at once when the network comes back. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('online', end)
      signal?.removeEventListener('abort', stop)
      done()
    }
    const stop = () => {
      end()
      fail(signal?.reason)
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end)
    signal?.addEventListener('abort', stop)
  })
}

/** The longest side of a picture that is sent, in pixels. */
const longest = 2000

/**
 * A photograph made smaller before it is sent. Drawing it anew also leaves behind where and with what it was taken. What the browser
 * cannot draw, and what would not become smaller, goes as it is, unless it is a JPEG, which is always drawn anew.
 */
export async function shrink(file: File): Promise<Blob> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || typeof createImageBitmap === 'undefined') return file
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
    if (scale === 1 && file.type !== 'image/jpeg' && file.size < 1 << 20) return file
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const out = await new Promise<Blob | null>((r) => canvas.toBlob(r, 'image/jpeg', 0.85))
    return out && (out.size < file.size || file.type === 'image/jpeg') ? out : file
  } catch {
    return file
  }
}

/** Whether a file may be handed in, before anything is sent: the reason why not, or undefined. */
export function unfit(file: Blob, held: { family: string }[], limits: AttachmentLimit[]): 'type' | 'empty' | 'size' | 'count' | undefined {
  const l = limits.find((x) => x.media === file.type)
  if (!l) return 'type'
  if (file.size === 0) return 'empty'
  if (file.size > l.max_bytes) return 'size'
  if (held.filter((x) => x.family === l.family).length >= l.max_count) return 'count'
  return undefined
}

/** A key for a file within a draft: the same file chosen again is the same upload. */
export function keyOfFile(draft: string, f: File): string {
  const h = new Sha256().update(new TextEncoder().encode(`${draft}\n${f.name}\n${f.size}\n${f.lastModified}`)).hex()
  return h.slice(0, 40)
}
