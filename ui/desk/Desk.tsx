import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider, Spin } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useCallback, useEffect, useMemo, useReducer, useRef, useState, type ReactNode } from 'react'
import { newKey } from '../shared/client'
import type { Session } from '../shared/views'
import { api, live, onSignedOut, queries } from './api'
import { forgetDrafts } from './bench/drafts'
import { followLive } from './follow'
import { useWordsReady } from './parts/contract'
import { makeRouter } from './router'
import { Invitation } from './people/Invitation'
import { SeatContext } from './session'
import { SignIn } from './SignIn'
import { applyTone, dark, firstTone, keepTone, light, type Tone } from './theme'
import { words } from './words'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
/** The token of a link by which somebody sets a password. */
const invited = /^\/desk\/invitation\/([\w-]+)$/.exec(location.pathname)?.[1]
const nobody: Session = { kind: 'citizen', acts: [] }

/** Draws its children when the words of the contract are there. */
function Worded({ children }: { children: ReactNode }) {
  return useWordsReady() ? children : <Spin fullscreen />
}

/** The staff's page: asks who is signed in, and shows the sign-in page until somebody is. */
export function Desk() {
  const [session, setSession] = useState<Session>()
  const [tone, setToneState] = useState<Tone>(firstTone)
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const seated = useRef<Session>(undefined)
  seated.current = session?.kind === 'staff' ? session : undefined
  const router = useMemo(() => makeRouter(() => seated.current), [])
  useEffect(() => words.onChange(redraw), [])
  useEffect(() => applyTone(tone), [tone])
  useEffect(() => {
    api.get<Session>('/api/v1/session').then(setSession, () => setSession(nobody))
    return onSignedOut(() => setSession((s) => (s?.kind === 'staff' ? nobody : s)))
  }, [])
  const staff = session?.kind === 'staff'
  useEffect(() => {
    if (!staff) return
    live.start()
    return followLive((f) => live.subscribe(f), queries)
  }, [staff])
  useEffect(() => {
    if (!staff) return
    // Somebody changed what I may do: the page shows what is allowed now, or the sign-in.
    return live.subscribe((n) => {
      if (n.type === 'event' && n.event.subject_kind === 'staff' && n.event.subject_id === seated.current?.id)
        api.get<Session>('/api/v1/session').then((s) => { queries.clear(); setSession(s) }, () => undefined)
    })
  }, [staff])
  const setTone = useCallback((t: Tone) => {
    keepTone(t)
    setToneState(t)
  }, [])
  const signOut = useCallback(() => {
    void api.del('/api/v1/session', { key: newKey() }).finally(() => {
      live.stop()
      queries.clear()
      forgetDrafts()
      setSession(nobody)
    })
  }, [])
  const seat = useMemo(() => (session ? { session, tone, setTone, signOut } : undefined), [session, tone, setTone, signOut])
  return (
    <ConfigProvider csp={{ nonce }} theme={tone === 'dark' ? dark : light} locale={words.lang === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      <App className="app">
        <QueryClientProvider client={queries}>
          {invited && <Invitation token={invited} />}
          {!session && !invited && <Spin fullscreen />}
          {session && !staff && !invited && (
            <SignIn
              onSignedIn={(s) => {
                queries.clear()
                setSession(s)
              }}
            />
          )}
          {staff && !invited && (
            <SeatContext.Provider value={seat}>
              <Worded>
                <RouterProvider router={router} />
              </Worded>
            </SeatContext.Provider>
          )}
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}
