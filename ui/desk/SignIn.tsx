import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { newKey } from '../shared/client'
import { duration } from '../shared/format'
import type { City, DemoAccount, Session } from '../shared/views'
import { api, live, problemOf } from './api'
import { say, t, words } from './words'
import { choiceWord } from './words/choices'

interface Fields {
  username: string
  password: string
}

interface Refusal {
  text: string
  /** when it makes sense to try again, milliseconds */
  until?: number
}

/** Account and password; where demonstration data were loaded their accounts can be picked. `?user=` fills the account in. */
export function SignIn({ onSignedIn }: { onSignedIn: (s: Session) => void }) {
  const [form] = Form.useForm<Fields>()
  const [city, setCity] = useState<City>()
  const [demo, setDemo] = useState<DemoAccount[]>([])
  const [refusal, setRefusal] = useState<Refusal>()
  const [now, setNow] = useState(Date.now)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    api.get<City>('/api/v1/city').then(setCity, () => undefined)
    api.get<{ items: DemoAccount[] }>('/api/v1/session/accounts').then((r) => setDemo(r.items), () => setDemo([]))
  }, [])
  const until = refusal?.until
  useEffect(() => {
    if (!until) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [until])
  const left = until ? Math.ceil((until - now) / 1000) : 0
  const submit = async (f: Fields) => {
    setBusy(true)
    setRefusal(undefined)
    try {
      const s = await api.post<Session>('/api/v1/session', f, { key: newKey(), tries: 2 })
      live.restart()
      onSignedIn(s)
    } catch (e) {
      const p = problemOf(e)
      setNow(Date.now())
      setRefusal({ text: p.say(words.lang), until: p.retryAfter ? Date.now() + p.retryAfter * 1000 : undefined })
    } finally {
      setBusy(false)
    }
  }
  const pick = (a: DemoAccount) => {
    form.setFieldsValue({ username: a.username, password: a.password ?? '' })
    form.focusField('password')
  }
  return (
    <main className="signin">
      <div className="signin-box">
        <header>
          <Mark />
          <div>
            <h1>{city ? `${words.pick(city.name, city.name_en)} 12345` : '12345'}</h1>
            <p>{say('政务服务便民热线 · 工作台', 'Citizens’ hotline · staff desk')}</p>
          </div>
          <Button type="text" size="small" onClick={() => void words.set(words.lang === 'en' ? 'zh' : 'en')}>
            {words.lang === 'en' ? '中文' : 'English'}
          </Button>
        </header>
        <Form form={form} name="signin" layout="vertical" size="large" requiredMark={false} onFinish={submit} initialValues={{ username: new URLSearchParams(location.search).get('user') ?? '', password: '' }}>
          <Form.Item name="username" label={t('signin.username')} rules={[{ required: true, message: t('signin.username.required') }]}>
            <Input autoComplete="username" maxLength={64} autoFocus />
          </Form.Item>
          <Form.Item name="password" label={t('signin.password')} rules={[{ required: true, message: t('signin.password.required') }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {refusal && (
            <Alert
              type="error"
              showIcon
              role="alert"
              style={{ marginBottom: 16 }}
              title={refusal.text}
              description={left > 0 ? say(`请在 ${duration(left, 'zh')} 后再试`, `Try again in ${duration(left, 'en')}`) : undefined}
            />
          )}
          <Button type="primary" htmlType="submit" block loading={busy} disabled={left > 0}>
            {t('signin.submit')}
          </Button>
        </Form>
        {demo.length > 0 && (
          <section className="signin-demo" aria-label={t('signin.demo')}>
            <p>
              {t('signin.demo')} · {say('口令', 'password')} <code>shifan-12345</code>
            </p>
            <div className="signin-cards">
              {demo.map((a) => (
                <button type="button" key={a.username} onClick={() => pick(a)}>
                  <span className="strong">{a.roles.map((r) => choiceWord('role', r)).join('、') || a.title}</span>
                  <span className="dim">
                    {a.name} · {a.department}
                  </span>
                </button>
              ))}
            </div>
          </section>
        )}
      </div>
    </main>
  )
}

/** The house's mark: a receiver and a voice. */
export function Mark({ size = 36 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 36 36" aria-hidden="true">
      <rect width="36" height="36" rx="9" fill="#0b57c2" />
      <path d="M9 14c0-2 1-4 3-4h2l2 5-2 2c1 3 3 5 6 6l2-2 5 2v2c0 2-2 3-4 3C15 28 9 21 9 14z" fill="#fff" />
      <path d="M21 9a8 8 0 0 1 7 7M21 13a4 4 0 0 1 3 3" stroke="#fff" strokeWidth="2" fill="none" strokeLinecap="round" />
    </svg>
  )
}
