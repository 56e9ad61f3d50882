import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import { dropUpload, keyOfFile, shrink, unfit, upload, type Attachment, type AttachmentLimit, type Purpose } from '../../shared/upload'
import type { Page } from '../../shared/views'
import { api, problemOf } from '../api'
import { say, words } from '../words'

interface Item {
  key: string
  name: string
  family: string
  size: number
  received: number
  waiting: boolean
  done?: Attachment
  fault?: string
}

const useLimits = () => useQuery({ queryKey: ['attachment-limits'], staleTime: Infinity, queryFn: ({ signal }) => api.get<Page<AttachmentLimit>>('/api/v1/attachment-limits', { signal }), select: (p) => p.items })

/** Picks files and hands them in; its value is the list of ids that are ready. A control of antd's Form. */
export function Uploads({ purpose, label, value, onChange }: { purpose: Purpose; label: string; value?: string[]; onChange?: (ids: string[]) => void }) {
  const limits = useLimits().data ?? []
  const [items, setItems] = useState<Item[]>([])
  const draft = useRef(newKey())
  const stops = useRef(new Map<string, AbortController>())
  const pick = useRef<HTMLInputElement>(null)
  useEffect(() => () => stops.current.forEach((s) => s.abort()), [])
  // The form was emptied: what was handed in belongs to what was sent.
  useEffect(() => {
    if (!value?.length) setItems((list) => list.filter((i) => !i.done))
  }, [value?.length])
  const change = (key: string, part: Partial<Item>) => setItems((list) => list.map((i) => (i.key === key ? { ...i, ...part } : i)))
  const begin = async (file: File) => {
    const key = keyOfFile(draft.current, file)
    const family = limits.find((l) => l.media === file.type)?.family ?? ''
    setItems((list) => [...list.filter((i) => i.key !== key), { key, name: file.name, family, size: file.size, received: 0, waiting: false }])
    const small = await shrink(file)
    const why = unfit(small, items, limits)
    if (why) return change(key, { fault: { type: say('不支持这种类型', 'type not taken'), empty: say('文件是空的', 'empty file'), size: say('文件过大', 'too large'), count: say('同类附件过多', 'too many') }[why] })
    const stop = new AbortController()
    stops.current.set(key, stop)
    try {
      const done = await upload(small, file.name, { purpose, key, signal: stop.signal, onProgress: (received, waiting) => change(key, waiting ? { waiting } : { received, waiting }) })
      change(key, { done, received: done.size, size: done.size, waiting: false })
      onChange?.([...(ready.current ?? []), done.id])
    } catch (e) {
      if (!stop.signal.aborted) change(key, { fault: problemOf(e).say(words.lang) })
    }
  }
  const ready = useRef(value)
  ready.current = value
  const drop = (i: Item) => {
    stops.current.get(i.key)?.abort()
    setItems((list) => list.filter((x) => x.key !== i.key))
    if (i.done) {
      void dropUpload(i.done.id)
      onChange?.((value ?? []).filter((id) => id !== i.done!.id))
    }
  }
  return (
    <div className="uploads">
      <input
        ref={pick}
        type="file"
        multiple
        hidden
        aria-label={label}
        accept={limits.map((l) => l.media).join(',')}
        onChange={(e) => {
          for (const f of Array.from(e.target.files ?? [])) void begin(f)
          e.target.value = ''
        }}
      />
      <Button size="small" onClick={() => pick.current?.click()}>
        {say('添加图片、视频、录音、PDF', 'Add picture, film, sound, PDF')}
      </Button>
      {items.length > 0 && (
        <ul>
          {items.map((i) => (
            <li key={i.key} className="upload" data-uploading={!i.done && !i.fault ? '' : undefined}>
              <span className="upload-name">{i.name}</span>
              <span role="status" className={i.fault ? 'flag flag-red' : 'dim small'}>
                {i.fault ?? (i.done ? say('已上传', 'ready') : i.waiting ? say('等待网络，会自动继续', 'waiting for the network') : `${Math.floor((100 * i.received) / Math.max(1, i.size))}%`)}
              </span>
              <Button size="small" type="text" aria-label={say(`移除 ${i.name}`, `Remove ${i.name}`)} onClick={() => drop(i)}>
                ×
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
