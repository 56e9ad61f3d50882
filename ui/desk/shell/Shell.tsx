import { MoonOutlined, SearchOutlined, SunOutlined } from '@ant-design/icons'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { clockTime, day } from '../../shared/format'
import type { LiveState } from '../../shared/live'
import { live } from '../api'
import { useCity } from '../parts/contract'
import { OutboxBar } from '../cases/OutboxBar'
import { useKeys } from '../parts/keys'
import { useNow } from '../parts/ticking'
import { may, useSeat } from '../session'
import { Mark } from '../SignIn'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Bell } from '../notices/Bell'
import { KeyList } from './KeyList'
import { Palette } from './Palette'
import { placesOf } from './places'
import { Presence } from './Presence'
import { QueueCount } from './QueueCount'
import { Watermark } from './Watermark'

/** The frame around every page: rail by role, top bar, live state, palette, keys. */
export function Shell() {
  const { session, tone, setTone, signOut } = useSeat()
  const city = useCity().data
  const navigate = useNavigate()
  const here = useRouterState({ select: (s) => s.location })
  const wall = here.pathname.startsWith('/board') && new URLSearchParams(here.searchStr).get('wall') === '1'
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const places = placesOf(session)
  const place = places.find((p) => here.pathname.startsWith(p.to))
  useJumps(places.map((p) => [p.key, p.to]), (to) => void navigate({ to }))
  useKeys({ 'Ctrl+K': () => setPalette(true), '?': () => setKeys(true) })
  const name = city ? words.pick(city.name, city.name_en) : ''
  useEffect(() => {
    document.title = `${place?.label ?? say('工作台', 'Desk')} - ${name} 12345`
  }, [place?.label, name])
  if (wall) return <Outlet />
  const roles = (session.roles ?? []).map((r) => choiceWord('role', r.role)).join('、')
  return (
    <div className="frame">
      <a className="skip" href="#page">
        {say('跳到内容', 'Skip to content')}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <Mark size={28} />
          <span>
            {name} <b>12345</b>
          </span>
        </Link>
        {city?.demo && <span className="ribbon">{say('示范数据', 'Demo data')}</span>}
        <button type="button" className="searchbox" aria-label={say('搜索编号、页面', 'Find a number or page')} onClick={() => setPalette(true)}>
          <SearchOutlined /> <span>{say('搜索编号、页面', 'Find a number or page')}</span> <kbd>Ctrl K</kbd>
        </button>
        <span className="grow" />
        <LiveDot />
        {may(session, 'conversation.take') && (
          <>
            <QueueCount />
            <Presence />
          </>
        )}
        <Bell />
        <Button type="text" onClick={() => void words.set(words.lang === 'en' ? 'zh' : 'en')}>
          {words.lang === 'en' ? '中文' : 'EN'}
        </Button>
        <Button
          type="text"
          icon={tone === 'dark' ? <SunOutlined /> : <MoonOutlined />}
          aria-label={tone === 'dark' ? say('浅色', 'Light') : say('深色', 'Dark')}
          onClick={() => setTone(tone === 'dark' ? 'light' : 'dark')}
        />
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'who', disabled: true, label: `${session.department ?? ''} · ${roles}` },
              { key: 'keys', label: say('快捷键', 'Keyboard'), extra: '?', onClick: () => setKeys(true) },
              { type: 'divider' },
              { key: 'out', label: say('退出登录', 'Sign out'), onClick: signOut },
            ],
          }}
        >
          <Button type="text" className="me">
            <span className="avatar" aria-hidden="true">
              {(session.name ?? '?').slice(-1)}
            </span>
            <span className="me-name">{session.name}</span>
          </Button>
        </Dropdown>
      </header>
      <nav className="rail" aria-label={say('主导航', 'Main')}>
        {places.map((p) => (
          <Link key={p.to} to={p.to} className="rail-item" activeProps={{ className: 'rail-item on', 'aria-current': 'page' }}>
            {p.icon}
            <span>{p.label}</span>
          </Link>
        ))}
        <RailFoot />
      </nav>
      <main id="page" className="content" tabIndex={-1}>
        <OutboxBar />
        <Outlet />
      </main>
      <Watermark text={`${session.name ?? ''} ${session.username ?? ''}`} dark={tone === 'dark'} />
      {palette && <Palette places={places} close={() => setPalette(false)} />}
      <KeyList open={keys} close={() => setKeys(false)} places={places} />
    </div>
  )
}

function RailFoot() {
  const now = useNow(20_000)
  return (
    <p className="rail-foot num">
      {day(now, words.lang)}
      <br />
      {clockTime(now)}
    </p>
  )
}

/** Says whether the page is live; a lost stream shows only after a few seconds. */
function LiveDot() {
  const [state, setState] = useState<LiveState>(live.state)
  useEffect(() => live.subscribe((n) => n.type === 'state' && setState(n.state)), [])
  if (state === 'reconnecting')
    return (
      <span className="live live-lost" role="status">
        ■ {say('连接中断，正在重连', 'Reconnecting')}
      </span>
    )
  return (
    <span className="live" title={say('页面实时更新', 'Updated live')}>
      <i aria-hidden="true" /> <span>{state === 'live' ? say('实时', 'Live') : say('连接中', 'Connecting')}</span>
    </span>
  )
}

/** G and then a letter goes to a page. */
function useJumps(to: [string, string][], go: (to: string) => void): void {
  const armed = useRef(0)
  const bindings: Record<string, () => void> = { g: () => (armed.current = Date.now()) }
  useKeys(bindings)
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (Date.now() - armed.current > 1500 || e.key === 'g') return
      const target = to.find(([k]) => k === e.key)
      armed.current = 0
      if (!target) return
      e.preventDefault()
      e.stopPropagation()
      go(target[1])
    }
    addEventListener('keydown', press, true)
    return () => removeEventListener('keydown', press, true)
  })
}
