import { useEffect, useRef, type ReactNode } from 'react'
import type { CaseItem } from '../../shared/views'
import { CaseCard } from '../cases/CaseRow'
import { Counter, type CounterProps } from '../cases/counts'
import { useAddress, type Address } from '../list/address'
import type { Keyset } from '../list/keyset'
import { ListPage } from '../list/ListPage'
import type { RowGroup, RowsProps } from '../list/Rows'
import { stepTo } from '../list/steps'
import { say } from '../words'

/** From this width on a list and what is open stand side by side, in pixels (styles/lists.css). */
const sideBySide = 1101

/** One part of a queue: a counter whose name stands in the address as `show`; the first one is shown without a name. */
export interface QueuePart {
  name: string
  label: string
  n: number | undefined
  tone?: CounterProps['tone']
}

interface Props {
  name: string
  title: string
  parts: QueuePart[]
  read: Keyset<CaseItem>
  groups?: (rows: CaseItem[]) => RowGroup<CaseItem>[]
  pick?: RowsProps<CaseItem>['pick']
  summary?: ReactNode
  empty: string
  /** nothing opens by itself */
  rest?: boolean
  /** what is open; next opens the one after it */
  detail: (id: string, way: { next: () => void; close: () => void; open: (id: string) => void }) => ReactNode
}

/** Which part of a queue is shown: `show` in the address, else the first. */
export function useShow(names: string[]): { show: string; address: Address } {
  const address = useAddress()
  const at = address.search.show
  return { show: at && names.includes(at) ? at : names[0]!, address }
}

/** A list that is worked through from the top: what is done with one opens the next. */
export function Queue({ name, title, parts, read, groups, pick, summary, empty, rest, detail }: Props) {
  const { show, address } = useShow(parts.map((p) => p.name))
  const rows = groups ? groups(read.items ?? []).flatMap((g) => g.items) : (read.items ?? [])
  const ids = rows.map((r) => r.id)
  const began = useRef('')
  // The first one is open when one sits down, on a screen that has room for both.
  useEffect(() => {
    if (rest || began.current === show || address.id || read.stale || !ids[0]) return
    began.current = show
    if (innerWidth >= sideBySide) address.open(ids[0])
  }, [rest, show, address, ids, read.stale])
  const next = () => {
    const to = stepTo(ids, address.id, 1)
    const before = stepTo(ids, address.id, -1)
    address.open(to !== address.id ? to : before !== address.id ? before : undefined)
  }
  return (
    <ListPage<CaseItem>
      name={name}
      title={title}
      label={title}
      detailLabel={say('工单详情', 'Case')}
      address={address}
      summary={
        <>
          <nav className="counters" aria-label={say('计数', 'Counters')}>
            {parts.map((p, n) => (
              <Counter key={p.name} label={p.label} n={p.n} search={n ? { show: p.name } : {}} on={show === p.name} tone={p.tone} />
            ))}
          </nav>
          {summary}
        </>
      }
      read={read}
      id={(i) => i.id}
      card={(i) => <CaseCard item={i} />}
      groups={groups}
      pick={pick}
      empty={empty}
      detail={address.id && detail(address.id, { next, close: () => address.open(), open: address.open })}
    />
  )
}
