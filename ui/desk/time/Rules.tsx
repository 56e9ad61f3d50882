import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Select } from 'antd'
import { useMemo, useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { named, say, words } from '../words'
import { Faults } from './Jobs'
import { clean } from './limits'
import { Publish } from './Publish'
import { Rehearsal } from './Rehearsal'
import { RuleForm } from './RuleForm'
import { Sweep } from './Sweep'
import type { Fault, Published, RuleSets, RulesDoc, Version } from './views'

/** The limit rules: every version, the one in force, and a form to make the next. */
export function Rules() {
  const { session } = useSeat()
  const { ref } = useSearch({ from: '/rules' })
  const navigate = useNavigate({ from: '/rules' })
  const read = useQuery({ queryKey: ['rule-sets'], queryFn: ({ signal }) => api.get<RuleSets>('/api/v1/rule-sets', { signal }) })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('时限规则', 'Limit rules')}</h1>
      </header>
      <Shown read={read}>
        {(v) => {
          const shown = v.items.find((i) => i.reference === ref) ?? v.items.find((i) => i.in_force) ?? v.items[0]!
          return (
            <>
              {may(session, 'system.health.read') && <Sweep />}
              <Versions items={v.items} shown={shown} go={(r) => void navigate({ search: { ref: r } })} mayEdit={v.may_edit} />
              <One key={shown.reference} version={shown} all={v} />
              <section className="card">
                <header><h2>{say('启用记录', 'What was in force')}</h2></header>
                {v.history.length === 0 ? (
                  <p className="pad dim">{say('一直沿用随系统发布的规则', 'The rules that came with the system, since the start')}</p>
                ) : (
                  <ul className="pad small stack">
                    {v.history.map((h) => (
                      <li key={h.at} className="num">{dayTime(h.at, words.lang)} · {h.reference} · {h.by_name} · {h.reason}</li>
                    ))}
                  </ul>
                )}
              </section>
            </>
          )
        }}
      </Shown>
    </div>
  )
}

const nameOf = (v: Version) => `${say(v.name, v.name_en)} ${v.reference}`

function Versions({ items, shown, go, mayEdit }: { items: Version[]; shown: Version; go: (ref: string) => void; mayEdit: boolean }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const adopt = useMutation({
    mutationFn: (reason: string) => api.post<Published>(`/api/v1/rule-sets/${encodeURIComponent(shown.reference)}/adopt`, { reason }, { key: newKey() }),
    onSuccess: () => {
      void message.success(say('已启用，新登记的诉求按此计时', 'In force for new cases'))
      void cache.invalidateQueries({ queryKey: ['rule-sets'] })
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  return (
    <section className="card">
      <div className="pad row wrap">
        <label htmlFor="rule-version" className="strong">{say('版本', 'Version')}</label>
        <Select
          id="rule-version"
          style={{ minWidth: 300 }}
          value={shown.reference}
          onChange={go}
          options={items.map((i) => ({ value: i.reference, label: nameOf(i) + (i.in_force ? say('（现行）', ' (in force)') : '') }))}
        />
        {shown.in_force && <span className="flag flag-green">{say('现行', 'In force')}</span>}
        {shown.embedded && <span className="flag">{say('随系统发布', 'With the system')}</span>}
        {shown.published_at && <span className="dim small">{dayTime(shown.published_at, words.lang)} · {shown.published_by} · {shown.reason}</span>}
        <span className="grow" />
        {mayEdit && !shown.in_force && !shown.outdated && (
          <Publish primary={false} label={say('启用此版', 'Put in force')} title={say(`启用 ${nameOf(shown)}`, `Put ${nameOf(shown)} in force`)} busy={adopt.isPending} publish={(r) => adopt.mutateAsync(r)} />
        )}
      </div>
      <p className="pad small dim">{say('新登记的诉求按现行版本计时；已在办的诉求一直按登记时的版本。', 'New cases are clocked by the version in force; open cases stay with theirs.')}</p>
    </section>
  )
}

function One({ version, all }: { version: Version; all: RuleSets }) {
  const read = useQuery({ queryKey: ['rule-set', version.reference], queryFn: ({ signal }) => api.get<RulesDoc>(`/api/v1/rule-sets/${encodeURIComponent(version.reference)}`, { signal }), staleTime: Infinity })
  return <Shown read={read}>{(d) => <Edit doc={d} version={version} all={all} />}</Shown>
}

function Edit({ doc, version, all }: { doc: RulesDoc; version: Version; all: RuleSets }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const navigate = useNavigate({ from: '/rules' })
  const [draft, setDraft] = useState(doc)
  const [faults, setFaults] = useState<Fault[]>()
  const edit = all.may_edit && !version.outdated
  const body = useMemo(() => ({ ...draft, limits: draft.limits.map(clean) }), [draft])
  const dirty = JSON.stringify(draft) !== JSON.stringify(doc)
  const check = useMutation({
    mutationFn: () => api.post<{ faults: Fault[] }>('/api/v1/rule-set-checks', { rules: body, reason: '' }, { key: newKey() }),
    onSuccess: (r) => {
      setFaults(r.faults)
      if (!r.faults.length) void message.success(say('检查通过，没有缺口', 'No faults, no holes'))
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const publish = useMutation({
    mutationFn: (reason: string) => api.post<Published>('/api/v1/rule-sets', { rules: body, reason }, { key: newKey() }),
    onSuccess: (r) => {
      void message.success(say(`已发布 ${r.reference}，立即生效`, `${r.reference} is in force`))
      void cache.invalidateQueries({ queryKey: ['rule-sets'] })
      void navigate({ search: { ref: r.reference } })
    },
    onError: (e) => {
      const p = problemOf(e)
      setFaults(p.fields.map((f) => ({ field: f.name, zh: f.detail ?? f.code, en: f.detail ?? f.code })))
      void message.error(p.say(words.lang))
    },
  })
  const clockName = (c: string) => {
    const w = all.clocks.find((k) => k.name === c)
    return w ? named(w) : c
  }
  return (
    <>
      <section className="card">
        <header className="row wrap">
          <h2>{edit ? say('编辑', 'Edit') : say('内容', 'Content')}</h2>
          {dirty && <span className="flag flag-yellow">{say('未发布的修改', 'Not published')}</span>}
          <span className="grow" />
          {edit && (
            <>
              <Button onClick={() => check.mutate()} loading={check.isPending}>{say('检查', 'Check')}</Button>
              <Button disabled={!dirty} onClick={() => { setDraft(doc); setFaults(undefined) }}>{say('还原', 'Reset')}</Button>
              <Publish label={say('发布新版', 'Publish')} title={say('发布新版时限规则', 'Publish a new version')} busy={publish.isPending} publish={(r) => publish.mutateAsync(r)} />
            </>
          )}
        </header>
        <div className="pad stack">
          {faults && <Faults faults={faults} line={(f) => (f.line ? say(`第 ${f.line} 行：`, `Line ${f.line}: `) : '')} />}
          <RuleForm doc={draft} all={all} edit={edit} change={setDraft} bad={new Set((faults ?? []).filter((f) => f.field === 'limits' && f.line).map((f) => f.line! - 1))} />
        </div>
      </section>
      {all.may_try && !version.outdated && <Rehearsal rules={body} clockName={clockName} />}
    </>
  )
}
