import { lazy, Suspense } from './lazy'
import { city, liveState, reach } from './api'
import { useCell } from './cell'
import { Chat } from './chat/Chat'
import { Icon, type IconName } from './icons'
import { Empty, Skeleton } from './parts'
import { useRoute } from './router'
import { change, settings } from './settings'
import { TextSize } from './TextSize'
import { t, words, type Key } from './words'

const Board = lazy(() => import('./board/Board').then((m) => m.Board))
const CaseForm = lazy(() => import('./cases/CaseForm').then((m) => m.CaseForm))
const Callback = lazy(() => import('./board/Board').then((m) => m.Callback))
const Public = lazy(() => import('./board/Board').then((m) => m.Public))
const Track = lazy(() => import('./track/Track').then((m) => m.Track))

const tabs: { path: string; key: Key; icon: IconName }[] = [
  { path: '', key: 'nav.chat', icon: 'chat' },
  { path: 'board', key: 'nav.board', icon: 'board' },
  { path: 'case', key: 'nav.case', icon: 'case' },
  { path: 'track', key: 'nav.track', icon: 'track' },
]

export function App() {
  const route = useRoute()
  const at = route.path[0] ?? ''
  return (
    <div class="app">
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), document.getElementById('main')?.focus())}>
        {t('head.skip')}
      </a>
      <div class="top">
        <Header />
        <Net />
      </div>
      <Notice />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Skeleton />}>
          {at === '' ? <Chat route={route} /> : at === 'board' ? <Board route={route} /> : at === 'case' ? <CaseForm route={route} /> : at === 'track' ? <Track route={route} /> : at === 'callback' ? <Callback /> : at === 'public' ? <Public route={route} /> : <Empty say={t('page.missing')} to="" label={t('nav.chat')} />}
        </Suspense>
        {at !== '' && <Footer />}
      </main>
      <nav class="tabs" aria-label={t('nav.label')}>
        {tabs.map((x) => (
          <a key={x.path} href={`#/${x.path}`} aria-current={x.path === at ? 'page' : undefined}>
            <Icon name={x.icon} />
            <span>{t(x.key)}</span>
          </a>
        ))}
      </nav>
    </div>
  )
}

function Header() {
  const here = useCell(city)
  const { big } = useCell(settings)
  return (
    <header class="head">
      <a class="brand" href="#/">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M5 6h22a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3H17l-7 6v-6H5a3 3 0 0 1-3-3V9a3 3 0 0 1 3-3z" />
          <path class="mark" d="M9 13h14M9 17h9" />
        </svg>
        <span>
          {here ? t('city.title', { city: words.pick(here.name, here.name_en) }) : '12345'}
          {here?.demo && <small class="ribbon">{t('city.demo')}</small>}
        </span>
      </a>
      <div class="tools">
        <a class="tool" href="#/?human=1" aria-label={t('head.human.long')}>
          <Icon name="human" />
          <span>{t('head.human')}</span>
        </a>
        <button type="button" class="tool" aria-pressed={big} onClick={() => change({ big: !big })}>
          <Icon name="big" />
          <span>{t(big ? 'head.big.off' : 'head.big')}</span>
        </button>
        <button type="button" class="tool lang" lang={words.lang === 'zh' ? 'en' : 'zh-CN'} aria-label={t('head.lang.long')} onClick={() => void words.set(words.lang === 'zh' ? 'en' : 'zh')}>
          {t('head.lang')}
        </button>
      </div>
    </header>
  )
}

function Net() {
  const near = useCell(reach)
  const stream = useCell(liveState)
  const say = near === 'offline' || !navigator.onLine ? t('net.offline') : near === 'down' ? t('net.down') : stream === 'reconnecting' ? t('net.reconnecting') : ''
  return (
    <div role="status" class="net">
      {say && <p>{say}</p>}
    </div>
  )
}

function Notice() {
  const here = useCell(city)
  if (!here?.notice) return null
  return (
    <p class="announce">
      <Icon name="notice" />
      <span class="offscreen">{t('head.notice')}：</span>
      {here.notice}
    </p>
  )
}

function Footer() {
  const here = useCell(city)
  return (
    <footer class="foot">
      <TextSize />
      <p>{t('foot.host', { city: here ? words.pick(here.name, here.name_en) : '' })}</p>
      <p>{t('foot.call')}</p>
      <p>
        <a href="#/callback">{t('callback.title')}</a> · <a href="#/public">{t('public.go')}</a>
      </p>
      <p>{t('foot.plain')}</p>
    </footer>
  )
}
