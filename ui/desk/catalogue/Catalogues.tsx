import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { api } from '../api'
import { Shown } from '../parts/States'
import { named, say } from '../words'
import { CatalogueTable } from './CatalogueTable'
import { useNames } from './names'
import { Proposals } from './Proposals'
import type { Catalogue, CatalogueItem } from './views'

/** The catalogues that the office keeps itself: classes, duty list, departments, templates. */
export function Catalogues() {
  const { kind, version } = useSearch({ from: '/catalogues' })
  const navigate = useNavigate({ from: '/catalogues' })
  const list = useQuery({ queryKey: ['catalogues'], queryFn: ({ signal }) => api.get<{ items: CatalogueItem[] }>('/api/v1/catalogues', { signal }) })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('目录维护', 'Catalogues')}</h1>
      </header>
      <Shown read={list}>
        {({ items }) => {
          const shown = items.find((i) => i.name === kind) ?? items[0]!
          return (
            <>
              <Tabs activeKey={shown.name} onChange={(k) => void navigate({ search: { kind: k } })} items={items.map((i) => ({ key: i.name, label: named(i) }))} />
              <One key={`${shown.name}/${version ?? ''}`} kind={shown.name} version={version} go={(v) => void navigate({ search: { kind: shown.name, version: v } })} />
            </>
          )
        }}
      </Shown>
    </div>
  )
}

function One({ kind, version, go }: { kind: string; version?: string; go: (version?: string) => void }) {
  const read = useQuery({
    queryKey: ['catalogue', kind, version ?? ''],
    queryFn: ({ signal }) => api.get<Catalogue>(`/api/v1/catalogues/${kind}${version ? `?version=${version}` : ''}`, { signal }),
  })
  const names = useNames()
  return (
    <Shown read={read}>
      {(c) => (
        <div className="stack">
          {kind === 'duty' && !version && <Proposals base={c.version} edit={c.may_edit} names={names('department')} />}
          <CatalogueTable key={`${c.version}/${version ?? ''}`} catalogue={c} older={version} go={go} />
        </div>
      )}
    </Shown>
  )
}
