import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime, isoDay } from '../../shared/format'
import { api, problemOf } from '../api'
import { say, words } from '../words'
import type { RatesView } from './views'

/** Publishes the figures that are shown: they are frozen case by case. */
export function PublishEdition({ v, done }: { v: RatesView; done: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  const [key, setKey] = useState(newKey)
  const [title, setTitle] = useState('')
  const [note, setNote] = useState('')
  const { message } = App.useApp()
  const cache = useQueryClient()
  const publish = useMutation({
    mutationFn: () => api.post<{ id: string }>('/api/v1/rate-editions', { title: title.trim(), note: note.trim(), from: v.period.from, to: v.period.to, cutoff: v.cutoff, imported: v.imported }, { key }),
    onSuccess: async (e) => {
      setOpen(false)
      setKey(newKey())
      await cache.invalidateQueries({ queryKey: ['rate-editions'] })
      done(e.id)
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const start = () => {
    setTitle(say(`${isoDay(v.period.from)} 至 ${isoDay(v.period.to)} 考核`, `Assessment ${isoDay(v.period.from)} to ${isoDay(v.period.to)}`))
    setOpen(true)
  }
  return (
    <>
      <Button type="primary" onClick={start}>{say('发布本期', 'Publish')}</Button>
      <Modal open={open} title={say('发布考核', 'Publish the assessment')} okText={say('发布', 'Publish')} cancelText={say('取消', 'Cancel')} confirmLoading={publish.isPending} okButtonProps={{ disabled: title.trim().length < 2 }} onCancel={() => setOpen(false)} onOk={() => publish.mutate()}>
        <div className="stack">
          <p className="small">{say(`冻结 ${dayTime(v.period.from, words.lang)} 至 ${dayTime(v.period.to, words.lang)}、截至 ${dayTime(v.cutoff, words.lang)} 的全部单位数据，发布后不能修改；以后的变化逐件列出原因。`, `Freezes all units' figures for the period as known at ${dayTime(v.cutoff, words.lang)}. They never change; later differences are listed with their reasons.`)}</p>
          <label className="stack small">{say('标题', 'Title')}<Input value={title} maxLength={60} onChange={(e) => setTitle(e.target.value)} /></label>
          <label className="stack small">{say('说明', 'Note')}<Input.TextArea rows={2} value={note} maxLength={500} onChange={(e) => setNote(e.target.value)} /></label>
        </div>
      </Modal>
    </>
  )
}
