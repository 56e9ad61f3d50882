import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Empty, Shown } from '../parts/States'
import { say } from '../words'
import type { Address } from './address'
import type { Keyset } from './keyset'
import { useSteps } from './steps'

/** One column of a list that is shown as a table. sort names the value of `sort` in the address that orders by it. */
export interface Column<T> {
  key: string
  title: string
  cell: (row: T) => ReactNode
  className?: string
  sort?: string
}

/** Rows under a heading of their own. */
export interface RowGroup<T> {
  name: string
  label: string
  items: T[]
}

export interface RowsProps<T> {
  read: Keyset<T>
  id: (row: T) => string
  /** each row as a card of two lines … */
  card?: (row: T) => ReactNode
  /** … or all of them as a table */
  columns?: Column<T>[]
  groups?: (rows: T[]) => RowGroup<T>[]
  /** what stands for no rows: one sentence and what to do next */
  empty: { text: string; action?: ReactNode }
  /** the open row */
  at?: string
  open?: (id: string) => void
  label: string
  /** rows that can be ticked, for an act on several */
  pick?: { can: (row: T) => boolean; label: (row: T) => string; picked: string[]; set: (ids: string[]) => void }
  address?: Pick<Address, 'search' | 'set'>
}

/** The rows of a list in all its states: read, read anew, empty, failed, more to come; J and K go through them. */
export function Rows<T>(p: RowsProps<T>) {
  const { read } = p
  const groups: RowGroup<T>[] = p.groups ? p.groups(read.items ?? []) : [{ name: '', label: '', items: read.items ?? [] }]
  useSteps(groups.flatMap((g) => g.items.map(p.id)), p.at, p.open)
  return (
    <div className={read.stale ? 'rows-shown stale' : 'rows-shown'} aria-busy={read.busy}>
      <Shown read={{ data: read.items, error: read.error, isPending: read.pending, refetch: read.again }}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={p.empty.text}>{p.empty.action}</Empty>
          ) : (
            <>
              {groups.map((g) =>
                g.name ? (
                  <section key={g.name} className={`group-${g.name}`} aria-label={g.label}>
                    <h2 className="group-head">
                      {g.label} <span className="num dim">{g.items.length}</span>
                    </h2>
                    <Some {...p} rows={g.items} label={g.label} />
                  </section>
                ) : (
                  <Some key="all" {...p} rows={g.items} />
                ),
              )}
              {read.more && (
                <div className="more">
                  <Button onClick={read.more} loading={read.moreBusy}>
                    {say('更多', 'More')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Shown>
    </div>
  )
}

function Some<T>(p: RowsProps<T> & { rows: T[] }) {
  if (p.columns) return <Table {...p} columns={p.columns} />
  return (
    <ul className="items">
      {p.rows.map((row) => (
        <CardRow key={p.id(row)} id={p.id(row)} on={p.id(row) === p.at} open={p.open} before={p.pick?.can(row) && <Tick id={p.id(row)} label={p.pick.label(row)} of={p.pick} />}>
          {p.card?.(row)}
        </CardRow>
      ))}
    </ul>
  )
}

function Tick({ id, label, of }: { id: string; label: string; of: { picked: string[]; set: (ids: string[]) => void } }) {
  return (
    <label>
      <input type="checkbox" aria-label={label} checked={of.picked.includes(id)} onChange={(e) => of.set(e.target.checked ? [...of.picked, id] : of.picked.filter((x) => x !== id))} />
    </label>
  )
}

/** One row as a card: a link, so that it can be opened in another tab too. */
export function CardRow({ id, on, open, before, children }: { id: string; on: boolean; open?: (id: string) => void; before?: ReactNode; children: ReactNode }) {
  return (
    <li className={before ? 'pick-row' : undefined}>
      {before}
      <a
        href={`?id=${encodeURIComponent(id)}`}
        className={on ? 'item on' : 'item'}
        aria-current={on ? 'true' : undefined}
        data-row={id}
        onClick={(e) => {
          if (e.metaKey || e.ctrlKey || e.shiftKey || !open) return
          e.preventDefault()
          open(id)
        }}
      >
        {children}
      </a>
    </li>
  )
}

function Table<T>({ rows, columns, id, at, open, label, address }: RowsProps<T> & { rows: T[]; columns: Column<T>[] }) {
  const sorted = address?.search.sort
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="data list">
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" className={c.className} aria-sort={c.sort && c.sort === sorted ? 'ascending' : undefined}>
                {c.sort && address ? (
                  <button type="button" className="linklike" onClick={() => address.set({ sort: c.sort === sorted ? undefined : c.sort })}>
                    {c.title}
                    {c.sort === sorted && <span aria-hidden="true"> ↑</span>}
                  </button>
                ) : (
                  c.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={id(row)}
              data-row={id(row)}
              tabIndex={-1}
              className={id(row) === at ? 'on' : undefined}
              aria-current={id(row) === at ? 'true' : undefined}
              onKeyDown={(e) => e.key === 'Enter' && e.target === e.currentTarget && open?.(id(row))}
            >
              {columns.map((c) => (
                <td key={c.key} className={c.className}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
