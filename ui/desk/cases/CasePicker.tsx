import { useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useContext, useState } from 'react'
import { dayTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { useContract } from '../parts/contract'
import { Fault, Rows } from '../parts/States'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { OfCase } from './ofcase'
import { useCase } from './read'

interface Props {
  /** id of the case that was found */
  value?: string
  onChange?: (id?: string) => void
  label: string
  /** offers the cases that this one is joined with, and no others */
  joined?: boolean
}

/** Names another case by its number, and shows it beside the one at hand before anything is done. */
export function CasePicker({ value, onChange, label, joined }: Props) {
  const of = useContext(OfCase)
  const cache = useQueryClient()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const near = joined ? [...(of?.links ?? []), ...(of?.members ?? [])] : (of?.earlier ?? []).slice(0, 4)
  const find = async (number: string) => {
    setProblem(undefined)
    onChange?.(undefined)
    if (!number.trim()) return
    setBusy(true)
    try {
      const r = await cache.fetchQuery({ queryKey: ['number', number.trim()], queryFn: () => api.get<{ kind: string; id: string }>(`/api/v1/numbers/${encodeURIComponent(number.trim())}`) })
      if (r.kind !== 'case') setProblem(say('这是留言的编号，不是工单', 'That is a message, not a case'))
      else if (r.id === of?.id) setProblem(say('这是本件自己', 'That is this case itself'))
      else onChange?.(r.id)
    } catch (e) {
      setProblem(problemOf(e).say(words.lang))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="casepicker">
      {!joined && <Input.Search allowClear loading={busy} aria-label={label} placeholder={say('输入工单号，回车查找', 'A case number, then Enter')} onSearch={(v) => void find(v)} status={problem ? 'error' : undefined} enterButton={say('查找', 'Find')} />}
      {problem && (
        <p className="small bad" role="alert">
          {problem}
        </p>
      )}
      {near.length > 0 && (
        <div className="row wrap" role="group" aria-label={joined ? say('已关联的工单', 'Joined cases') : say('同一电话的工单', 'Cases of the same phone')}>
          {near.map((r) => (
            <button key={r.id} type="button" className="chip" aria-pressed={value === r.id} onClick={() => onChange?.(r.id)}>
              {r.title} <span className="num">{r.number}</span>
            </button>
          ))}
        </div>
      )}
      {value && (
        <div className="beside">
          {of && <One id={of.id} here />}
          <One id={value} />
        </div>
      )}
    </div>
  )
}

function One({ id, here = false }: { id: string; here?: boolean }) {
  const c = useContract()
  const read = useCase(id)
  const v = read.data
  if (!v) return read.error ? <Fault error={read.error} /> : <Rows n={1} />
  return (
    <section className="beside-one" aria-label={here ? say('本件', 'This case') : say('找到的工单', 'The case found')}>
      <p className="small dim">{here ? say('本件', 'This case') : say('找到的工单', 'Found')}</p>
      <p className="strong">{v.title}</p>
      <p className="small">
        <span className="num">{v.number}</span> <span className="stage">{c.stage('case', v.stage)}</span>
      </p>
      <p className="small matter">{v.content}</p>
      <p className="small dim">{[choiceWord('district', v.district), v.place, v.class_name, v.department_name, dayTime(v.registered_at, words.lang)].filter(Boolean).join(' · ')}</p>
    </section>
  )
}
