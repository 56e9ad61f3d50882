import { Input, Select, Switch, TreeSelect } from 'antd'
import { useEffect, useState } from 'react'
import type { TreeNode } from '../parts/contract'
import type { Address } from './address'

interface Common {
  /** the name of the query parameter */
  name: string
  label: string
  width?: number
}

export interface Choice {
  value: string
  label: string
}

/** A filter as data: what it is called, and how its value is entered. */
export type Filter =
  | (Common & { kind: 'select'; options: (Choice | { label: string; title: string; options: Choice[] })[]; search?: boolean; placeholder?: string; /** the value that stands for no parameter */ none?: string })
  | (Common & { kind: 'tree'; tree: TreeNode[] })
  | (Common & { kind: 'text'; placeholder: string; main?: boolean })
  | (Common & { kind: 'flag' })

/** The filters of a list; their values stand in the address. */
export function Filters({ filters, address, size = 'small' }: { filters: Filter[]; address: Address; size?: 'small' | 'middle' }) {
  return (
    <>
      {filters.map((f) => (
        <One key={f.name} f={f} value={address.search[f.name]} set={(v) => address.set({ [f.name]: v || undefined })} size={size} />
      ))}
    </>
  )
}

function One({ f, value, set, size }: { f: Filter; value: string | undefined; set: (v?: string) => void; size: 'small' | 'middle' }) {
  switch (f.kind) {
    case 'select':
      return (
        <Select
          size={size}
          allowClear={f.none === undefined}
          showSearch={f.search && { optionFilterProp: 'label' }}
          style={f.width ? { width: f.width } : { flex: 1, minWidth: 0 }}
          placeholder={f.placeholder ?? f.label}
          aria-label={f.label}
          value={value ?? f.none}
          onChange={(v?: string) => set(v === f.none ? undefined : v)}
          options={f.options}
        />
      )
    case 'tree':
      return <TreeSelect size={size} allowClear showSearch={{ treeNodeFilterProp: 'title' }} style={{ width: f.width ?? 160 }} placeholder={f.label} aria-label={f.label} value={value} onChange={(v?: string) => set(v)} treeData={f.tree} />
    case 'flag':
      return (
        <label className="row small">
          <Switch size="small" checked={value === 'true'} onChange={(on) => set(on ? 'true' : undefined)} aria-label={f.label} /> {f.label}
        </label>
      )
    case 'text':
      return <Text f={f} value={value ?? ''} set={set} size={size} />
  }
}

/** A text is looked for on Enter; while it is typed the address stays. */
function Text({ f, value, set, size }: { f: Extract<Filter, { kind: 'text' }>; value: string; set: (v?: string) => void; size: 'small' | 'middle' }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  return (
    <span data-search={f.main || undefined} style={f.main ? { flexBasis: '100%' } : undefined}>
      <Input.Search allowClear size={f.main ? 'middle' : size} style={f.width ? { width: f.width } : undefined} value={text} onChange={(e) => setText(e.target.value)} onSearch={(v) => set(v.trim())} placeholder={f.placeholder} aria-label={f.label} />
    </span>
  )
}
