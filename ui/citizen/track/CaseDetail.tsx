import type { CaseView } from '../../shared/views'
import { sayChoice } from '../choices'
import { t } from '../words'
import { Detail } from './Detail'

export function CaseDetail({ id }: { id: string }) {
  return (
    <Detail<CaseView>
      kind="case"
      id={id}
      clocks={['accept', 'reply', 'redo']}
      times={(v) => ({ registered: v.registered_at, accepted: v.accepted_at, dispatched: v.dispatched_at, handling: v.signed_at, replied: v.replied_at, closed: v.closed_at, declined: v.closed_at, withdrawn: v.closed_at })}
      rows={(v, c) => [
        [t('field.kind'), sayChoice(c, 'kind', v.kind)],
        [t('field.class'), v.class_name],
        [t('field.place'), v.place],
        [t('field.confidential'), v.confidential ? t('say.yes') : undefined],
      ]}
    />
  )
}
