import { useMemo } from 'react'
import { useClasses, useDepartments } from '../parts/contract'

const none = new Map<string, string>()

/** What the codes of classes and departments are called. */
export function useNames(): (catalogue: string) => Map<string, string> {
  const classes = useClasses()
  const units = useDepartments()
  const maps = useMemo(
    () => ({
      class: new Map((classes.data ?? []).map((c) => [c.code, c.name] as const)),
      department: new Map((units.data ?? []).map((d) => [d.id, d.short_name] as const)),
    }),
    [classes.data, units.data],
  )
  return (catalogue) => maps[catalogue as keyof typeof maps] ?? none
}
