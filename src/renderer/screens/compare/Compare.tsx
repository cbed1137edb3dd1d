/** Reference and result side by side under one set of controls; each keeps its own controls for the keyboard, too. */
import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { Choice } from '../../components/Choice'
import { Clip } from '../../components/Clip'
import { Panel } from '../../components/Panel'
import { clockWords } from '../../figures'
import { words } from '../../words'
import { useInStep } from './use-in-step'

type Sound = keyof typeof words.job.soundOption

export function Compare({ reference, result, names }: { reference: string; result: string; names: { video: string } }) {
  const first = useRef<HTMLVideoElement>(null)
  const second = useRef<HTMLVideoElement>(null)
  const [sound, setSound] = useState<Sound>('reference')
  const { playing, position, length, drift, toggle, seek } = useInStep(first, second)
  return (
    <>
      <div className="compare">
        <Panel title={words.job.reference} aside={names.video}>
          <Clip
            element={first}
            src={reference}
            label={words.job.referenceVideo}
            cannotShow={words.job.cannotShow}
            muted={sound !== 'reference'}
          />
        </Panel>
        <Panel title={words.job.result}>
          <Clip element={second} src={result} label={words.job.resultVideo} cannotShow={words.job.cannotShow} muted={sound !== 'result'} />
        </Panel>
      </div>
      <fieldset className="transport">
        <legend className="unseen">{words.job.controls}</legend>
        <div className="row row-apart">
          <strong>{words.job.at(clockWords(position), clockWords(length))}</strong>
          <span className="dim">{words.job.drift(drift)}</span>
        </div>
        <input
          type="range"
          aria-label={words.job.position}
          aria-valuetext={words.job.at(clockWords(position), clockWords(length))}
          min={0}
          max={Math.max(length, 0.04)}
          step={0.04}
          value={Math.min(position, Math.max(length, 0.04))}
          onChange={(event) => seek(event.currentTarget.valueAsNumber)}
        />
        <div className="row row-apart">
          <Button onClick={toggle}>{playing ? words.job.pause : words.job.play}</Button>
          <Choice
            beside
            label={words.job.sound}
            value={sound}
            options={(['reference', 'result', 'none'] as const).map((value) => ({ value, label: words.job.soundOption[value] }))}
            onChange={setSound}
          />
        </div>
      </fieldset>
    </>
  )
}
