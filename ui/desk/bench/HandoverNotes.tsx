import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useReducer } from 'react'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import type { Handover } from '../../shared/views'
import { api } from '../api'
import { say, words } from '../words'
import { useHandovers } from './agents'
import { keepNote, readNote } from './drafts'
import { handed } from './HandoverDialog'

/** The notes of those who handed over: what came to me, and what went to a queue that I serve. */
export function HandoverNotes({ me }: { me?: string }) {
  const cache = useQueryClient()
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const read = useHandovers().data ?? []
  const see = useMutation({
    mutationFn: async (h: Handover) => {
      keepNote(h.id)
      if (h.for_me) await api.post<void>(`/api/v1/handovers/${h.id}/actions/see`, {}, { key: newKey() })
    },
    onSettled: () => {
      redraw()
      void cache.invalidateQueries({ queryKey: ['handovers'] })
    },
  })
  const open = read.filter((h) => h.from_name !== me && (h.for_me ? !h.seen_at : !h.to_id) && !readNote(h.id))
  return (
    <>
      {open.map((h) => (
        <Alert
          key={h.id}
          type="info"
          showIcon
          className="handover-note"
          title={say(`${h.from_name} 交班：${handed(h)}`, `${h.from_name} handed over: ${handed(h)}`)}
          description={
            <>
              <p style={{ whiteSpace: 'pre-wrap' }}>{h.note}</p>
              <p className="dim small">{dayTime(h.at, words.lang)}</p>
            </>
          }
          action={
            <Button size="small" onClick={() => see.mutate(h)}>
              {say('知道了', 'Read')}
            </Button>
          }
        />
      ))}
    </>
  )
}
