import { useState } from 'react'
import type { CaseCounts, CaseItem } from '../../shared/views'
import { useAddress } from '../list/address'
import { joined, type Keyset } from '../list/keyset'
import { ListPage } from '../list/ListPage'
import { useNow } from '../parts/ticking'
import { useSeat } from '../session'
import { say } from '../words'
import { BatchBar } from './Batch'
import { CaseDetail } from './CaseDetail'
import { CaseCard } from './CaseRow'
import { Counter, useCounts } from './counts'
import { grouped, type GroupName } from './grouping'
import { RoundTrip } from './RoundTrip'
import { useCases } from './rows'

const groupWord = (g: GroupName): string =>
  ({
    over: say('已超期', 'Late'),
    today: say('今天必须', 'Today'),
    tomorrow: say('明天', 'Tomorrow'),
    week: say('本周', 'This week'),
    later: say('以后', 'Later'),
    none: say('待他人', 'With others'),
  })[g]

interface Part {
  name: string
  label: string
  /** the query of GET /api/v1/cases that lists just what is counted */
  filter: (c: CaseCounts | undefined) => Record<string, string | undefined>
  n: (c: CaseCounts) => number
  tone?: 'bad' | 'near'
}

/** The counters of a department; each one's name stands in the address as `show`. */
const parts = (): Part[] => [
  { name: 'sign', label: say('待签收', 'To sign'), filter: () => ({ stage: 'dispatched' }), n: (c) => c.stages.dispatched ?? 0 },
  { name: 'handling', label: say('办理中', 'Handling'), filter: () => ({ stage: 'handling' }), n: (c) => c.stages.handling ?? 0 },
  { name: 'near', label: say('临期', 'Nearly due'), filter: () => ({ working: 'true', light: 'near' }), n: (c) => c.working.near, tone: 'near' },
  { name: 'late', label: say('超期', 'Late'), filter: () => ({ working: 'true', light: 'overdue' }), n: (c) => c.working.overdue, tone: 'bad' },
  { name: 'more', label: say('待补充', 'Waiting'), filter: () => ({ stage: 'supplementing' }), n: (c) => c.stages.supplementing ?? 0 },
  { name: 'redone', label: say('退回重办', 'Redo'), filter: () => ({ redone: 'true' }), n: (c) => c.redone, tone: 'near' },
  { name: 'contact', label: say('未联系', 'No contact'), filter: () => ({ uncontacted: 'true' }), n: (c) => c.uncontacted },
  { name: 'assist', label: say('协办', 'Assisting'), filter: (c) => ({ open: 'true', assisting: c?.assists }), n: (c) => c.assisting },
  { name: 'mine', label: say('我经办的', 'Mine'), filter: () => ({ open: 'true', holder: 'me' }), n: (c) => c.mine },
]

export const inboxParts = parts().map((p) => p.name)

/** A department's own work, by when it must be done. */
export function Inbox() {
  const address = useAddress()
  const { show } = address.search
  const { session } = useSeat()
  const now = useNow(30_000)
  const counts = useCounts().data
  const all = parts()
  const part = all.find((p) => p.name === show)
  const filter = part?.filter(counts)
  // A case whose clock has run out has no next one to sort by; those are read apart and stand first.
  const late = useCases({ light: 'overdue', open: 'true', ...filter }, 100)
  const byDue = useCases({ ...(filter ?? { open: 'true' }), sort: 'due' }, 100)
  const one = useCases(filter ?? { open: 'true' }, 100)
  const read: Keyset<CaseItem> = part ? one : joined(late, byDue, (i) => i.id)
  const [picked, setPicked] = useState<string[]>([])
  const toSign = (read.items ?? []).filter((i) => i.stage === 'dispatched')
  const groups = (rows: CaseItem[]) => grouped(rows, now).map((g) => ({ ...g, label: groupWord(g.name) }))
  return (
    <ListPage<CaseItem>
      name="inbox"
      title={say('待办工单', 'Inbox')}
      label={say('待办工单', 'Inbox')}
      detailLabel={say('工单详情', 'Case')}
      address={address}
      note={<span className="dim">{session.department}</span>}
      actions={<RoundTrip />}
      summary={
        <>
          <nav className="counters" aria-label={say('计数', 'Counters')}>
            <Counter label={say('全部', 'All')} n={counts?.open} search={{}} on={!show} />
            {all.map((p) => (
              <Counter key={p.name} label={p.label} n={counts && p.n(counts)} search={{ show: p.name }} on={show === p.name} tone={p.tone} />
            ))}
          </nav>
          <BatchBar rows={toSign} picked={picked} pick={setPicked} batch={{ name: say('签收', 'Sign'), act: 'sign', fields: () => ({}) }} />
        </>
      }
      read={read}
      id={(i) => i.id}
      card={(i) => <CaseCard item={i} />}
      pick={{ can: (i) => i.stage === 'dispatched', label: (i) => say(`选择 ${i.title}`, `Choose ${i.title}`), picked, set: setPicked }}
      groups={groups}
      empty={part ? say(`没有“${part.label}”的工单`, `Nothing under “${part.label}”`) : say('没有待办工单', 'Nothing to do')}
      detail={address.id && <CaseDetail id={address.id} close={() => address.open()} open={address.open} />}
    />
  )
}
