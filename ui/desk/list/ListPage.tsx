import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { say } from '../words'
import { same, type Address, type Search } from './address'
import { useDensity } from './density'
import { Filters, type Filter } from './Filters'
import { Rows, type RowsProps } from './Rows'
import { Views } from './Views'

/** A selection that is one click away. on says whether it is shown; by default it is when the address holds just it. */
export interface Tab {
  label: string
  search: Search
  on?: boolean
}

interface Props<T> extends Omit<RowsProps<T>, 'at' | 'open' | 'empty' | 'address'> {
  /** the name under which views are saved */
  name: string
  title: string
  address: Address
  /** beside the title: counts, the unit */
  note?: ReactNode
  actions?: ReactNode
  tabs?: Tab[]
  tabsLabel?: string
  filters?: Filter[]
  /** a search of its own, before the filters */
  find?: ReactNode
  /** between the filters and the rows */
  summary?: ReactNode
  /** one sentence for no rows; the way out is to take the filters away, or `emptyAction` */
  empty: string
  emptyAction?: ReactNode
  /** what is open, beside the list */
  detail?: ReactNode
  detailLabel: string
  /** the detail's side is always there, even with nothing open */
  always?: boolean
  className?: string
  onOpen?: (id: string) => void
  /** dialogs and drawers of the page */
  children?: ReactNode
}

/**
 * A list with what is open beside it: title, tabs, filters and the person's views above; rows by page; on a narrow window one of
 * the two at a time. Everything that says which rows are shown lives in the address.
 */
export function ListPage<T>(p: Props<T>) {
  const { address } = p
  const density = useDensity()
  const filtered = Object.keys(address.search).length > 0
  const split = ['split', p.className, p.detail || p.always ? 'opened' : 'closed', p.always && !p.detail && 'idle', density].filter(Boolean).join(' ')
  return (
    <div className={split}>
      <section className="split-list" aria-label={p.label}>
        <header>
          <div className="row wrap">
            <h1>{p.title}</h1>
            {p.note}
            <span className="grow" />
            {p.actions}
            <Views list={p.name} address={address} />
          </div>
          {p.tabs && (
            <nav className="stagetabs" aria-label={p.tabsLabel ?? say('范围', 'Scope')}>
              {p.tabs.map((t) => {
                const on = t.on ?? same(t.search, address.search)
                return (
                  <Link key={t.label} to="." search={t.search as never} className={on ? 'on' : undefined} activeProps={{}} aria-current={on ? 'page' : undefined}>
                    {t.label}
                  </Link>
                )
              })}
            </nav>
          )}
          {(p.find || !!p.filters?.length) && (
            <div className="row wrap">
              {p.find}
              <Filters filters={p.filters ?? []} address={address} />
            </div>
          )}
          {p.summary}
        </header>
        <div className="split-rows">
          <Rows
            read={p.read}
            id={p.id}
            card={p.card}
            columns={p.columns}
            groups={p.groups}
            pick={p.pick}
            label={p.label}
            address={address}
            at={address.id}
            open={p.onOpen ?? address.open}
            empty={{
              text: p.empty,
              action: p.emptyAction ?? (filtered && (
                <Link to="." search={{} as never}>
                  {say('清除筛选，查看全部', 'Clear the filters')}
                </Link>
              )),
            }}
          />
        </div>
      </section>
      {(p.detail || p.always) && (
        <section className="split-detail" aria-label={p.detailLabel}>
          {p.detail}
        </section>
      )}
      {p.children}
    </div>
  )
}
