import type { MessageView } from '../../shared/views'
import { t } from '../words'
import { Detail } from './Detail'

export function MessageDetail({ id }: { id: string }) {
  return <Detail<MessageView> kind="message" id={id} clocks={['message_reply']} times={(v) => ({ submitted: v.submitted_at, replied: v.replied_at, closed: v.closed_at })} rows={(v) => [[t('field.class'), v.class_name]]} />
}
