import type { CaseView } from '../../shared/views'
import { sayChoice } from '../choices'
import { t } from '../words/life'
import { Detail } from './Detail'
import { Standing } from './Standing'

export function CaseDetail({ id }: { id: string }) {
  return (
    <Detail<CaseView>
      kind="case"
      id={id}
      clocks={['accept', 'reply', 'redo', 'supplement', 'deferral']}
      times={(v) => ({
        registered: v.registered_at,
        accepted: v.accepted_at,
        dispatched: v.dispatched_at,
        handling: v.signed_at,
        replied: v.replied_at,
        closed: v.closed_at,
        archived: v.closed_at,
        declined: v.closed_at,
        withdrawn: v.closed_at,
        transferred: v.closed_at,
      })}
      before={(v, c) => <Standing v={v} c={c} />}
      rows={(v, c) => [
        [t('field.kind'), sayChoice(c, 'kind', v.kind)],
        [t('field.class'), v.class_name],
        [t('field.place'), v.place],
        [t('field.relation'), v.on_behalf_relation === 'self' ? undefined : sayChoice(c, 'on_behalf_relation', v.on_behalf_relation)],
        [t('field.confidential'), v.confidential ? t('say.yes') : undefined],
        [t('field.may_publish'), v.may_publish ? t('say.yes') : undefined],
      ]}
    />
  )
}
