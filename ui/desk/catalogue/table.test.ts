import { describe, expect, it } from 'vitest'
import { faultsOf, filtered, tally, withCell } from './table'
import type { Row } from './views'

const rows: Row[] = [{ class: 'road', department: 'zjj' }, { class: 'noise', department: 'hbj', from: '22' }]

describe('a catalogue being edited', () => {
  it('finds lines and keeps their place', () => {
    expect(filtered(rows, 'hbj 22')).toEqual([{ at: 1, row: rows[1] }])
    expect(filtered(rows, '')).toHaveLength(2)
  })
  it('changes one cell and drops empty ones', () => {
    expect(withCell(rows, 1, 'from', '')[1]).toEqual({ class: 'noise', department: 'hbj' })
    expect(rows[1]!.from).toBe('22')
  })
  it('finds the fault of a cell and counts changes', () => {
    const report = { rows: [], faults: [{ line: 2, column: 'from', code: 'overlap', zh: '重叠', en: 'overlap' }], changes: [{ key: 'a', what: 'added' }, { key: 'b', what: 'removed' }] }
    expect(faultsOf(report).get('2/from')).toBe('重叠')
    expect(tally(report.changes)).toEqual({ added: 1, changed: 0, removed: 1 })
  })
})
