import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Input } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import type { Page } from '../../shared/views'
import { api, problemOf } from '../api'
import { useAddress } from '../list/address'
import { useKeyset } from '../list/keyset'
import { ListPage } from '../list/ListPage'
import { departmentTree, useDepartments } from '../parts/contract'
import { Empty, Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { ChangeCard } from './ChangeCard'
import { InHand, PersonForm, roleNames } from './PersonForm'
import type { Change, Invitation, Person, PersonFile } from './views'

/** Who works in the house and which role they hold where: proposals by the system administrator, decisions by the security administrator. */
export function People() {
  const address = useAddress()
  const { session } = useSeat()
  const { show, department, role, q, disabled } = address.search
  const departments = useDepartments().data
  const [adding, setAdding] = useState(false)
  const changes = show === 'open' || show === 'decided'
  const people = useKeyset<Person>('staff', '/api/v1/staff', { department, role, q, disabled })
  const waiting = useQuery({ queryKey: ['access', 'open'], queryFn: ({ signal }) => api.get<Page<Change>>('/api/v1/access-changes?show=open', { signal }) })
  const tabs = [
    { label: say('人员', 'People'), search: {}, on: !changes },
    { label: `${say('待审批', 'Waiting')} ${waiting.data?.items.length ?? ''}`.trim(), search: { show: 'open' }, on: show === 'open' },
    { label: say('变更记录', 'Changes'), search: { show: 'decided' }, on: show === 'decided' },
  ]
  if (changes)
    return (
      <div className="page people">
        <header className="page-head">
          <h1>{say('人员与角色', 'People and roles')}</h1>
        </header>
        <nav className="stagetabs pad" aria-label={say('范围', 'Scope')}>
          {tabs.map((t) => (
            <Link key={t.label} to="." search={t.search as never} className={t.on ? 'on' : undefined} activeProps={{}} aria-current={t.on ? 'page' : undefined}>
              {t.label}
            </Link>
          ))}
        </nav>
        <Changes show={show} />
      </div>
    )
  return (
    <ListPage<Person>
      name="people"
      title={say('人员与角色', 'People and roles')}
      label={say('人员列表', 'People')}
      detailLabel={say('人员', 'Person')}
      address={address}
      tabs={tabs}
      actions={may(session, 'staff.edit') && <Button size="small" type="primary" onClick={() => setAdding(true)}>{say('新增人员', 'Add a person')}</Button>}
      filters={[
        { kind: 'text', name: 'q', label: say('姓名或账号', 'Name'), placeholder: say('姓名或账号', 'Name') },
        { kind: 'tree', name: 'department', label: say('单位', 'Department'), tree: departmentTree(departments) },
        { kind: 'select', name: 'role', label: say('角色', 'Role'), options: roleNames.map((v) => ({ value: v, label: choiceWord('role', v) })) },
        { kind: 'flag', name: 'disabled', label: say('含停用', 'Disabled too') },
      ]}
      read={people}
      id={(p) => p.id}
      card={(p) => <PersonCard p={p} />}
      empty={say('没有符合条件的人员', 'Nobody matches')}
      detail={address.id && <Detail id={address.id} close={() => address.open()} />}
    >
      {adding && <PersonForm close={() => setAdding(false)} done={() => { setAdding(false); address.show({ show: 'open' }) }} />}
    </ListPage>
  )
}

function PersonCard({ p }: { p: Person }) {
  return (
    <>
      <span className="item-top">
        <span className="item-title">{p.name}</span>
        {p.proposal && <span className="stage">{say('变更待审批', 'Change waits')}</span>}
        {p.disabled_at && <span className="stage stage-final">{say('已停用', 'Disabled')}</span>}
        {!p.has_password && !p.disabled_at && <span className="stage">{say('未设密码', 'No password yet')}</span>}
      </span>
      <span className="item-sub">
        <span className="num">{p.username}</span>
        <span>{p.department}</span>
        <span>{[...new Set(p.roles.map((r) => choiceWord('role', r.role)))].join('、') || say('无角色', 'no role')}</span>
      </span>
    </>
  )
}

function Changes({ show }: { show: string }) {
  const read = useKeyset<Change>('access', '/api/v1/access-changes', { show }, 30)
  return (
    <Shown read={{ data: read.items, error: read.error, isPending: read.pending, refetch: read.again }}>
      {(items) => (
        <div className="pad people-rows">
          {items.length === 0 && <Empty text={show === 'open' ? say('没有等待审批的变更', 'No change waits') : say('还没有变更记录', 'Nothing was changed yet')} />}
          {items.map((v) => (
            <ChangeCard key={v.id} v={v} folded={show !== 'open'} />
          ))}
          {read.more && <Button loading={read.moreBusy} onClick={read.more}>{say('更多', 'More')}</Button>}
        </div>
      )}
    </Shown>
  )
}

function Detail({ id, close }: { id: string; close: () => void }) {
  const read = useQuery({ queryKey: ['person', id], queryFn: ({ signal }) => api.get<PersonFile>(`/api/v1/staff/${id}`, { signal }) })
  return <Shown read={read}>{(v) => <Body key={v.id} v={v} close={close} />}</Shown>
}

function Body({ v, close }: { v: PersonFile; close: () => void }) {
  const departments = useDepartments().data
  const [changing, setChanging] = useState(false)
  const unit = (path: string) => departments?.find((d) => d.path === path)?.short_name ?? path
  const open = v.changes.filter((c) => c.decision === 'open')
  const past = v.changes.filter((c) => c.decision !== 'open')
  return (
    <div className="detail">
      <header className="detail-head">
        <div className="row wrap">
          <h2>{v.name}</h2>
          <span className="num dim">{v.username}</span>
          {v.disabled_at && <span className="stage stage-final">{say('已停用', 'Disabled')} {dayTime(v.disabled_at, words.lang)}</span>}
          <span className="grow" />
          {v.may_edit && <Button type="primary" disabled={open.length > 0} onClick={() => setChanging(true)}>{say('申请变更', 'Propose a change')}</Button>}
          <Button type="text" aria-label={say('关闭', 'Close')} onClick={close}>×</Button>
        </div>
        <p className="dim">
          {v.title && `${v.title} · `}
          {v.department} · {v.clearance ? say('可看保密件', 'reads confidential cases') : say('不可看保密件', 'no confidential cases')}
          {v.last_seen && ` · ${say('最近在线', 'last seen')} ${dayTime(v.last_seen, words.lang)}`}
        </p>
      </header>
      <InHand hands={v.hands} leaving={!!v.disabled_at} />
      {open.map((c) => (
        <ChangeCard key={c.id} v={c} />
      ))}
      {v.may_invite && !v.disabled_at && <Invite v={v} />}
      <section className="card card-pad">
        <h3>{say('角色（现在与过去）', 'Roles, now and before')}</h3>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{say('角色', 'Role')}</th>
              <th scope="col">{say('单位', 'Department')}</th>
              <th scope="col">{say('自', 'From')}</th>
              <th scope="col">{say('至', 'To')}</th>
            </tr>
          </thead>
          <tbody>
            {v.bindings.map((b) => (
              <tr key={`${b.role}${b.dept_path}${b.from}`} className={b.to ? 'dim' : undefined}>
                <td>{choiceWord('role', b.role)}</td>
                <td>{unit(b.dept_path)}</td>
                <td className="num">{dayTime(b.from, words.lang)}</td>
                <td className="num">{b.to ? dayTime(b.to, words.lang) : say('现行', 'in force')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {past.map((c) => (
        <ChangeCard key={c.id} v={c} folded />
      ))}
      {changing && <PersonForm person={{ id: v.id, username: v.username, rev: v.rev, state: v.state }} close={() => setChanging(false)} done={() => setChanging(false)} />}
    </div>
  )
}

/** A link by which the person sets a password: shown once, to be handed over in person or by a trusted way. */
function Invite({ v }: { v: PersonFile }) {
  const { message } = App.useApp()
  const make = useMutation({ mutationFn: () => api.post<Invitation>(`/api/v1/staff/${v.id}/invitations`, {}, { key: newKey() }) })
  const link = make.data && new URL(make.data.path, location.origin).href
  return (
    <section className="card card-pad">
      <h3>{v.has_password ? say('重设密码', 'New password') : say('首次登录', 'First sign-in')}</h3>
      {make.error && <Alert type="error" showIcon role="alert" title={problemOf(make.error).say(words.lang)} />}
      {link ? (
        <>
          <p className="small">{say(`把链接当面交给本人，只显示这一次，${dayTime(make.data!.expires_at, words.lang)} 前有效，用后失效。`, `Hand this link to the person. It is shown this once, works once, until ${dayTime(make.data!.expires_at, words.lang)}.`)}</p>
          <div className="row">
            <Input readOnly value={link} aria-label={say('邀请链接', 'Link')} onFocus={(e) => e.target.select()} />
            <Button onClick={() => void navigator.clipboard?.writeText(link).then(() => message.success(say('已复制', 'Copied')))}>{say('复制', 'Copy')}</Button>
          </div>
        </>
      ) : (
        <div className="row wrap">
          <p className="small dim grow">{say('生成一次性链接，由本人设置密码；管理员不经手密码。设置后原有登录全部退出。', 'Makes a link that works once; the person sets the password. Sign-ins there were end with it.')}</p>
          <Button loading={make.isPending} onClick={() => make.mutate()}>{say('生成链接', 'Make a link')}</Button>
        </div>
      )}
    </section>
  )
}
