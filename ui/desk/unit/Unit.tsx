import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CaseItem, Load, Page } from '../../shared/views'
import { count } from '../../shared/format'
import { api } from '../api'
import { CaseDetail } from '../cases/CaseDetail'
import { useCounts } from '../cases/counts'
import { useCases } from '../cases/rows'
import { joined } from '../list/keyset'
import { useDepartments } from '../parts/contract'
import { Empty, Shown } from '../parts/States'
import { Queue, useShow } from '../queues/Queue'
import { useSeat } from '../session'
import { say, words } from '../words'

const names = ['head', 'sign', 'load']

/** The page of a unit's head: what is to be signed off, what will be late, and who has how much in hand. */
export function Unit() {
  const { show } = useShow(names)
  const counts = useCounts().data
  const off = useCases({ stage: 'signing_off', sort: 'due' }, 100)
  const late = useCases({ working: 'true', light: 'overdue' }, 100)
  const today = useCases({ working: 'true', due: 'today', sort: 'due' }, 100)
  const tomorrow = useCases({ working: 'true', due: 'tomorrow', sort: 'due' }, 100)
  const toSign = useCases({ stage: 'dispatched', sort: 'due' }, 100)
  const id = (i: CaseItem) => i.id
  const read = show === 'sign' ? toSign : joined(joined(off, late, id), joined(today, tomorrow, id), id)
  const groups = (rows: CaseItem[]) => {
    const has = (list: CaseItem[] | undefined) => new Set(list?.map(id))
    const [o, l, t] = [has(off.items), has(late.items), has(today.items)]
    const group = (name: string, label: string, fits: (i: CaseItem) => boolean) => ({ name, label, items: rows.filter(fits) })
    return [
      group('off', say('待签发', 'To sign off'), (i) => o.has(i.id)),
      group('over', say('已超期', 'Late'), (i) => !o.has(i.id) && l.has(i.id)),
      group('today', say('今天到期', 'Due today'), (i) => !o.has(i.id) && !l.has(i.id) && t.has(i.id)),
      group('tomorrow', say('明天到期', 'Due tomorrow'), (i) => !o.has(i.id) && !l.has(i.id) && !t.has(i.id)),
    ].filter((g) => g.items.length)
  }
  return (
    <Queue
      name="unit"
      title={say('本单位', 'My unit')}
      parts={[
        { name: 'head', label: say('签发与将超期', 'To sign off, nearly late'), n: read === toSign ? undefined : read.items?.length, tone: 'near' },
        { name: 'sign', label: say('待签收', 'To sign'), n: counts && (counts.stages.dispatched ?? 0) },
        { name: 'load', label: say('人员负荷', 'Load'), n: counts?.open },
      ]}
      read={read}
      rest={show === 'load'}
      groups={show === 'sign' ? undefined : groups}
      summary={show === 'load' && <LoadTable />}
      empty={say('没有待签发或将超期的工单', 'Nothing to sign off, nothing nearly late')}
      detail={(at, way) => <CaseDetail id={at} close={way.close} open={way.open} direct={['sign_off']} done={(act) => /^sign_off/.test(act) && way.next()} />}
    />
  )
}

/** Who has how much in hand; every number opens its list. */
function LoadTable() {
  const { session } = useSeat()
  const departments = useDepartments().data
  const unit = departments?.find((d) => d.path === (session.roles?.find((r) => r.dept_path)?.dept_path ?? session.dept_path))
  const read = useQuery({
    queryKey: ['cases', 'load', unit?.id],
    enabled: !!unit,
    queryFn: ({ signal }) => api.get<Page<Load>>(`/api/v1/departments/${unit!.id}/load`, { signal }),
    select: (p) => p.items,
  })
  return <Shown read={read}>{(rows) => (rows.length ? <Table rows={rows} path={unit!.path} /> : <Empty text={say('本单位没有人员', 'Nobody works here')} />)}</Shown>
}

function Table({ rows, path }: { rows: Load[]; path: string }) {
  const most = Math.max(1, ...rows.map((r) => r.open))
  const cell = (n: number, r: Load, more: Record<string, string>, what: string) => (
    <td className="num">
      {n ? (
        <Link to="/cases" search={{ department: path, holder: r.id || 'none', ...more } as never} aria-label={`${r.name || say('未交办', 'with nobody')} ${what} ${n}`}>
          {count(n, words.lang)}
        </Link>
      ) : (
        <span className="dim">0</span>
      )}
    </td>
  )
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={say('人员负荷', 'Load')}>
      <table className="data person-load">
        <thead>
          <tr>
            <th scope="col">{say('人员', 'Person')}</th>
            <th scope="col">{say('在办', 'Open')}</th>
            <th scope="col">{say('超期', 'Late')}</th>
            <th scope="col">{say('今天到期', 'Today')}</th>
            <th scope="col">{say('重办', 'Redo')}</th>
            <th scope="col">{say('待签收', 'To sign')}</th>
            <th scope="col">{say('负荷', 'Load')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.id || 'none'}>
              <th scope="row">
                {r.name || say('未交办', 'With nobody')} <span className="dim small">{[r.title, r.unit].filter(Boolean).join(' · ')}</span>
              </th>
              {cell(r.open, r, { open: 'true' }, say('在办', 'open'))}
              {cell(r.overdue, r, { light: 'overdue', open: 'true' }, say('超期', 'late'))}
              {cell(r.today, r, { due: 'today' }, say('今天到期', 'due today'))}
              {cell(r.redone, r, { redone: 'true' }, say('重办', 'redo'))}
              {cell(r.to_sign, r, { stage: 'dispatched' }, say('待签收', 'to sign'))}
              <td>
                <span className="load-bar" aria-hidden="true" style={{ width: `${Math.round((r.open / most) * 160)}px` }}>
                  <i className="late" style={{ width: share(r.overdue, r.open) }} />
                  <i className="today" style={{ width: share(Math.max(0, r.today), r.open) }} />
                  <i className="rest" style={{ flex: 1 }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const share = (n: number, of: number) => `${of ? Math.min(100, Math.round((n / of) * 100)) : 0}%`
