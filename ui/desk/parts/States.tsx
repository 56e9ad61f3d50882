import { Alert, Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { problemOf } from '../api'
import { say, words } from '../words'

/** An error where its data would stand: sentence, code, and a way to try again. */
export function Fault({ error, retry }: { error: unknown; retry?: () => void }) {
  const p = problemOf(error)
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={p.say(words.lang)}
      description={<span className="num">{[p.code, p.requestID].filter(Boolean).join(' · ')}</span>}
      action={retry && <Button size="small" onClick={retry}>{say('重试', 'Try again')}</Button>}
    />
  )
}

/** An empty list: one sentence, and what to do next. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="56" height="40" viewBox="0 0 56 40" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5">
        <path d="M8 18 16 4h24l8 14v14a3 3 0 0 1-3 3H11a3 3 0 0 1-3-3z" />
        <path d="M8 18h12c0 4 3 7 8 7s8-3 8-7h12" />
      </svg>
      <p>{text}</p>
      {children}
    </div>
  )
}

/** What stands in for rows while they are read. */
export function Rows({ n = 6 }: { n?: number }) {
  return (
    <div className="pad" aria-busy="true" aria-label={say('正在读取', 'Loading')}>
      {Array.from({ length: n }, (_, i) => (
        <Skeleton key={i} active title={false} paragraph={{ rows: 2, width: ['70%', '40%'] }} style={{ marginBottom: 14 }} />
      ))}
    </div>
  )
}

interface Read<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** Shows a read in all its states; what was read stays on the page while it is read anew. */
export function Shown<T>({ read, children, rows }: { read: Read<T>; children: (data: T) => ReactNode; rows?: number }) {
  if (read.data !== undefined)
    return (
      <>
        {!!read.error && <Fault error={read.error} retry={() => void read.refetch()} />}
        {children(read.data)}
      </>
    )
  if (read.error) return <Fault error={read.error} retry={() => void read.refetch()} />
  return read.isPending ? <Rows n={rows} /> : null
}
