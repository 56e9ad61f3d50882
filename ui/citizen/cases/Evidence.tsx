import { useEffect, useRef, useState } from 'preact/hooks'
import { Problem } from '../../shared/problem'
import { dropUpload, keyOfFile, shrink, unfit, upload, type AttachmentLimit } from '../../shared/upload'
import type { Page } from '../../shared/views'
import { api } from '../api'
import { useLoad } from '../load'
import { t, words } from '../words'
import { also } from '../words/evidence'
import type { Handed } from './draft'

interface Sending {
  key: string
  name: string
  family: string
  size: number
  received: number
  waiting: boolean
  fault?: string
  file: File
}

/**
 * Pictures, films, sounds and papers that show the matter. They are made smaller and sent while the citizen goes on writing; without a
 * network they wait and go on by themselves. What is ready is kept with the draft.
 */
export function Evidence({ draft, files, onChange, onBusy }: { draft: string; files: Handed[]; onChange: (f: (files: Handed[]) => Handed[]) => void; onBusy: (busy: boolean) => void }) {
  const limits = useLoad('attachment-limits', (signal) => api.get<Page<AttachmentLimit>>('/api/v1/attachment-limits', { signal })).value?.items ?? []
  const [sending, setSending] = useState<Sending[]>([])
  const stops = useRef(new Map<string, AbortController>())
  useEffect(() => () => stops.current.forEach((s) => s.abort()), [])
  const running = sending.some((s) => !s.fault)
  useEffect(() => onBusy(running), [running])
  const change = (key: string, part: Partial<Sending>) => setSending((list) => list.map((s) => (s.key === key ? { ...s, ...part } : s)))
  const begin = async (file: File) => {
    const key = keyOfFile(draft, file)
    const family = limits.find((l) => l.media === file.type)?.family ?? ''
    const held = [...files, ...sending.filter((s) => !s.fault && s.key !== key)]
    setSending((list) => [...list.filter((s) => s.key !== key), { key, name: file.name, family, size: file.size, received: 0, waiting: false, file }])
    const small = await shrink(file)
    // Without the limits (no network since the page came) the server is who refuses: a picture is not called unfit for want of a list.
    const why = limits.length ? unfit(small, held, limits) : undefined
    if (why) return change(key, { fault: also(`evidence.${why}`) })
    const stop = new AbortController()
    stops.current.set(key, stop)
    try {
      const done = await upload(small, file.name, { purpose: 'evidence', key, as: 'citizen', signal: stop.signal, onProgress: (received, waiting) => change(key, waiting ? { waiting } : { received, waiting, size: small.size }) })
      setSending((list) => list.filter((s) => s.key !== key))
      onChange((now) => [...now.filter((f) => f.id !== done.id), { id: done.id, name: file.name, family: done.family }])
    } catch (e) {
      if (!stop.signal.aborted) change(key, { fault: e instanceof Problem ? e.say(words.lang) : t('fail.load') })
    }
  }
  const drop = (s: Sending) => {
    stops.current.get(s.key)?.abort()
    setSending((list) => list.filter((x) => x.key !== s.key))
  }
  const remove = (f: Handed) => {
    void dropUpload(f.id, 'citizen')
    onChange((now) => now.filter((x) => x.id !== f.id))
  }
  return (
    <fieldset class="evidence">
      <legend>{also('evidence.title')}</legend>
      <p class="hint">{also('evidence.hint')}</p>
      <label class="button file-pick">
        {also('evidence.add')}
        <input
          type="file"
          multiple
          class="offscreen"
          accept={limits.map((l) => l.media).join(',')}
          onChange={(e) => {
            for (const f of Array.from(e.currentTarget.files ?? [])) void begin(f)
            e.currentTarget.value = ''
          }}
        />
      </label>
      <ul>
        {files.map((f) => (
          <li key={f.id}>
            {f.family === 'image' ? <img src={`/api/v1/attachments/${f.id}/content?as=citizen`} alt="" /> : <span class="file-kind">{also(`evidence.family.${f.family}` as 'evidence.family.video')}</span>}
            <span class="file-name">{f.name}</span>
            <button type="button" class="small quiet" aria-label={also('evidence.remove', { name: f.name })} onClick={() => remove(f)}>
              {also('do.remove')}
            </button>
          </li>
        ))}
        {sending.map((s) => (
          <li key={s.key}>
            {s.fault ? <span class="file-kind">!</span> : <progress max={s.size} value={s.received} aria-label={s.name} />}
            <span class="file-name">
              {s.name}
              <small role="status" class={s.fault ? 'error' : undefined}>
                {s.fault ?? (s.waiting ? also('evidence.waiting') : also('evidence.sending', { n: Math.floor((100 * s.received) / Math.max(1, s.size)) }))}
              </small>
            </span>
            {s.fault && (
              <button type="button" class="small" onClick={() => void begin(s.file)}>
                {t('do.retry')}
              </button>
            )}
            <button type="button" class="small quiet" aria-label={also('evidence.remove', { name: s.name })} onClick={() => drop(s)}>
              {also('do.remove')}
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
