import { ConfigProvider, Spin } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useReducer, useState } from 'react'
import type { Session } from '../shared/types'
import { api } from './api'
import { SignIn } from './SignIn'
import { light } from './theme'
import { words } from './words'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content

/** The staff's page: asks who is signed in, and shows the sign-in page until somebody is. */
export function Desk() {
  const [session, setSession] = useState<Session>()
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  useEffect(() => words.onChange(redraw), [])
  useEffect(() => {
    api.get<Session>('/api/v1/session').then(setSession, () => setSession({ kind: 'citizen', acts: [] }))
  }, [])
  return (
    <ConfigProvider csp={{ nonce }} theme={light} locale={words.lang === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      {!session ? <Spin fullscreen /> : session.kind === 'staff' ? <main>{session.name}</main> : <SignIn onSignedIn={setSession} />}
    </ConfigProvider>
  )
}
