import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { relative } from '../../shared/format'
import { api, problemOf } from '../api'
import { Shown } from '../parts/States'
import { say, words } from '../words'
import { JobProgress, useJob } from './Jobs'
import type { Health, Published } from './views'

/** Whether every clock was right when they were all counted slowly again. 0 is said too. */
export function Sweep() {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [job, setJob] = useState<string>()
  const read = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => api.get<Health>('/api/v1/health', { signal }), refetchInterval: 60_000 })
  const running = useJob(job)
  const start = useMutation({
    mutationFn: () => api.post<Published>('/api/v1/clock-sweeps', {}, { key: newKey() }),
    onSuccess: (r) => setJob(r.job),
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const done = running.data?.state === 'done'
  if (done && job) {
    setJob(undefined)
    void cache.invalidateQueries({ queryKey: ['health'] })
  }
  return (
    <section className="card">
      <header className="row">
        <h2>{say('时限核对', 'Clock check')}</h2>
        <span className="grow" />
        {read.data?.may_sweep && (
          <Button size="small" onClick={() => start.mutate()} loading={start.isPending || !!job}>
            {say('立即核对', 'Check now')}
          </Button>
        )}
      </header>
      <div className="pad stack">
        <Shown read={read} rows={1}>
          {(h) => {
            const s = h.sweep?.sweep
            return (
              <>
                <dl className="facts">
                  <div><dt>{say('现行规则', 'Rule set in force')}</dt><dd className="num">{h.rule_set}</dd></div>
                  <div><dt>{say('现行日历', 'Calendar in force')}</dt><dd className="num">{h.calendar}</dd></div>
                  <div><dt>{say('差异', 'Differences')}</dt><dd className="num strong">{s ? s.differences : '–'}</dd></div>
                  <div><dt>{say('考核汇总差异', 'Sums of figures')}</dt><dd className="num strong">{s?.sums ?? '–'}</dd></div>
                  <div><dt>{say('已核对', 'Compared')}</dt><dd className="num">{s ? say(`${s.cases} 件诉求、${s.messages} 条留言、${s.clocks} 个时限`, `${s.cases} cases, ${s.messages} messages, ${s.clocks} clocks`) : say('尚未核对', 'not yet')}</dd></div>
                  <div><dt>{say('待重算', 'To recount')}</dt><dd className="num">{s?.stale ?? '–'}</dd></div>
                  <div><dt>{say('上次', 'Last')}</dt><dd>{h.sweep?.finished_at ? relative(h.sweep.finished_at, words.lang) : '–'}</dd></div>
                  <div><dt>{say('检索', 'Search')}</dt><dd>{h.search.engine === 'meilisearch' ? 'Meilisearch' : say('内置', 'Embedded')}{h.search.degraded && <b className="bad"> {say('不可用，内置检索代答', 'away; the embedded engine answers')}{h.search.since && ` · ${relative(h.search.since, words.lang)}`}</b>}</dd></div>
                </dl>
                {h.provisional_years.length > 0 && <p className="small">{say(`${h.provisional_years.join('、')} 年放假安排尚未公布，涉及的期限暂定。`, `Holidays of ${h.provisional_years.join(', ')} are not announced yet; deadlines there are provisional.`)}</p>}
                {!!s?.examples.length && (
                  <ul className="small">
                    {s.examples.map((d) => (
                      <li key={d.id + d.clock} className="num">{d.number} · {d.clock} · {d.recorded} → {d.counted ?? d.fault}</li>
                    ))}
                  </ul>
                )}
              </>
            )
          }}
        </Shown>
        {job && <JobProgress job={running.data} error={running.error} />}
      </div>
    </section>
  )
}
