import { useQuery } from '@tanstack/react-query'
import { Alert, Progress } from 'antd'
import { api } from '../api'
import { Fault as Failure } from '../parts/States'
import { say } from '../words'
import type { Fault, Job } from './views'

const over = (j: Job | undefined) => !!j && ['done', 'failed', 'cancelled'].includes(j.state)

/** A job, asked for once a second until it is over. */
export function useJob(id: string | undefined) {
  return useQuery({
    queryKey: ['time-job', id],
    enabled: !!id,
    queryFn: ({ signal }) => api.get<Job>(`/api/v1/time-jobs/${id}`, { signal }),
    refetchInterval: (q) => (over(q.state.data) ? false : 1000),
  })
}

const stateWord = (s: string) =>
  ({ queued: say('排队中', 'Queued'), running: say('进行中', 'Running'), cancelling: say('正在取消', 'Stopping'), done: say('已完成', 'Done'), failed: say('失败', 'Failed'), cancelled: say('已取消', 'Cancelled') })[s] ?? s

/** How far a job has come, in words and as a bar. */
export function JobProgress({ job, error }: { job: Job | undefined; error?: unknown }) {
  if (error && !job) return <Failure error={error} />
  if (!job) return null
  const share = job.state === 'done' ? 100 : job.total > 0 ? Math.min(100, Math.round((job.done / job.total) * 100)) : 0
  return (
    <div role="status" className="job">
      <span>
        {stateWord(job.state)} <span className="num">{job.total > 0 ? `${job.done} / ${job.total}` : job.done}</span>
      </span>
      <Progress percent={share} size="small" status={job.state === 'failed' ? 'exception' : job.state === 'done' ? 'success' : 'normal'} aria-label={say('进度', 'Progress')} />
      {job.fault && <Alert type="error" title={job.fault} />}
    </div>
  )
}

/** What is wrong with a document, line by line. */
export function Faults({ faults, line }: { faults: Fault[]; line?: (f: Fault) => string }) {
  if (!faults.length) return null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={say(`有 ${faults.length} 处问题，不能发布`, `${faults.length} faults; this cannot be published`)}
      description={
        <ul className="fault-list">
          {faults.slice(0, 30).map((f, i) => (
            <li key={i}>
              {line?.(f)}
              {say(f.zh, f.en)}
            </li>
          ))}
        </ul>
      }
    />
  )
}
