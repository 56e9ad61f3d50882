import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { Empty, Shown } from '../parts/States'
import { useNow } from '../parts/ticking'
import { useSeat } from '../session'
import { say } from '../words'
import { CaseDetail } from './CaseDetail'
import { CaseRow } from './CaseRow'
import { grouped, type GroupName } from './grouping'
import { useCases, useRows } from './rows'

const groupWord = (g: GroupName): string =>
  ({
    over: say('已超期', 'Late'),
    today: say('今天必须', 'Today'),
    tomorrow: say('明天', 'Tomorrow'),
    week: say('本周', 'This week'),
    later: say('以后', 'Later'),
    none: say('等待他人', 'With others'),
  })[g]

/** A department's own work, by when it must be done. */
export function Inbox() {
  const { id, show } = useSearch({ from: '/inbox' })
  const navigate = useNavigate({ from: '/inbox' })
  const { session } = useSeat()
  const now = useNow(30_000)
  const read = useCases({ open: 'true', sort: 'due', holder: show === 'mine' ? 'me' : undefined, stage: show === 'sign' ? 'dispatched' : undefined }, 100)
  // A case whose clock has run out has no next one to sort by; those are read apart and stand first.
  const late = useCases({ light: 'overdue', holder: show === 'mine' ? 'me' : undefined, stage: show === 'sign' ? 'dispatched' : undefined }, 100)
  const loaded = read.data && late.data ? [...late.data.pages, ...read.data.pages].flatMap((p) => p.items) : undefined
  const items = loaded && [...new Map(loaded.map((i) => [i.id, i])).values()]
  const groups = grouped(items ?? [], now)
  const go = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to }), replace: !!id })
  useRows(groups.flatMap((g) => g.items.map((i) => i.id)), id, go)
  const tab = (label: string, value?: 'mine' | 'sign') => (
    <Link to="/inbox" search={{ show: value }} activeProps={{}} className={show === value ? 'on' : undefined} aria-current={show === value ? 'page' : undefined}>
      {label}
    </Link>
  )
  const n = (g: GroupName) => groups.find((x) => x.name === g)?.items.length ?? 0
  return (
    <div className={id ? 'split opened' : 'split closed'}>
      <section className="split-list" aria-label={say('待办工单', 'Inbox')}>
        <header>
          <div className="row wrap">
            <h1>{say('待办工单', 'Inbox')}</h1>
            <span className="dim">{session.department}</span>
            <span className="grow" />
            <nav className="stagetabs" aria-label={say('范围', 'Scope')}>
              {tab(say('全部', 'All'))}
              {tab(say('待签收', 'To sign'), 'sign')}
              {tab(say('我经办的', 'Mine'), 'mine')}
            </nav>
          </div>
          {items && items.length > 0 && (
            <p className="small num">
              {n('over') > 0 && <b style={{ color: 'var(--red)' }}>{say(`已超期 ${n('over')} 件，`, `${n('over')} late, `)}</b>}
              {say(`今天到期 ${n('today')} 件，明天 ${n('tomorrow')} 件，本周 ${n('week')} 件${read.hasNextPage ? '（未全部读入）' : ''}`, `${n('today')} today, ${n('tomorrow')} tomorrow, ${n('week')} this week`)}
            </p>
          )}
        </header>
        <div className="split-rows" aria-busy={read.isFetching || late.isFetching}>
          <Shown read={{ data: items, error: read.error ?? late.error, isPending: read.isPending || late.isPending, refetch: () => (void late.refetch(), read.refetch()) }}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty text={say('没有待办工单', 'Nothing to do')}>{show && <Link to="/inbox" search={{}}>{say('查看全部', 'Show all')}</Link>}</Empty>
              ) : (
                <>
                  {groups.map((g) => (
                    <section key={g.name} className={`group-${g.name}`} aria-label={groupWord(g.name)}>
                      <h2 className="group-head">
                        {groupWord(g.name)} <span className="num dim">{g.items.length}</span>
                      </h2>
                      <ul>
                        {g.items.map((i) => (
                          <CaseRow key={i.id} item={i} on={i.id === id} open={() => go(i.id)} />
                        ))}
                      </ul>
                    </section>
                  ))}
                  {read.hasNextPage && (
                    <div className="more">
                      <Button onClick={() => void read.fetchNextPage()} loading={read.isFetchingNextPage}>
                        {say('更多', 'More')}
                      </Button>
                    </div>
                  )}
                </>
              )
            }
          </Shown>
        </div>
      </section>
      {id && (
        <section className="split-detail" aria-label={say('工单详情', 'Case')}>
          <CaseDetail id={id} close={() => go()} open={go} />
        </section>
      )}
    </div>
  )
}
