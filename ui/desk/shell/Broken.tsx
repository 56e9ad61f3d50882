import { Button } from 'antd'
import { Empty } from '../parts/States'
import { say } from '../words'

/** A page that failed in the browser: nothing was lost on the server. */
export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Empty text={say('这个页面出错了，数据没有受影响', 'This page failed; no data was touched')}>
      <code className="dim small">{error instanceof Error ? error.message : String(error)}</code>
      <Button onClick={reset}>{say('重新载入', 'Reload')}</Button>
    </Empty>
  )
}
