import type { Contract, FieldInfo } from '../../shared/views'
import { named, picks } from '../choices'
import { Choices, Field } from '../parts'
import { find } from '../words/life'

/** Fields that a citizen can fill in; codes, units and identifiers are the staff's or the house's own. */
export const askable = (f: FieldInfo): boolean => ['text', 'choice', 'flag', 'date', 'number'].includes(f.type)

/** Texts that may be longer than this many characters get more than a line. */
const roomy = 120

/** The question as the citizen is asked it: the words of this act, those of all acts, or the contract's. */
const question = (act: string, f: FieldInfo): string => find(`act.${act}.${f.name}`) ?? find(`survey.${f.name}`) ?? named(f)

/** One field of an act, by its type. */
export function ActField({ act, f, contract, value, set, error }: { act: string; f: FieldInfo; contract: Contract; value: string; set: (v: string) => void; error?: string }) {
  const label = question(act, f)
  switch (f.type) {
    case 'choice':
      return <Choices name={`${act}-${f.name}`} label={label} value={value} onPick={set} error={error} options={picks(contract, f.name, f.values)} />
    case 'flag':
      return (
        <label class={`tick${error ? ' wrong' : ''}`}>
          <input type="checkbox" checked={value === 'yes'} onChange={(e) => set(e.currentTarget.checked ? 'yes' : 'no')} />
          <span>
            {label}
            {error && <small class="error">{error}</small>}
          </span>
        </label>
      )
    default:
      return (
        <Field
          name={f.name}
          label={label}
          value={value}
          onInput={set}
          max={f.max}
          rows={f.type === 'text' && (f.max ?? 0) > roomy ? 2 : undefined}
          type={f.type === 'date' ? 'date' : 'text'}
          inputMode={f.type === 'number' ? 'numeric' : undefined}
          required={f.required}
          error={error}
        />
      )
  }
}
