import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { newKey } from '../../shared/client'
import { api } from '../api'
import { sheetContent, sheetFault, useFile } from '../parts/file'
import { say } from '../words'
import type { Catalogue, Report } from './views'

/** A catalogue as a sheet: out, and in again with a report before anything is published. */
export function Sheet({ catalogue, read }: { catalogue: Catalogue; read: (r: Report) => void }) {
  const { message } = App.useApp()
  const send = useMutation({
    mutationFn: async (file: File) => {
      return api.post<Report>(`/api/v1/catalogues/${catalogue.name}/readings`, { content_base64: await sheetContent(file) }, { key: newKey() })
    },
    onSuccess: read,
    onError: (e) => void message.error(sheetFault(e), 8),
  })
  const [field, ask] = useFile(say('导入 Excel 或 CSV', 'Import XLSX or CSV'), '.xlsx,.csv', (f) => send.mutate(f))
  return (
    <>
      <Button href={`/api/v1/catalogues/${catalogue.name}/sheet`} download>{say('导出 Excel', 'Export')}</Button>
      {catalogue.may_edit && (
        <>
          {field}
          <Button loading={send.isPending} onClick={ask}>{say('导入', 'Import')}</Button>
        </>
      )}
    </>
  )
}
