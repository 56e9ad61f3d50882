import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Select, Switch, TreeSelect } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import { api, problemOf } from '../api'
import { departmentTree, treeOf, useDepartments } from '../parts/contract'
import { Area } from '../parts/Area'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Rights } from './Rights'
import type { PersonState, Preview } from './views'

/** The roles a person can be given, in the order of the permission matrix. */
export const roleNames = ['agent', 'dispatcher', 'reviewer', 'dept_staff', 'dept_lead', 'supervisor', 'surveyor', 'editor', 'analyst', 'auditor', 'admin', 'security']

interface Props {
  /** absent for a new person */
  person?: { id: string; username: string; rev: number; state: PersonState }
  close: () => void
  done: (staff: string) => void
}

interface Entered extends Omit<PersonState, 'clearance' | 'roles'> {
  username: string
  clearance: boolean
  roles: { role?: string; dept_path?: string }[]
  reason: string
}

const blank: PersonState = { name: '', title: '', department: '', clearance: 0, disabled: false, roles: [] }

/** Proposes a change of a person, or a new one. What it would give and take is shown before it is sent; somebody else agrees to it. */
export function PersonForm({ person, close, done }: Props) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [form] = Form.useForm<Entered>()
  const departments = useDepartments().data
  const was = person?.state ?? blank
  const [preview, setPreview] = useState<Preview>()
  const key = useRef('')
  const body = (e: Entered) => ({
    staff_id: person?.id ?? '',
    username: person?.username ?? (e.username ?? '').trim(),
    rev: person?.rev ?? 0,
    reason: (e.reason ?? '').trim(),
    after: {
      name: (e.name ?? '').trim(),
      title: (e.title ?? '').trim(),
      department: e.department ?? '',
      clearance: e.clearance ? 1 : 0,
      disabled: !!e.disabled,
      roles: (e.roles ?? []).filter((r) => r.role && r.dept_path) as PersonState['roles'],
    },
  })
  const look = useMutation({
    mutationFn: (e: Entered) => api.post<Preview>('/api/v1/access-previews', { ...body(e), reason: '' }, { key: newKey(), tries: 1 }),
    onSuccess: setPreview,
    onError: () => setPreview(undefined),
  })
  const send = useMutation({
    mutationFn: (e: Entered) => api.post<{ staff_id: string }>('/api/v1/access-changes', body(e), { key: (key.current ||= newKey()) }),
    onSuccess: (a) => {
      void message.success(say('已提交，等待安全管理员审批', 'Sent; the security administrator decides'))
      for (const name of ['access', 'staff', 'person']) void cache.invalidateQueries({ queryKey: [name] })
      done(a.staff_id)
    },
    onError: (e) => {
      key.current = ''
      const p = problemOf(e)
      form.setFields((p.fields ?? []).filter((f) => f.name !== 'roles').map((f) => ({ name: f.name as keyof Entered, errors: [f.detail ?? f.code] })))
    },
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changed = (e: Entered) => {
    clearTimeout(timer.current)
    key.current = ''
    timer.current = setTimeout(() => look.mutate(e), 400)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const paths = treeOf(departments ?? [], (d) => d.path, (d) => departments?.find((x) => x.id === d.parent_id)?.path, (d) => d.short_name)
  const faults = (preview?.faults ?? []).filter((f) => f.name === 'roles')
  return (
    <Drawer
      open
      size={560}
      title={person ? say(`变更 ${was.name}`, `Change ${was.name}`) : say('新增人员', 'A new person')}
      onClose={close}
      footer={
        <div className="row">
          <span className="grow" />
          <Button onClick={close}>{say('取消', 'Cancel')}</Button>
          <Button type="primary" loading={send.isPending} disabled={faults.length > 0} onClick={() => form.submit()}>
            {say('提交审批', 'Send for approval')}
          </Button>
        </div>
      }
    >
      <Form
        form={form}
        name="person"
        layout="vertical"
        requiredMark={false}
        initialValues={{ ...was, department: was.department || undefined, clearance: was.clearance > 0, username: person?.username }}
        onValuesChange={(_, all) => changed(all as Entered)}
        onFinish={(e) => send.mutate(e)}
      >
        {!person && (
          <Form.Item name="username" label={say('账号', 'User name')} rules={[{ required: true, pattern: /^[a-z][a-z0-9._-]{1,31}$/, message: say('2 至 32 个小写字母、数字、点、横线，以字母开头', '2 to 32 of a–z, 0–9, dot and dash, a letter first') }]}>
            <Input autoComplete="off" maxLength={32} />
          </Form.Item>
        )}
        <Form.Item name="name" label={say('姓名', 'Name')} rules={[{ required: true, whitespace: true, message: say('请填写姓名', 'A name is needed') }]}>
          <Input maxLength={20} autoComplete="off" />
        </Form.Item>
        <Form.Item name="title" label={say('职务', 'Title')}>
          <Input maxLength={30} autoComplete="off" />
        </Form.Item>
        <Form.Item name="department" label={say('单位', 'Department')} rules={[{ required: true, message: say('请选择单位', 'Choose a department') }]}>
          <TreeSelect treeData={departmentTree(departments)} showSearch={{ treeNodeFilterProp: 'title' }} treeDefaultExpandAll />
        </Form.Item>
        <fieldset className="bindings">
          <legend>{say('角色', 'Roles')}</legend>
          <Form.List name="roles">
            {(rows, { add, remove }) => (
              <>
                {rows.map((r, i) => (
                  <div key={r.key} className="row">
                    <Form.Item name={[r.name, 'role']} noStyle rules={[{ required: true, message: say('请选择角色', 'Choose a role') }]}>
                      <Select style={{ width: 150 }} aria-label={say(`角色 ${i + 1}`, `Role ${i + 1}`)} options={roleNames.map((v) => ({ value: v, label: choiceWord('role', v) }))} />
                    </Form.Item>
                    <Form.Item name={[r.name, 'dept_path']} noStyle rules={[{ required: true, message: say('请选择单位', 'Choose a department') }]}>
                      <TreeSelect className="grow" aria-label={say(`角色 ${i + 1} 所在单位`, `Department of role ${i + 1}`)} treeData={paths} showSearch={{ treeNodeFilterProp: 'title' }} treeDefaultExpandAll />
                    </Form.Item>
                    <Button aria-label={say(`去掉角色 ${i + 1}`, `Take role ${i + 1} away`)} onClick={() => remove(r.name)}>
                      ×
                    </Button>
                  </div>
                ))}
                <Button onClick={() => add({ dept_path: departments?.find((d) => d.id === form.getFieldValue('department'))?.path })}>{say('加一个角色', 'Add a role')}</Button>
              </>
            )}
          </Form.List>
        </fieldset>
        <div className="row wrap">
          <Form.Item name="clearance" valuePropName="checked" label={say('可看保密件', 'May read confidential cases')}>
            <Switch />
          </Form.Item>
          {person && (
            <Form.Item name="disabled" valuePropName="checked" label={say('停用账号', 'Disable the account')}>
              <Switch />
            </Form.Item>
          )}
        </div>
        <section aria-live="polite" className="preview">
          {faults.map((f) => (
            <Alert key={f.detail ?? f.code} type="error" showIcon title={f.detail ?? f.code} />
          ))}
          {preview && <Rights gained={preview.gained} lost={preview.lost} />}
          {preview && person && <InHand hands={preview.hands} leaving={!!form.getFieldValue('disabled') || preview.lost.length > 0} />}
        </section>
        <Form.Item name="reason" label={say('理由（记入台账）', 'Reason (on record)')} rules={[{ required: true, whitespace: true, message: say('请填写理由', 'A reason is needed') }]}>
          <Area from={2} to={6} maxLength={500} />
        </Form.Item>
        {send.error && <Alert type="error" showIcon role="alert" title={problemOf(send.error).say(words.lang)} />}
      </Form>
    </Drawer>
  )
}

/** What the person holds, when a change may leave it without anybody. */
export function InHand({ hands, leaving }: { hands: Preview['hands']; leaving: boolean }) {
  const n = hands.cases + hands.talks + hands.calls
  if (!n) return null
  return (
    <Alert
      type={leaving ? 'warning' : 'info'}
      showIcon
      title={say(`手上有工单 ${hands.cases} 件、会话 ${hands.talks} 个、来电 ${hands.calls} 个`, `In hand: ${hands.cases} cases, ${hands.talks} talks, ${hands.calls} calls`)}
      description={leaving && say('请先由其单位改派或交班', 'Let the unit assign them anew first')}
    />
  )
}
