import { lightAt, leftAt, tickEvery, type Light } from '../../shared/clock'
import type { ClockView } from '../../shared/views'
import { named, say, words } from '../words'
import { serverNow, useNow } from './ticking'

const shape: Record<Light, string> = { green: '●', yellow: '▲', red: '■', over: '■', stopped: '‖' }

const word = (l: Light): string =>
  ({
    green: say('正常', 'On time'),
    yellow: say('临期', 'Due soon'),
    red: say('即将超期', 'Nearly late'),
    over: say('已超期', 'Late'),
    stopped: say('已停', 'Stopped'),
  })[l]

/** A clock as shape, word, time left and a thin bar; the colour is never the only sign. */
export function SlaPill({ clock, name = false }: { clock: ClockView; name?: boolean }) {
  const now = useNow(tickEvery(clock, serverNow()))
  const light = lightAt(clock, now)
  const left = leftAt(clock, now, words.lang)
  const used = Math.round((1 - Math.max(0, Math.min(1, clock.share))) * 100)
  return (
    <span className={`sla sla-${light}`} title={name ? undefined : named(clock)}>
      <span className="sla-text">
        <span aria-hidden="true">{shape[light]} </span>
        {name ? `${named(clock)} · ` : ''}
        {light === 'over' && /超|over/.test(left) ? '' : clock.paused_at && !clock.stopped_at ? say('已暂停', 'Paused') : `${word(light)} `}
        {light === 'stopped' ? '' : left}
        {clock.estimate ? say('（暂定）', ' (provisional)') : ''}
      </span>
      {light !== 'stopped' && (
        <span className="sla-bar" aria-hidden="true">
          <span style={{ width: `${light === 'over' ? 100 : used}%` }} />
        </span>
      )}
    </span>
  )
}
