import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import type { Page } from '../../shared/views'
import { api, problemOf } from '../api'
import { useContract } from '../parts/contract'
import { Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { actWord, kindWord, scopeWord } from '../words/policy'
import type { Person, Policy, Trial } from './views'

/** The policy in force as a matrix of acts and roles, the roles that are kept apart, and a trial: what may this person do with that? */
export function PolicyPage() {
  const { session } = useSeat()
  const read = useQuery({ queryKey: ['policy'], queryFn: ({ signal }) => api.get<Policy>('/api/v1/policy', { signal }) })
  return (
    <div className="page policy">
      <header className="page-head">
        <h1>{say('权限规则', 'Policy')}</h1>
        {read.data && <span className="dim num">{say('版本', 'version')} {read.data.version}</span>}
      </header>
      <Shown read={read}>
        {(p) => (
          <div className="pad people-rows">
            {may(session, 'policy.trial.read') && <TrialCard policy={p} />}
            <Matrix policy={p} />
            <section className="card card-pad">
              <h2>{say('不得由同一人担任', 'Never held by one person')}</h2>
              <ul className="apart">
                {p.apart.map(([a, b]) => (
                  <li key={`${a}${b}`}>
                    {choiceWord('role', a)} <span aria-hidden="true">×</span> {choiceWord('role', b)}
                  </li>
                ))}
              </ul>
              <p className="dim small">{say('申请与审批时各检查一次；已含的下级角色一并计算。', 'Checked when a change is proposed and again when it is agreed to; included roles count.')}</p>
            </section>
          </div>
        )}
      </Shown>
    </div>
  )
}

function Matrix({ policy }: { policy: Policy }) {
  const { kind = 'case' } = useSearch({ from: '/policy' })
  const navigate = useNavigate({ from: '/policy' })
  const contract = useContract()
  const shown = policy.kinds.find((k) => k.name === kind) ?? policy.kinds[0]!
  const lines = policy.lines.filter((l) => l.kind === shown.name)
  const roles = policy.roles.filter((r) => lines.some((l) => l.role === r) && r !== 'system')
  return (
    <section className="card card-pad">
      <div className="row wrap">
        <h2>{say('谁可以做什么', 'Who may do what')}</h2>
        <Select aria-label={say('事项', 'Kind')} value={shown.name} style={{ minWidth: 160 }} onChange={(k) => void navigate({ search: { kind: k } })} options={policy.kinds.map((k) => ({ value: k.name, label: kindWord(k.name) }))} />
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={say('权限矩阵', 'Matrix')}>
        <table className="plain-table policy-matrix">
          <thead>
            <tr>
              <th scope="col">{kindWord(shown.name)}</th>
              {roles.map((r) => (
                <th key={r} scope="col">{r === 'citizen' ? say('市民', 'Citizen') : choiceWord('role', r)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.acts.map((act) => (
              <tr key={act}>
                <th scope="row">
                  {actWord(shown.name, act, contract.act)} <small className="dim">{act}</small>
                </th>
                {roles.map((r) => (
                  <td key={r}>
                    {lines
                      .filter((l) => l.role === r && l.act === act)
                      .map((l) => (
                        <span key={l.scope} className={l.effect === 'deny' ? 'right right-deny' : 'right'}>
                          {l.effect === 'deny' && say('禁 ', 'no ')}
                          {scopeWord(l.scope)}
                        </span>
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {Object.entries(policy.includes).map(([a, b]) => (
        <p key={a} className="dim small">
          {choiceWord('role', a)} {say('同时具有', 'also holds every line of')} {b.map((r) => choiceWord('role', r)).join('、')} {say('的全部规则。', '')}
        </p>
      ))}
    </section>
  )
}

/** Nobody signs in as anybody: the question is asked with the person's roles, and the question is on record. */
function TrialCard({ policy }: { policy: Policy }) {
  const contract = useContract()
  const [find, setFind] = useState('')
  const people = useQuery({ queryKey: ['staff', 'find', find], queryFn: ({ signal }) => api.get<Page<Person>>(`/api/v1/staff?limit=20&q=${encodeURIComponent(find)}`, { signal }), placeholderData: (p) => p })
  const ask = useMutation({ mutationFn: (b: { staff_id: string; kind: string; number?: string }) => api.post<Trial>('/api/v1/policy-trials', { ...b, number: b.number ?? '' }, { key: newKey(), tries: 1 }) })
  const [kind, setKind] = useState('case')
  const fault = ask.error && problemOf(ask.error)
  return (
    <section className="card card-pad">
      <h2>{say('以某人身份试算', 'What may this person do?')}</h2>
      <Form name="trial" layout="inline" initialValues={{ kind }} onFinish={(e: { staff_id: string; kind: string; number?: string }) => { setKind(e.kind); ask.mutate(e) }}>
        <Form.Item name="staff_id" label={say('人员', 'Person')} rules={[{ required: true, message: say('请选择人员', 'Choose a person') }]}>
          <Select style={{ width: 220 }} showSearch={{ filterOption: false, onSearch: setFind }} options={people.data?.items.map((p) => ({ value: p.id, label: `${p.name}（${p.username}）` }))} />
        </Form.Item>
        <Form.Item name="kind" label={say('事项', 'Kind')}>
          <Select style={{ width: 140 }} options={policy.kinds.map((k) => ({ value: k.name, label: kindWord(k.name) }))} />
        </Form.Item>
        <Form.Item name="number" label={say('编号', 'Number')} tooltip={say('工单、留言、会话按编号试算；其他事项不需要编号', 'Cases, messages and talks are asked for by number; other kinds need none')}>
          <Input style={{ width: 180 }} maxLength={60} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={ask.isPending}>{say('试算', 'Ask')}</Button>
      </Form>
      {fault && <Alert className="gap" type="error" showIcon role="alert" title={fault.say(words.lang)} description={fault.fields?.map((f) => f.detail ?? f.code).join('；')} />}
      {ask.data && (
        <table className="plain-table" aria-live="polite">
          <caption>{say(`${ask.data.name} · 规则版本 ${ask.data.version}`, `${ask.data.name} · policy ${ask.data.version}`)}</caption>
          <thead>
            <tr>
              <th scope="col">{say('动作', 'Act')}</th>
              <th scope="col">{say('结论', 'Answer')}</th>
              <th scope="col">{say('依据的规则行', 'Deciding line')}</th>
            </tr>
          </thead>
          <tbody>
            {ask.data.acts.map((a) => (
              <tr key={a.act}>
                <th scope="row">{actWord(kind, a.act, contract.act)}</th>
                <td>{a.allow ? say('✓ 可以', '✓ may') : say('✗ 不可以', '✗ may not')}</td>
                <td className="num">{a.line || say('没有规则允许', 'no line allows it')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
