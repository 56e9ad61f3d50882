import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { newKey } from '../../shared/client'
import { api, problemOf } from '../api'
import { say, words } from '../words'
import type { Invited } from './views'

/** Where a link of an administrator leads: the person sets a password. Outside the sign-in. */
export function Invitation({ token }: { token: string }) {
  const [who, setWho] = useState<Invited>()
  const [fault, setFault] = useState('')
  const [done, setDone] = useState(false)
  const [busy, setBusy] = useState(false)
  const path = `/api/v1/invitations/${encodeURIComponent(token)}`
  useEffect(() => {
    api.get<Invited>(path).then(setWho, (e) => setFault(problemOf(e).status === 404 ? say('链接已失效：用过、过期，或已被新链接取代。请联系管理员重新生成。', 'This link is used up, expired, or replaced. Ask the administrator for a new one.') : problemOf(e).say(words.lang)))
  }, [path])
  const submit = async (e: { password: string }) => {
    setBusy(true)
    setFault('')
    try {
      await api.post<Invited>(path, { password: e.password }, { key: newKey(), tries: 1 })
      setDone(true)
    } catch (x) {
      const p = problemOf(x)
      setFault(p.fields?.map((f) => f.detail ?? f.code).join('；') || p.say(words.lang))
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="signin">
      <div className="signin-box">
        <h1>{say('设置密码', 'Set a password')}</h1>
        {fault && <Alert type="error" showIcon role="alert" title={fault} />}
        {done && (
          <>
            <Alert type="success" showIcon role="status" title={say('密码已设置', 'The password is set')} />
            <Button type="primary" size="large" block href={`/desk/?user=${encodeURIComponent(who?.username ?? '')}`}>{say('去登录', 'Sign in')}</Button>
          </>
        )}
        {who && !done && (
          <Form name="invitation" layout="vertical" size="large" requiredMark={false} onFinish={submit}>
            <p>
              {who.name} · <span className="num">{who.username}</span>
            </p>
            <input type="text" name="username" autoComplete="username" value={who.username} readOnly hidden />
            <Form.Item name="password" label={say('新密码（至少 8 个字符）', 'New password, 8 characters or more')} rules={[{ required: true, min: 8, max: 128, message: say('8 至 128 个字符', '8 to 128 characters') }]}>
              <Input.Password autoComplete="new-password" />
            </Form.Item>
            <Form.Item
              name="again"
              label={say('再输一次', 'Once more')}
              dependencies={['password']}
              rules={[({ getFieldValue }) => ({ validator: (_, v) => (v === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(say('两次输入不一致', 'The two differ')))) })]}
            >
              <Input.Password autoComplete="new-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={busy}>{say('设置密码', 'Set the password')}</Button>
          </Form>
        )}
      </div>
    </main>
  )
}
