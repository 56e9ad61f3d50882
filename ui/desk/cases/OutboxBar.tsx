import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { clockTime } from '../../shared/format'
import { api, live, problemOf } from '../api'
import { isDepartment, useSeat } from '../session'
import { say, words } from '../words'
import { outbox, type Waiting } from './outbox'

/** How often what waits is tried, beside the moments at which the network comes back; milliseconds. */
const every = 8_000

/** The acts on their way. */
export const useOutbox = () => useSyncExternalStore(outbox.subscribe, outbox.snapshot)

/** Sends what was done without a network when it is back, and shows what still waits or was refused. */
export function OutboxBar() {
  const { session } = useSeat()
  const cache = useQueryClient()
  const { message } = App.useApp()
  const all = useOutbox()
  const flush = useCallback(async () => {
    if (!outbox.all.length) return
    const n = await outbox.flush((w) => api.act('cases', w.id, w.act, w.rev, w.fields, { key: w.key, tries: 1 }), problemOf, (p) => p.say(words.lang))
    if (!n) return
    void message.success(say(`网络已恢复，${n} 项操作已送达`, `Back on line: ${n} sent`))
    for (const key of ['case', 'cases', 'board']) void cache.invalidateQueries({ queryKey: [key] })
  }, [cache, message])
  useEffect(() => outbox.seat(session.id ?? ''), [session.id])
  useEffect(() => {
    const go = () => void flush()
    const other = (e: StorageEvent) => e.key?.startsWith('minhu.desk.outbox') && outbox.reread()
    addEventListener('online', go)
    addEventListener('storage', other)
    const stop = live.subscribe((n) => n.type === 'state' && n.state === 'live' && go())
    const timer = setInterval(go, every)
    go()
    return () => {
      removeEventListener('online', go)
      removeEventListener('storage', other)
      stop()
      clearInterval(timer)
    }
  }, [flush])
  const waiting = all.filter((w) => !w.refused)
  const refused = all.filter((w) => w.refused)
  return (
    <div aria-live="polite">
      {waiting.length > 0 && (
        <div className="outbox">
          <b>▲ {say(`${waiting.length} 项操作已存在本机，网络恢复后自动发出`, `${waiting.length} saved here, to be sent when back on line`)}</b>
          {waiting.map((w) => <span key={w.key}>{w.label} · {w.title} · {clockTime(w.at)}</span>)}
          <span className="grow" />
          <Button size="small" onClick={() => void flush()}>{say('立即发送', 'Send now')}</Button>
        </div>
      )}
      {refused.map((w) => (
        <Refusal key={w.key} w={w} to={isDepartment(session) ? '/inbox' : '/cases'} flush={flush} />
      ))}
    </div>
  )
}

function Refusal({ w, to, flush }: { w: Waiting; to: '/inbox' | '/cases'; flush: () => Promise<void> }) {
  const text = Object.values(w.fields).join('\n')
  return (
    <div className="outbox bad" role="alert">
      <b>■ {say(`“${w.label}”未能办理`, `“${w.label}” was refused`)}：{w.refused}</b>
      <span>{w.title}</span>
      {text && <span title={text}>{say('已填内容', 'Your text')}：{text.slice(0, 40)}</span>}
      <span className="grow" />
      <Link to={to} search={{ id: w.id }}>{say('打开工单', 'Open')}</Link>
      {text && <Button size="small" onClick={() => void navigator.clipboard?.writeText(text)}>{say('复制内容', 'Copy text')}</Button>}
      <Button
        size="small"
        onClick={() => {
          outbox.again(w.key)
          void flush()
        }}
      >
        {say('重新发送', 'Send again')}
      </Button>
      <Button size="small" danger onClick={() => outbox.drop(w.key)}>{say('丢弃', 'Discard')}</Button>
    </div>
  )
}
