import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { api, problemOf } from '../api'
import { departmentTree, useContract, useDepartments } from '../parts/contract'
import { Empty, Shown } from '../parts/States'
import type { CaseSearch } from '../router'
import { may, useSeat } from '../session'
import { named, say, words } from '../words'
import { choiceOptions } from '../words/choices'
import { CaseDetail } from './CaseDetail'
import { CaseRow } from './CaseRow'
import { NewCase } from './NewCase'
import { useCases, useRows } from './rows'

/** All cases in the reader's scope; the filters live in the address. */
export function Cases() {
  const { id, ...filter } = useSearch({ from: '/cases' })
  const navigate = useNavigate({ from: '/cases' })
  const { session } = useSeat()
  const c = useContract()
  const departments = useDepartments().data
  const read = useCases(filter as Record<string, string | undefined>)
  const [adding, setAdding] = useState(false)
  const [problem, setProblem] = useState<string>()
  const items = read.data?.pages.flatMap((p) => p.items)
  const go = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to }), replace: !!id })
  const set = (more: CaseSearch) => void navigate({ search: (s) => ({ ...s, id: undefined, ...more }) })
  useRows(items?.map((i) => i.id) ?? [], id, go)
  const paths = departmentTree(departments)
  const stages = c.stages('case')
  const find = async (number: string) => {
    setProblem(undefined)
    if (!number.trim()) return
    try {
      const r = await api.get<{ kind: string; id: string }>(`/api/v1/numbers/${encodeURIComponent(number.trim())}`)
      if (r.kind === 'case') go(r.id)
      else void navigate({ to: '/messages', search: { id: r.id } })
    } catch (e) {
      setProblem(problemOf(e).say(words.lang))
    }
  }
  const tab = (label: string, search: CaseSearch, on: boolean) => (
    <Link key={label} to="/cases" search={(s) => ({ kind: s.kind, department: s.department, sort: s.sort, ...search })} className={on ? 'on' : undefined} activeProps={{}} aria-current={on ? 'page' : undefined}>
      {label}
    </Link>
  )
  return (
    <div className={id ? 'split opened' : 'split closed'}>
      <section className="split-list" aria-label={say('工单列表', 'Cases')}>
        <header>
          <div className="row wrap">
            <h1>{say('工单', 'Cases')}</h1>
            <span className="grow" />
            {may(session, 'case.register') && (
              <Button size="small" type="primary" onClick={() => setAdding(true)}>
                {say('登记工单', 'New case')}
              </Button>
            )}
          </div>
          <nav className="stagetabs" aria-label={say('阶段', 'Stages')}>
            {tab(say('全部', 'All'), {}, !filter.stage && !filter.light && !filter.open)}
            {tab(say('未办结', 'Open'), { open: 'true' }, filter.open === 'true' && !filter.stage && !filter.light)}
            {stages.map((s) => tab(named(s), { stage: s.name }, filter.stage === s.name))}
            {tab(say('已超期', 'Late'), { light: 'overdue' }, filter.light === 'overdue')}
            {tab(say('2 小时内到期', 'Due in 2 h'), { light: 'due' }, filter.light === 'due')}
            {tab(say('督办中', 'Supervised'), { light: 'supervised' }, filter.light === 'supervised')}
          </nav>
          <div className="row wrap">
            <Input.Search data-search allowClear size="small" style={{ width: 190 }} placeholder={say('工单号', 'Number')} aria-label={say('按工单号查找', 'Find by number')} onSearch={(v) => void find(v)} status={problem ? 'error' : undefined} />
            <Select size="small" allowClear style={{ width: 96 }} placeholder={say('类型', 'Kind')} aria-label={say('类型', 'Kind')} value={filter.kind} onChange={(v?: string) => set({ kind: v })} options={choiceOptions('kind')} />
            <Select
              size="small"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              style={{ width: 150 }}
              placeholder={say('承办单位', 'Department')}
              aria-label={say('承办单位', 'Department')}
              value={filter.department}
              onChange={(v?: string) => set({ department: v })}
              options={(departments ?? []).map((d) => ({ value: d.path, label: d.short_name }))}
              disabled={!paths.length}
            />
            <Select size="small" style={{ width: 112 }} aria-label={say('排序', 'Order')} value={filter.sort ?? 'recent'} onChange={(v) => set({ sort: v === 'due' ? 'due' : undefined })} options={[{ value: 'recent', label: say('最新登记', 'Newest') }, { value: 'due', label: say('最先到期', 'Due first') }]} />
          </div>
          {problem && <p className="small" style={{ color: 'var(--red)' }} role="alert">{problem}</p>}
        </header>
        <div className="split-rows" aria-busy={read.isFetching}>
          <Shown read={{ data: items, error: read.error, isPending: read.isPending, refetch: read.refetch }}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty text={say('没有符合条件的工单', 'No case matches')}>
                  <Link to="/cases" search={{}}>{say('查看全部工单', 'Show all')}</Link>
                </Empty>
              ) : (
                <>
                  <ul className="items">
                    {rows.map((i) => (
                      <CaseRow key={i.id} item={i} on={i.id === id} open={() => go(i.id)} />
                    ))}
                  </ul>
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
      {adding && <NewCase close={() => setAdding(false)} done={go} />}
    </div>
  )
}
