import { Button } from 'antd'
import type { CaseView } from '../../shared/views'
import { useKeys } from '../parts/keys'
import { say } from '../words'
import type { Acting } from './acting'

/** The unit that the duty list names for a case that is to be dispatched; one key takes it. */
export function Suggested({ v, unit, acting }: { v: CaseView; unit?: string; acting: Acting }) {
  const dispatch = v.allowed_actions.find((a) => a.act === 'dispatch')
  const to = v.suggested_department
  const go = dispatch && to ? () => acting.take(dispatch, { department: to }) : undefined
  useKeys({ y: go })
  if (!go) return null
  return (
    <section className="pending suggested" aria-label={say('建议承办单位', 'Suggested unit')}>
      <p className="grow">
        {say('按职责清单建议派给', 'The duty list suggests')} <b>{unit ?? to}</b> <span className="small">{[v.class_name, v.district].filter(Boolean).length ? say('（依分类与区域）', ' (by class and district)') : ''}</span>
      </p>
      <Button type="primary" loading={acting.busy === 'dispatch'} onClick={go}>
        {say('采纳并派单', 'Take it and dispatch')} (Y)
      </Button>
    </section>
  )
}
