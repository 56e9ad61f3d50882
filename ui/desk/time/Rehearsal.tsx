import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { isoDay } from '../../shared/format'
import { api, problemOf } from '../api'
import { DateField } from '../parts/DateField'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { JobProgress, useJob } from './Jobs'
import type { CalendarDoc, Published, RulesDoc } from './views'

interface Props {
  rules?: RulesDoc
  calendar?: CalendarDoc
  clockName?: (c: string) => string
}

/** Tries a change on the recorded cases of a period. Nothing is changed. */
export function Rehearsal({ rules, calendar, clockName }: Props) {
  const { message } = App.useApp()
  const [from, setFrom] = useState(() => isoDay(Date.now() - 90 * 86_400_000))
  const [to, setTo] = useState(() => isoDay(Date.now()))
  const [id, setId] = useState<string>()
  const job = useJob(id)
  const failed = (e: unknown) => void message.error(problemOf(e).say(words.lang))
  const start = useMutation({
    mutationFn: () => api.post<Published>('/api/v1/rehearsals', { rules: rules ?? null, calendar: calendar ?? null, from, to }, { key: newKey() }),
    onSuccess: (r) => setId(r.job),
    onError: failed,
  })
  const stop = useMutation({ mutationFn: () => api.post(`/api/v1/time-jobs/${id}/cancel`, {}, { key: newKey() }), onError: failed })
  const busy = !!job.data && ['queued', 'running', 'cancelling'].includes(job.data.state)
  return (
    <section className="card">
      <header className="row wrap">
        <h2>{say('规则演练', 'Rehearsal')}</h2>
        <span className="dim small">{say('用已办诉求试算，不改动任何数据', 'On recorded cases; nothing is changed')}</span>
      </header>
      <div className="pad stack">
        <div className="row wrap">
          <DateField label={say('登记日期自', 'Registered from')} value={from} max={to} onChange={(v) => setFrom(v ?? '')} />
          <span className="dim">–</span>
          <DateField label={say('登记日期至', 'Registered until')} value={to} min={from} onChange={(v) => setTo(v ?? '')} />
          <Button onClick={() => start.mutate()} loading={start.isPending} disabled={busy}>
            {say('开始演练', 'Rehearse')}
          </Button>
          {busy && <Button onClick={() => stop.mutate()} loading={stop.isPending}>{say('取消', 'Stop')}</Button>}
        </div>
        <JobProgress job={job.data} error={job.error} />
        {job.data?.rehearsal && <Outcome r={job.data.rehearsal} clockName={clockName} />}
      </div>
    </section>
  )
}

type Result = NonNullable<NonNullable<ReturnType<typeof useJob>['data']>['rehearsal']>

function Outcome({ r, clockName }: { r: Result; clockName?: (c: string) => string }) {
  const t = r.total
  const groups: [string, { name: string; row: Result['kinds'][number] }[]][] = [
    [say('按承办单位', 'By department'), r.units.map((u) => ({ name: u.name || u.key || say('热线中心', 'Hotline'), row: u }))],
    [say('按诉求类型', 'By kind'), r.kinds.map((k) => ({ name: choiceWord('kind', k.key) || '–', row: k }))],
    [say('按时限（个数）', 'By clock (clocks)'), r.clocks.map((k) => ({ name: clockName?.(k.key) ?? k.key, row: k }))],
  ]
  return (
    <>
      <p className="sentence">
        {say(
          `${t.all} 件中，当时超期 ${t.was_late} 件；按此试算 ${t.would_be_late} 件：新增 ${t.newly_late} 件，不再超期 ${t.no_longer_late} 件。`,
          `Of ${t.all} cases ${t.was_late} were late and ${t.would_be_late} would be: ${t.newly_late} newly, ${t.no_longer_late} no longer.`,
        )}
      </p>
      {groups.map(([title, rows]) => (
        <div key={title} className="scroll-x">
          <table className="data">
            <caption className="small dim">{title}</caption>
            <thead>
              <tr>
                {[title, say('全部', 'All'), say('当时超期', 'Were late'), say('将会超期', 'Would be late'), say('新增', 'Newly'), say('不再', 'No longer')].map((h) => (
                  <th key={h} scope="col">{h}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, row }) => (
                <tr key={name + row.key}>
                  <th scope="row">{name}</th>
                  {[row.all, row.was_late, row.would_be_late, row.newly_late, row.no_longer_late].map((n, i) => (
                    <td key={i} className="num">{n}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </>
  )
}
