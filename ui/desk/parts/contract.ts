import { useQuery } from '@tanstack/react-query'
import { api } from '../api'
import { named } from '../words'
import type { CaseClass, City, Contract, Department, Outlet, Page, Word } from '../../shared/views'

const minutes = (n: number) => n * 60_000

const cityQuery = { queryKey: ['city'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<City>('/api/v1/city', { signal }), staleTime: minutes(5) }
const contractQuery = { queryKey: ['contract'], queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Contract>('/api/v1/contract', { signal }), staleTime: Infinity }

export const useCity = () => useQuery(cityQuery)

/** Whether the words of all pages are there; without them (the server is away) pages come up all the same and show codes. */
export function useWordsReady(): boolean {
  const a = useQuery(cityQuery)
  const b = useQuery(contractQuery)
  return !a.isPending && !b.isPending
}

export const useClasses = () => useQuery({ queryKey: ['classes'], queryFn: ({ signal }) => api.get<Page<CaseClass>>('/api/v1/classes', { signal }), staleTime: minutes(5), select: (p) => p.items })

export const useDepartments = () =>
  useQuery({ queryKey: ['departments'], queryFn: ({ signal }) => api.get<Page<Department>>('/api/v1/departments', { signal }), staleTime: minutes(5), select: (p) => p.items })

export const useOutlets = () => useQuery({ queryKey: ['outlets'], queryFn: ({ signal }) => api.get<Page<Outlet>>('/api/v1/outlets', { signal }), staleTime: minutes(5), select: (p) => p.items })

type Aggregate = 'conversation' | 'message' | 'case'

/** The words of the transition table: stages, acts, clocks and fields as the reader's language calls them. */
export function useContract() {
  const { data } = useQuery(contractQuery)
  const word = (list: Word[] | undefined, agg: Aggregate, name: string) => {
    const w = list?.find((x) => x.aggregate === agg && x.name === name)
    return w ? named(w) : name
  }
  return {
    stage: (agg: Aggregate, name: string) => word(data?.stages, agg, name),
    act: (agg: Aggregate, name: string) => word(data?.acts, agg, name),
    clock: (agg: Aggregate, name: string) => word(data?.clocks, agg, name),
    field: (name: string) => {
      const f = data?.fields[name]
      return f ? named(f) : name
    },
    stages: (agg: Aggregate) => (data?.stages ?? []).filter((s) => s.aggregate === agg),
    final: (agg: Aggregate, name: string) => !!data?.stages.find((s) => s.aggregate === agg && s.name === name)?.final,
    fields: data?.fields ?? {},
  }
}

export interface TreeNode {
  value: string
  title: string
  children?: TreeNode[]
}

/** Rows with a parent as a tree for pickers; a row whose parent is not there stands at the top. */
export function treeOf<T>(rows: T[], id: (r: T) => string, parent: (r: T) => string | undefined, title: (r: T) => string): TreeNode[] {
  const nodes = new Map(rows.map((r) => [id(r), { value: id(r), title: title(r) } as TreeNode]))
  const top: TreeNode[] = []
  for (const r of rows) {
    const node = nodes.get(id(r))!
    const up = nodes.get(parent(r) ?? '')
    if (up && up !== node) (up.children ??= []).push(node)
    else top.push(node)
  }
  return top
}

export const classTree = (rows: CaseClass[] | undefined) => treeOf(rows ?? [], (c) => c.code, (c) => c.parent, (c) => c.name)
export const departmentTree = (rows: Department[] | undefined) => treeOf(rows ?? [], (d) => d.id, (d) => d.parent_id, (d) => d.short_name)
