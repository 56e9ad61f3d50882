import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { CaseItem } from '../../shared/views'
import { api, problemOf } from '../api'
import { useAddress, type Search } from '../list/address'
import { Export } from '../list/Export'
import { ListPage, type Tab } from '../list/ListPage'
import { useContract, useDepartments } from '../parts/contract'
import { may, useSeat } from '../session'
import { named, say, words } from '../words'
import { choiceOptions } from '../words/choices'
import { CaseDetail } from './CaseDetail'
import { CaseCard } from './CaseRow'
import { NewCase } from './NewCase'
import { useCases } from './rows'

/** All cases in the reader's scope. */
export function Cases() {
  const address = useAddress()
  const { id, search } = address
  const { session } = useSeat()
  const c = useContract()
  const departments = useDepartments().data ?? []
  const read = useCases(search)
  const [adding, setAdding] = useState(false)
  // A stage, a light or "open" is one tab; the other filters stay when another tab is chosen.
  const tab = (label: string, part: Search, on: boolean): Tab => ({ label, search: { kind: search.kind, department: search.department, sort: search.sort, ...part }, on })
  const { stage, light, open } = search
  return (
    <ListPage<CaseItem>
      name="cases"
      title={say('工单', 'Cases')}
      label={say('工单列表', 'Cases')}
      detailLabel={say('工单详情', 'Case')}
      address={address}
      read={read}
      id={(i) => i.id}
      card={(i) => <CaseCard item={i} />}
      actions={
        <>
          <Export list="cases" query={{ stage, kind: search.kind, light, department: search.department, open, holder: search.holder, sort: search.sort }} />
          {may(session, 'case.register') && (
            <Button size="small" type="primary" onClick={() => setAdding(true)}>
              {say('登记工单', 'New case')}
            </Button>
          )}
        </>
      }
      tabsLabel={say('阶段', 'Stages')}
      tabs={[
        tab(say('全部', 'All'), {}, !stage && !light && !open),
        tab(say('未办结', 'Open'), { open: 'true' }, open === 'true' && !stage && !light),
        ...c.stages('case').map((s) => tab(named(s), { stage: s.name }, stage === s.name)),
        tab(say('已超期', 'Late'), { light: 'overdue' }, light === 'overdue'),
        tab(say('2 小时内到期', 'Due in 2 h'), { light: 'due' }, light === 'due'),
        tab(say('督办中', 'Supervised'), { light: 'supervised' }, light === 'supervised'),
      ]}
      find={<ByNumber open={address.open} />}
      filters={[
        { kind: 'select', name: 'kind', label: say('类型', 'Kind'), width: 96, options: choiceOptions('kind') },
        { kind: 'select', name: 'department', label: say('承办单位', 'Department'), width: 150, search: true, options: departments.map((d) => ({ value: d.path, label: d.short_name })) },
        { kind: 'select', name: 'sort', label: say('排序', 'Order'), width: 112, none: 'recent', options: [{ value: 'recent', label: say('最新登记', 'Newest') }, { value: 'due', label: say('最先到期', 'Due first') }] },
      ]}
      empty={say('没有符合条件的工单', 'No case matches')}
      detail={id && <CaseDetail id={id} close={() => address.open()} open={address.open} />}
    >
      {adding && <NewCase close={() => setAdding(false)} done={address.open} />}
    </ListPage>
  )
}

/** Opens a case or a message by its number. */
function ByNumber({ open }: { open: (id: string) => void }) {
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const find = async (number: string) => {
    setProblem(undefined)
    if (!number.trim()) return
    try {
      const r = await api.get<{ kind: string; id: string }>(`/api/v1/numbers/${encodeURIComponent(number.trim())}`)
      if (r.kind === 'case') open(r.id)
      else void navigate({ to: '/messages', search: { id: r.id } })
    } catch (e) {
      setProblem(problemOf(e).say(words.lang))
    }
  }
  return (
    <div className="row wrap" data-search>
      <Input.Search allowClear size="small" style={{ width: 190 }} placeholder={say('工单号', 'Number')} aria-label={say('按工单号查找', 'Find by number')} onSearch={(v) => void find(v)} status={problem ? 'error' : undefined} />
      {problem && <span className="small" style={{ color: 'var(--red)' }} role="alert">{problem}</span>}
    </div>
  )
}
