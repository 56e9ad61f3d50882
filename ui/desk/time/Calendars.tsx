import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime, isoDay } from '../../shared/format'
import { api, problemOf } from '../api'
import { Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { Faults, JobProgress, useJob } from './Jobs'
import { Moves } from './Moves'
import { Publish } from './Publish'
import { Rehearsal } from './Rehearsal'
import { withYear } from './year'
import { Year } from './Year'
import type { Calendars as List, CalendarDoc, CalendarView, Notice, Preview, Published, YearDoc } from './views'

/** The working calendar: a year as a picture, the yearly notice read in, what it moves, and its publication. */
export function Calendars() {
  const { ref, year, job } = useSearch({ from: '/calendar' })
  const navigate = useNavigate({ from: '/calendar' })
  const read = useQuery({ queryKey: ['calendars'], queryFn: ({ signal }) => api.get<List>('/api/v1/calendars', { signal }) })
  const running = useJob(job)
  const thisYear = Number(isoDay(Date.now()).slice(0, 4))
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('工作日历', 'Working calendar')}</h1>
      </header>
      <Shown read={read}>
        {(v) => {
          const shown = v.items.find((i) => i.reference === ref) ?? v.items.find((i) => i.in_force) ?? v.items[0]!
          const y = year ?? thisYear
          const years = [...new Set([...shown.years.map((x) => x.year), thisYear, thisYear + 1, y])].sort()
          return (
            <>
              <section className="card">
                <div className="pad row wrap">
                  <label htmlFor="cal-version" className="strong">{say('版本', 'Version')}</label>
                  <Select id="cal-version" style={{ minWidth: 220 }} value={shown.reference} onChange={(r: string) => void navigate({ search: (s) => ({ ...s, ref: r }) })} options={v.items.map((i) => ({ value: i.reference, label: `${i.name} ${i.reference}${i.in_force ? say('（现行）', ' (in force)') : ''}` }))} />
                  <label htmlFor="cal-year" className="strong">{say('年份', 'Year')}</label>
                  <Select id="cal-year" style={{ width: 110 }} value={y} onChange={(n: number) => void navigate({ search: (s) => ({ ...s, year: n }) })} options={years.map((n) => ({ value: n, label: String(n) }))} />
                  {shown.in_force && <span className="flag flag-green">{say('现行', 'In force')}</span>}
                  {shown.published_at && <span className="dim small">{dayTime(shown.published_at, words.lang)} · {shown.published_by} · {shown.reason}</span>}
                </div>
                {job && (
                  <div className="pad stack">
                    <strong>{say('在办件重算', 'Recount of open cases')} {running.data?.calendar}</strong>
                    <JobProgress job={running.data} error={running.error} />
                    {running.data?.recount && <p>{say(`已重算 ${running.data.recount.moved} 件，每件记录一次。`, `${running.data.recount.moved} moved, each on record.`)}</p>}
                  </div>
                )}
              </section>
              <One key={shown.reference + y} reference={shown.reference} year={y} mayEdit={v.may_edit && shown.in_force} />
              {v.history.length > 0 && (
                <section className="card">
                  <header><h2>{say('启用记录', 'What was in force')}</h2></header>
                  <ul className="pad small stack">
                    {v.history.map((h) => (
                      <li key={h.at} className="num">{dayTime(h.at, words.lang)} · {h.reference} · {h.by_name} · {h.reason}</li>
                    ))}
                  </ul>
                </section>
              )}
            </>
          )
        }}
      </Shown>
    </div>
  )
}

function One({ reference, year, mayEdit }: { reference: string; year: number; mayEdit: boolean }) {
  const read = useQuery({ queryKey: ['calendar', reference, year], queryFn: ({ signal }) => api.get<CalendarView>(`/api/v1/calendars/${encodeURIComponent(reference)}?year=${year}`, { signal }), staleTime: Infinity })
  const [draft, setDraft] = useState<YearDoc>()
  return (
    <Shown read={read}>
      {(v) => {
        const now = v.calendar.years.find((y) => y.year === year) ?? { year, status: 'provisional', source: '', rest: [], worked: [] }
        const y = draft ?? now
        return (
          <>
            <section className="card">
              <header className="row wrap">
                <h2>{year}</h2>
                {y.status !== 'announced' && <span className="flag flag-yellow">{say('暂定：放假安排尚未公布', 'Provisional: not announced yet')}</span>}
                {draft && <span className="flag flag-yellow">{say('未发布的修改', 'Not published')}</span>}
                <span className="dim small">{y.source}</span>
              </header>
              <Year doc={y} />
            </section>
            {mayEdit && <Import year={year} take={setDraft} />}
            {mayEdit && draft && <Change doc={{ ...v.calendar, years: withYear(v.calendar.years, draft) }} reset={() => setDraft(undefined)} />}
          </>
        )
      }}
    </Shown>
  )
}

function Import({ year, take }: { year: number; take: (y: YearDoc) => void }) {
  const { message } = App.useApp()
  const [text, setText] = useState('')
  const [notice, setNotice] = useState<Notice>()
  const read = useMutation({
    mutationFn: () => api.post<Notice>('/api/v1/calendar-notices', { year, text }, { key: newKey() }),
    onSuccess: (n) => {
      setNotice(n)
      if (!n.faults.length) take(n.year)
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  return (
    <section className="card">
      <header><h2>{say('读入年度放假通知', 'Read in the yearly notice')}</h2></header>
      <div className="pad stack">
        <label htmlFor="notice" className="small">{say('粘贴通知原文，或每行一条：2027-02-05,2027-02-11,休,春节 或 2027-02-13,班', 'Paste the notice, or lines such as 2027-02-05,2027-02-11,rest,春节 or 2027-02-13,worked')}</label>
        <Input.TextArea id="notice" rows={6} maxLength={8000} value={text} onChange={(e) => setText(e.target.value)} />
        <div><Button type="primary" disabled={!text.trim()} loading={read.isPending} onClick={() => read.mutate()}>{say(`读入 ${year} 年`, `Read ${year}`)}</Button></div>
        {notice && <Faults faults={notice.faults} line={(f) => (f.line ? say(`第 ${f.line} 行：`, `Line ${f.line}: `) : '')} />}
        {notice && !notice.faults.length && <p role="status">{say(`读到放假 ${notice.year.rest.length} 段、调休上班 ${notice.year.worked.length} 天，见上图。`, `${notice.year.rest.length} runs of days off and ${notice.year.worked.length} days worked; see above.`)}</p>}
      </div>
    </section>
  )
}

function Change({ doc, reset }: { doc: CalendarDoc; reset: () => void }) {
  const { session } = useSeat()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const navigate = useNavigate({ from: '/calendar' })
  const preview = useMutation({
    mutationFn: () => api.post<Preview>('/api/v1/calendar-previews', { calendar: doc, reason: '', rate: 0 }, { key: newKey() }),
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const publish = useMutation({
    mutationFn: (p: { reason: string; rate: number }) => api.post<Published>('/api/v1/calendars', { calendar: doc, ...p }, { key: newKey() }),
    onSuccess: (r) => {
      void message.success(say(`已发布 ${r.reference}`, `${r.reference} is in force`))
      void cache.invalidateQueries({ queryKey: ['calendars'] })
      reset()
      void navigate({ search: (s) => ({ ...s, ref: r.reference, job: r.job }) })
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const ready = preview.data && !preview.data.faults.length
  return (
    <>
      <section className="card">
        <header className="row wrap">
          <h2>{say('发布', 'Publish')}</h2>
          <span className="grow" />
          <Button onClick={reset}>{say('放弃修改', 'Discard')}</Button>
          <Button onClick={() => preview.mutate()} loading={preview.isPending}>{say('预览影响', 'Preview')}</Button>
          <Publish pace label={say('发布新版', 'Publish')} title={say('发布新版工作日历', 'Publish a new calendar')} disabled={!ready} busy={publish.isPending} publish={(reason, rate) => publish.mutateAsync({ reason, rate })} />
        </header>
        <div className="pad stack">
          {!preview.data && <p className="dim">{say('先预览：哪些在办件的期限会变动。', 'Preview first: which open cases would move.')}</p>}
          {preview.data && <Faults faults={preview.data.faults} />}
          {ready && preview.data.moves && <Moves m={preview.data.moves} />}
        </div>
      </section>
      {may(session, 'rule_set.rehearse') && <Rehearsal calendar={doc} />}
    </>
  )
}
