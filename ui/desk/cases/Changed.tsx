import { Alert } from 'antd'
import { say } from '../words'
import { useTimeline } from './read'
import { Timeline } from './Timeline'

/** What others did to the case since the reader's revision, beside the text that is kept. */
export function Changed({ id, since }: { id: string; since: number }) {
  const items = (useTimeline(id).data ?? []).filter((i) => i.seq > since)
  if (!items.length) return null
  return <Alert role="status" type="warning" style={{ marginBottom: 12 }} title={say('您填写期间发生的变化', 'What happened while you wrote')} description={<Timeline items={items} kind="case" />} />
}
