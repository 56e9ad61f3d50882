import { Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import type { CaseItem } from '../../shared/views'
import { api, problemOf } from '../api'
import { say, words } from '../words'
import { useRefresh } from './ActForm'
import { outbox } from './outbox'

interface Result {
  id: string
  title: string
  ok?: boolean
  text: string
}

/** One act for many cases, each under a key of its own, with the outcome of every one of them. */
export interface Batch {
  name: string
  /** what is sent for a case; undefined leaves it out, with the reason */
  fields: (i: CaseItem) => Promise<Record<string, string> | string> | Record<string, string> | string
  act: string
}

export function useBatch(batch: Batch, after: () => void) {
  const [results, setResults] = useState<Result[]>([])
  const [going, setGoing] = useState(false)
  const [total, setTotal] = useState(0)
  const keys = useRef(new Map<string, string>())
  const refresh = useRefresh()
  const keyFor = (i: CaseItem, fields: Record<string, string>) => {
    const k = JSON.stringify([i.id, i.rev, fields])
    const key = keys.current.get(k) ?? newKey()
    keys.current.set(k, key)
    return key
  }
  const one = async (i: CaseItem): Promise<Result> => {
    const r = { id: i.id, title: i.title }
    try {
      const fields = await batch.fields(i)
      if (typeof fields === 'string') return { ...r, ok: false, text: fields }
      const key = keyFor(i, fields)
      try {
        await api.act('cases', i.id, batch.act, i.rev, fields, { key, tries: navigator.onLine ? undefined : 1 })
        return { ...r, ok: true, text: say('已完成', 'done') }
      } catch (e) {
        if (problemOf(e).code !== 'offline') throw e
        outbox.add({ key, id: i.id, act: batch.act, rev: i.rev, fields, label: batch.name, title: i.title, tried: true })
        return { ...r, ok: true, text: say('已存本机，待网络恢复', 'waits for the network') }
      }
    } catch (e) {
      return { ...r, ok: false, text: problemOf(e).say(words.lang) }
    }
  }
  const run = async (rows: CaseItem[]) => {
    setGoing(true)
    setTotal(rows.length)
    setResults([])
    for (const i of rows) {
      const r = await one(i)
      setResults((all) => [...all, r])
    }
    setGoing(false)
    for (const i of rows) refresh('cases', i.id)
    after()
  }
  return { results, going, total, run, clear: () => setResults([]) }
}

interface Props {
  rows: CaseItem[]
  picked: string[]
  pick: (ids: string[]) => void
  batch: Batch
}

/** The bar above a list in which rows were ticked: how many, the act, its progress, and what came of each row. */
export function BatchBar({ rows, picked, pick, batch }: Props) {
  const { results, going, total, run, clear } = useBatch(batch, () => pick([]))
  const chosen = rows.filter((r) => picked.includes(r.id))
  const bad = results.filter((r) => !r.ok)
  if (!rows.length && !results.length) return null
  return (
    <section aria-label={say(`批量${batch.name}`, `${batch.name}, several at once`)}>
      <div className="bulk">
        <Button size="small" onClick={() => pick(picked.length === rows.length ? [] : rows.map((r) => r.id))} disabled={going || !rows.length}>
          {picked.length && picked.length === rows.length ? say('全不选', 'None') : say(`全选（${rows.length}）`, `All (${rows.length})`)}
        </Button>
        <Button size="small" type="primary" disabled={!chosen.length} loading={going} onClick={() => void run(chosen)}>
          {say(`批量${batch.name}`, `${batch.name}`)} {chosen.length || ''}
        </Button>
        {going && <Progress style={{ width: 140 }} size="small" percent={Math.round((results.length / Math.max(1, total)) * 100)} aria-label={say('进度', 'Progress')} />}
        {results.length > 0 && !going && (
          <>
            <span role="status">{say(`${results.length - bad.length} 件完成，${bad.length} 件未成`, `${results.length - bad.length} done, ${bad.length} not`)}</span>
            <Button size="small" type="text" onClick={clear}>{say('收起', 'Hide')}</Button>
          </>
        )}
      </div>
      {results.length > 0 && (
        <ul className="bulk-rows">
          {results.map((r) => (
            <li key={r.id} className={r.ok ? undefined : 'bad'}>
              {r.ok ? '●' : '■'} {r.title}：{r.text}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
