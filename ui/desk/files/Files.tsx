import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import { dayTime } from '../../shared/format'
import type { Attachment } from '../../shared/upload'
import type { Page } from '../../shared/views'
import { api } from '../api'
import { Fault } from '../parts/States'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'

const href = (a: Attachment) => `/api/v1/attachments/${a.id}/content`

const size = (n: number) => (n >= 1 << 20 ? `${(n / (1 << 20)).toFixed(1)} MB` : `${Math.max(1, Math.round(n / 1024))} KB`)

/** The files of a case or message as a grid; a picture or film opens over the page. Nothing shows while there are none. */
export function Files({ kind, id }: { kind: 'cases' | 'messages'; id: string }) {
  const read = useQuery({ queryKey: [kind === 'cases' ? 'case' : 'message', id, 'files'], queryFn: ({ signal }) => api.get<Page<Attachment>>(`/api/v1/${kind}/${id}/attachments`, { signal }), select: (p) => p.items })
  const [open, setOpen] = useState<Attachment>()
  if (read.error) return <Fault error={read.error} retry={() => void read.refetch()} />
  if (!read.data?.length) return null
  return (
    <section className="card">
      <header>
        <h2>{say('附件', 'Files')}</h2>
        <span className="flag">{read.data.length}</span>
      </header>
      <ul className="files pad">
        {read.data.map((a) => (
          <li key={a.id}>
            <button type="button" className="file" onClick={() => setOpen(a)} aria-label={`${say('查看', 'Open')} ${a.name}`}>
              {a.family === 'image' ? <img src={href(a)} alt="" loading="lazy" /> : <span className="file-kind">{{ video: say('视频', 'Film'), audio: say('录音', 'Sound') }[a.family] ?? 'PDF'}</span>}
            </button>
            <span className="file-name" title={a.name}>{a.name}</span>
            <span className="dim small">
              {choiceWord('purpose', a.purpose)} · {size(a.size)}
            </span>
          </li>
        ))}
      </ul>
      {open && (
        <Modal open onCancel={() => setOpen(undefined)} footer={null} width={860} title={open.name}>
          <div className="file-open">
            {open.family === 'image' && <img src={href(open)} alt={open.name} />}
            {open.family === 'video' && <video src={href(open)} controls preload="metadata" />}
            {open.family === 'audio' && <audio src={href(open)} controls preload="metadata" />}
          </div>
          <p className="dim small">
            {choiceWord('purpose', open.purpose)} · {open.by === 'citizen' ? say('市民提交', 'by the citizen') : say('工作人员提交', 'by staff')} · {dayTime(open.at, words.lang)} · {size(open.size)}
          </p>
          <p>
            <a href={href(open)} download={open.name}>
              {say('下载', 'Download')}
            </a>
          </p>
        </Modal>
      )}
    </section>
  )
}
