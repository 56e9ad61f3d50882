import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { Area } from '../parts/Area'
import { useDepartments } from '../parts/contract'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Rights } from './Rights'
import type { Change, PersonState } from './views'

export const decisionWord = (d: string) => ({ open: say('待审批', 'Waiting'), approved: say('已同意', 'Agreed'), rejected: say('未同意', 'Refused'), withdrawn: say('已撤回', 'Taken back') })[d] ?? d

/** One proposal: what was, what shall be, what it gives and takes, and the decision. */
export function ChangeCard({ v, folded }: { v: Change; folded?: boolean }) {
  const cache = useQueryClient()
  const [note, setNote] = useState('')
  const decide = useMutation({
    mutationFn: (act: string) => api.post(`/api/v1/access-changes/${v.id}/actions/${act}`, { note: note.trim() }, { key: newKey() }),
    onSettled: () => {
      for (const name of ['access', 'staff', 'person']) void cache.invalidateQueries({ queryKey: [name] })
    },
  })
  const may = (a: string) => v.allowed_actions.includes(a)
  const rows = differences(v.before, v.after)
  const departments = useDepartments().data
  const show = (name: string, x: PersonState | undefined) => (x ? stateWord(name, x, (id) => departments?.find((d) => d.id === id || d.path === id)?.short_name ?? id) : '—')
  return (
    <article className="card card-pad access-change">
      <header className="row wrap">
        <h3>{v.before ? say(`变更 ${v.after.name}`, `Change ${v.after.name}`) : say(`新增 ${v.after.name}`, `New: ${v.after.name}`)}</h3>
        <span className="num dim">{v.username}</span>
        <span className="grow" />
        <span className={v.decision === 'open' ? 'stage' : 'stage stage-final'}>{decisionWord(v.decision)}</span>
      </header>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{say('项目', 'What')}</th>
            <th scope="col">{say('现在', 'Now')}</th>
            <th scope="col">{say('改为', 'Then')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((name) => (
            <tr key={name}>
              <th scope="row">{fieldWord(name)}</th>
              <td>{show(name, v.before)}</td>
              <td>{show(name, v.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {folded ? (
        <details>
          <summary>{say('权限变化', 'Rights')}</summary>
          <Rights gained={v.gained} lost={v.lost} />
        </details>
      ) : (
        <Rights gained={v.gained} lost={v.lost} />
      )}
      <p className="small">
        {say('理由', 'Reason')}：{v.reason}
        <br />
        <span className="dim">
          {say('提出', 'Proposed')} {v.proposed_by} · {dayTime(v.proposed_at, words.lang)}
          {v.decided_at && ` · ${decisionWord(v.decision)} ${v.decided_by ?? ''} · ${dayTime(v.decided_at, words.lang)}`}
        </span>
        {v.note && (
          <>
            <br />
            {say('意见', 'Note')}：{v.note}
          </>
        )}
      </p>
      {decide.error && <Alert type="error" showIcon role="alert" title={problemOf(decide.error).say(words.lang)} description={problemOf(decide.error).fields?.map((f) => f.detail ?? f.code).join('；')} />}
      {v.allowed_actions.length > 0 && (
        <footer className="row wrap">
          {may('approve') && <Area from={1} to={4} aria-label={say('审批意见', 'Note')} placeholder={say('意见（不同意时必填）', 'Note (needed to refuse)')} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />}
          {may('approve') && <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate('approve')}>{say('同意并生效', 'Agree, in force now')}</Button>}
          {may('reject') && <Button danger disabled={!note.trim()} loading={decide.isPending} onClick={() => decide.mutate('reject')}>{say('不同意', 'Refuse')}</Button>}
          {may('withdraw') && <Button loading={decide.isPending} onClick={() => decide.mutate('withdraw')}>{say('撤回', 'Take back')}</Button>}
        </footer>
      )}
    </article>
  )
}

const fields = ['name', 'title', 'department', 'roles', 'clearance', 'disabled'] as const

function differences(was: PersonState | undefined, to: PersonState): string[] {
  return fields.filter((f) => JSON.stringify(was?.[f]) !== JSON.stringify(to[f]) && !(was === undefined && !to[f]))
}

const fieldWord = (f: string) => ({ name: say('姓名', 'Name'), title: say('职务', 'Title'), department: say('单位', 'Department'), roles: say('角色', 'Roles'), clearance: say('保密件', 'Confidential'), disabled: say('账号', 'Account') })[f] ?? f

function stateWord(f: string, s: PersonState, unit: (id: string) => string): string {
  switch (f) {
    case 'roles':
      return s.roles.map((b) => `${choiceWord('role', b.role)}（${unit(b.dept_path)}）`).join('、') || say('无', 'none')
    case 'department':
      return unit(s.department)
    case 'clearance':
      return s.clearance ? say('可看', 'may read') : say('不可看', 'may not')
    case 'disabled':
      return s.disabled ? say('停用', 'disabled') : say('启用', 'enabled')
    default:
      return String(s[f as 'name'] ?? '') || '—'
  }
}
