import { useNavigate, useSearch } from '@tanstack/react-router'

/** Filters, sort and the open row as they stand in the address. */
export type Search = Record<string, string | number | boolean | undefined>

/** Without what is empty, and without the names given. */
export function kept(search: Search, ...without: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(search).flatMap(([k, v]) => (v === undefined || v === '' || without.includes(k) ? [] : [[k, String(v)]])))
}

/** Whether two addresses show the same rows. */
export function same(a: Search, b: Search): boolean {
  const [x, y] = [kept(a), kept(b)]
  return Object.keys(x).length === Object.keys(y).length && Object.entries(x).every(([k, v]) => y[k] === v)
}

export interface Address {
  /** filters and sort, without the open row */
  search: Record<string, string>
  /** the open row */
  id?: string
  open: (id?: string) => void
  /** changes some filters and closes what is open; undefined takes one away */
  set: (part: Search) => void
  /** shows another selection altogether, as a saved view does */
  show: (search: Search) => void
}

interface Options {
  /** the parameter that names the open row */
  open?: string
  /** parameters of the page that are no filters: they stay as they are */
  beside?: string[]
  /** what is open stays open when a filter changes */
  stay?: boolean
}

/** The part of a page that lives in its address: a link shows the same rows, and Back undoes a filter. */
export function useAddress({ open = 'id', beside = [], stay = false }: Options = {}): Address {
  const all = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const to = (search: Search, replace = false) => void navigate({ to: '.', search: kept(search) as never, replace })
  const id = all[open] === undefined ? undefined : String(all[open])
  const rest = Object.fromEntries(beside.map((name) => [name, all[name]]))
  return {
    id,
    search: kept(all, open, ...beside),
    open: (next) => to({ ...all, [open]: next }, !!id),
    set: (part) => to({ ...all, ...(stay ? {} : { [open]: undefined }), ...part }),
    show: (search) => to({ ...rest, ...search }),
  }
}
