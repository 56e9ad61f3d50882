import { FileExcelOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Dropdown, Modal } from 'antd'
import { useState } from 'react'
import type { components } from '../../shared/api'
import { newKey } from '../../shared/client'
import { api } from '../api'
import { sheetContent, sheetFault, useFile } from '../parts/file'
import { say, words } from '../words'

type Report = components['schemas']['SheetReport']

/** The unit's open cases as a sheet: out, filled in elsewhere, and in again; a report by line before anything is done. */
export function RoundTrip() {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [content, setContent] = useState<string>()
  const [report, setReport] = useState<Report>()
  const failed = (e: unknown) => void message.error(sheetFault(e), 8)
  const check = useMutation({
    mutationFn: async (file: File) => {
      const text = await sheetContent(file)
      setContent(text)
      return api.post<Report>('/api/v1/case-sheet/checks', { content_base64: text }, { key: newKey() })
    },
    onSuccess: setReport,
    onError: failed,
  })
  const send = useMutation({
    mutationFn: () => api.post<Report>('/api/v1/case-sheet/imports', { content_base64: content }, { key: newKey() }),
    onSuccess: (r) => {
      setReport(r)
      void cache.invalidateQueries({ queryKey: ['cases'] })
      if (!r.faults.length) void message.success(say(`已答复 ${r.done} 件`, `${r.done} cases answered`))
    },
    onError: failed,
  })
  const [field, ask] = useFile(say('导入填好的表', 'Import the filled sheet'), '.xlsx', (f) => check.mutate(f))
  const close = () => {
    setReport(undefined)
    setContent(undefined)
  }
  const ready = report?.lines.filter((l) => l.state === 'ready').length ?? 0
  return (
    <>
      {field}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'out', label: <a href="/api/v1/case-sheet" download>{say('导出办理中的工单', 'Cases in hand as a sheet')}</a> },
            { key: 'in', label: say('导入填好的答复', 'Import the answers'), onClick: ask },
          ],
        }}
      >
        <Button icon={<FileExcelOutlined />} loading={check.isPending}>{say('批量答复', 'By sheet')}</Button>
      </Dropdown>
      <Modal
        open={!!report}
        title={say('导入答复', 'Import answers')}
        width={760}
        onCancel={close}
        okText={say(`答复 ${ready} 件`, `Answer ${ready}`)}
        cancelText={say('关闭', 'Close')}
        okButtonProps={{ disabled: !ready || !!report?.faults.length }}
        confirmLoading={send.isPending}
        onOk={() => send.mutate()}
      >
        {report && (
          <div className="stack">
            {report.faults.length > 0 && <Alert type="error" showIcon title={say(`有 ${report.faults.length} 处问题，改好前一件也不会导入`, `${report.faults.length} faults: nothing is imported before they are mended`)} />}
            {!report.faults.length && !report.lines.length && <Alert type="info" showIcon title={say('表中没有填写答复', 'No answer was filled in')} />}
            <div className="scroll-x">
              <table className="data list">
                <thead>
                  <tr>
                    <th>{say('行', 'Line')}</th>
                    <th>{say('工单号', 'Number')}</th>
                    <th>{say('结果', 'Result')}</th>
                  </tr>
                </thead>
                <tbody>
                  {report.faults.map((f, i) => (
                    <tr key={`f${i}`}>
                      <td className="num">{f.line || '–'}</td>
                      <td>{f.column}</td>
                      <td className="bad">{words.pick(f.zh, f.en)}</td>
                    </tr>
                  ))}
                  {report.lines
                    .filter((l) => l.state !== 'refused' || !report.faults.length)
                    .map((l) => (
                      <tr key={l.line}>
                        <td className="num">{l.line}</td>
                        <td className="num">{l.number}</td>
                        <td>{l.state === 'done' ? say('已答复', 'Answered') : l.state === 'ready' ? say('可以导入', 'Ready') : words.pick(l.zh ?? '', l.en ?? '')}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
      </Modal>
    </>
  )
}
