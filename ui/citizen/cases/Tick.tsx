/** A box to tick, and what ticking it means. */
export function Tick({ checked, label, hint, onChange, disabled }: { checked: boolean; label: string; hint: string; onChange: (on: boolean) => void; disabled?: boolean }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(e) => onChange(e.currentTarget.checked)} />
      <span>
        {label}
        <small>{hint}</small>
      </span>
    </label>
  )
}
