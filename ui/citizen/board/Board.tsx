export { Callback } from './Callback'
export { Public } from './Public'
import type { Mine } from '../../shared/views'
import { api } from '../api'
import { Icon } from '../icons'
import { useLoad } from '../load'
import { Empty, Failed, Page, Skeleton } from '../parts'
import type { Route } from '../router'
import { MineList } from '../track/MineList'
import { t } from '../words'
import { MessageForm } from './MessageForm'

/** 留言: what was written from this browser, and a new one. */
export function Board({ route }: { route: Route }) {
  if (route.path[1] === 'new') return <MessageForm route={route} />
  return <Home />
}

function Home() {
  const mine = useLoad('mine', (signal) => api.get<Mine>('/api/v1/mine', { signal }))
  const list = mine.value?.messages ?? []
  return (
    <Page title={t('board.title')} lead={t('board.lead')}>
      <p>
        <a class="primary wide-button" href="#/board/new">
          <Icon name="edit" />
          {t('board.new')}
        </a>
      </p>
      <p>
        <a class="button wide-button" href="#/public/messages">
          {t('public.go')}
        </a>
      </p>
      <h2>{t('board.mine')}</h2>
      {mine.problem && <Failed problem={mine.problem} again={mine.again} />}
      {!mine.value && mine.loading ? <Skeleton /> : mine.value && !list.length ? <Empty say={t('board.mine.empty')} /> : <MineList kind="message" items={list} />}
    </Page>
  )
}
