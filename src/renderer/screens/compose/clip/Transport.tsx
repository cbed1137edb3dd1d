/** Play and stop, frame by frame, the loop, the sound, and where the player is. */
import { type ComponentProps, useEffect, useRef } from 'react'
import { clockWords } from '../../../figures'
import { words } from '../../../words/index'
import { Sign } from '../Sign'
import type { ClipPlayer } from './use-clip-player'

export function Transport({ player, hasSound }: { player: ClipPlayer; hasSound: boolean }) {
  const place = useRef<HTMLSpanElement>(null)
  const { onTime } = player
  useEffect(
    () =>
      onTime((time) => {
        if (place.current) place.current.textContent = clockWords(time, 2)
      }),
    [onTime],
  )
  return (
    <fieldset className="clip-transport" disabled={player.video === null}>
      <legend className="unseen">{words.clip.transport}</legend>
      <Key
        label={player.isPlaying ? words.clip.pause : words.clip.play}
        sign={player.isPlaying ? 'pause' : 'play'}
        keys="Space"
        press={player.toggle}
      />
      <Key label={words.clip.frameBack} sign="back" keys="," press={() => player.step(-1)} />
      <Key label={words.clip.frameOn} sign="on" keys="." press={() => player.step(1)} />
      <Key label={words.clip.loop} sign="loop" isOn={player.loops} press={() => player.setLoops(!player.loops)} />
      {hasSound ? (
        <Key
          label={words.clip.mute}
          sign={player.isMuted ? 'silent' : 'sound'}
          isOn={player.isMuted}
          press={() => player.setMuted(!player.isMuted)}
        />
      ) : null}
      <span ref={place} className="clip-time" />
    </fieldset>
  )
}

function Key({
  label,
  sign,
  keys,
  isOn,
  press,
}: {
  label: string
  sign: ComponentProps<typeof Sign>['of']
  keys?: string
  isOn?: boolean
  press: () => void
}) {
  return (
    <button
      type="button"
      className="key-button"
      aria-label={label}
      aria-pressed={isOn}
      aria-keyshortcuts={keys}
      title={keys ? words.clip.withKey(label, keys) : label}
      onClick={press}
    >
      <Sign of={sign} />
    </button>
  )
}
