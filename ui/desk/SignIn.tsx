import { Alert, Button, Card, Flex, Form, Input, Typography } from 'antd'
import { useEffect, useState } from 'react'
import { newKey } from '../shared/client'
import { Problem } from '../shared/problem'
import type { City, DemoAccount, Session } from '../shared/types'
import { api, live } from './api'
import { t, words } from './words'

interface Fields {
  username: string
  password: string
}

/** Account and password; where demonstration data were loaded their accounts can be picked. `?user=` fills the account in. */
export function SignIn({ onSignedIn }: { onSignedIn: (s: Session) => void }) {
  const [form] = Form.useForm<Fields>()
  const [city, setCity] = useState<City>()
  const [demo, setDemo] = useState<DemoAccount[]>([])
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    api.get<City>('/api/v1/city').then(setCity, () => undefined)
    api.get<{ items: DemoAccount[] }>('/api/v1/session/accounts').then((r) => setDemo(r.items), () => setDemo([]))
  }, [])
  const submit = async (f: Fields) => {
    setBusy(true)
    setProblem(undefined)
    try {
      const s = await api.post<Session>('/api/v1/session', f, { key: newKey(), tries: 2 })
      live.restart()
      onSignedIn(s)
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e.say(words.lang))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Flex component="main" vertical align="center" justify="center" gap={16} style={{ minHeight: '100vh', background: 'var(--page)', padding: 16 }}>
      <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
        {city ? `${words.pick(city.name, city.name_en)} 12345` : '12345'}
      </Typography.Title>
      <Card style={{ width: 380, maxWidth: '100%' }} title={t('signin.title')}>
        <Form form={form} layout="vertical" onFinish={submit} initialValues={{ username: new URLSearchParams(location.search).get('user') ?? '', password: '' }}>
          <Form.Item name="username" label={t('signin.username')} rules={[{ required: true, message: t('signin.username.required') }]}>
            <Input autoComplete="username" maxLength={64} />
          </Form.Item>
          <Form.Item name="password" label={t('signin.password')} rules={[{ required: true, message: t('signin.password.required') }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} role="alert" />}
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t('signin.submit')}
          </Button>
        </Form>
      </Card>
      {demo.length > 0 && (
        <Card size="small" style={{ width: 380, maxWidth: '100%' }} title={t('signin.demo')}>
          <Flex wrap gap={8}>
            {demo.map((a) => (
              <Button key={a.username} size="small" onClick={() => form.setFieldsValue({ username: a.username })}>
                {a.name} · {a.department}
              </Button>
            ))}
          </Flex>
        </Card>
      )}
    </Flex>
  )
}
