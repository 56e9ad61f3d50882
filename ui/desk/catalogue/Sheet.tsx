import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useRef } from 'react'
import { newKey } from '../../shared/client'
import { api, problemOf } from '../api'
import { base64 } from '../parts/base64'
import { say, words } from '../words'
import type { Catalogue, Report } from './views'

/** The largest sheet that is sent; base64 makes it a third longer. */
const largest = 5 << 20

/** A catalogue as a sheet: out, and in again with a report before anything is published. */
export function Sheet({ catalogue, read }: { catalogue: Catalogue; read: (r: Report) => void }) {
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const send = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > largest) throw new Error(say('文件超过 5 MB', 'The file is larger than 5 MB'))
      return api.post<Report>(`/api/v1/catalogues/${catalogue.name}/readings`, { content_base64: await base64(file) }, { key: newKey() })
    },
    onSuccess: read,
    onError: (e) => {
      const p = problemOf(e)
      void message.error(p.fields[0]?.detail ?? (p.code === 'page_error' && e instanceof Error ? e.message : p.say(words.lang)), 8)
    },
  })
  return (
    <>
      <Button href={`/api/v1/catalogues/${catalogue.name}/sheet`} download>{say('导出 Excel', 'Export')}</Button>
      {catalogue.may_edit && (
        <>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={say('导入 Excel 或 CSV', 'Import XLSX or CSV')}
            accept=".xlsx,.csv"
            onChange={(e) => {
              const file = e.target.files?.[0]
              e.target.value = ''
              if (file) send.mutate(file)
            }}
          />
          <Button loading={send.isPending} onClick={() => input.current?.click()}>{say('导入', 'Import')}</Button>
        </>
      )}
    </>
  )
}
