import { say } from '../words'

interface Flagged {
  supervised: boolean
  reminders: number
  redos: number
  urgency: string
  confidential?: boolean
  followers?: number
}

/** What makes a case unlike the others, in short words. */
export function Flags({ of }: { of: Flagged }) {
  return (
    <>
      {of.supervised && <span className="flag flag-red">{say('督办', 'Supervised')}</span>}
      {of.urgency === 'urgent' && <span className="flag flag-red">{say('加急', 'Urgent')}</span>}
      {of.reminders > 0 && <span className="flag flag-yellow">{say(`催办 ${of.reminders}`, `Reminded ${of.reminders}`)}</span>}
      {of.redos > 0 && <span className="flag flag-yellow">{say(`重办 ${of.redos}`, `Redo ${of.redos}`)}</span>}
      {!!of.followers && <span className="flag">{say(`另有 ${of.followers} 人也遇到`, `${of.followers} more met the same`)}</span>}
      {of.confidential && <span className="flag">{say('保密', 'Confidential')}</span>}
    </>
  )
}
