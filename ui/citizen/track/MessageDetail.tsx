import type { MessageView } from '../../shared/views'
import { t } from '../words/life'
import { Detail } from './Detail'

export function MessageDetail({ id }: { id: string }) {
  return (
    <Detail<MessageView>
      kind="message"
      id={id}
      clocks={['message_reply']}
      times={(v) => ({ submitted: v.submitted_at, replied: v.replied_at, closed: v.closed_at, converted: v.closed_at })}
      before={(v) =>
        v.case_id && (
          <section class="card">
            <h2>{t('stand.case')}</h2>
            <a class="button wide-button" href={`#/track/case/${v.case_id}`}>
              {t('stand.case.do')}
            </a>
          </section>
        )
      }
      rows={(v) => [
        [t('field.class'), v.class_name],
        [t('field.may_publish'), v.may_publish ? t('say.yes') : undefined],
      ]}
    />
  )
}
