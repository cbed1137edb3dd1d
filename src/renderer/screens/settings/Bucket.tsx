/** A bucket of the person's own: its address, and its two keys, which go in and never come back. */
import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { KeyList } from '../../../contract/shapes'
import type { BucketInfo, SettingsView } from '../../../contract/window-shapes'
import { ask } from '../../client'
import { useEngine } from '../../state/engine'
import { useChange, useSaving } from '../../state/settings'
import { words } from '../../words'
import { KeyState } from './KeyRow'
import { useKeys } from './Keys'
import { Saved } from './Saved'

const blank: BucketInfo = { endpoint: '', region: '', name: '', prefix: '', pathStyle: true, lifeHours: 24 }
/** The longest a signed link may live. */
const MOST_HOURS = 7 * 24

export function Bucket({ settings }: { settings: SettingsView }) {
  const saving = useChange()
  const { delivery } = words.settings
  const [bucket, setBucket] = useState<BucketInfo>(settings.bucket ?? blank)
  const set = (part: Partial<BucketInfo>) => setBucket((before) => ({ ...before, ...part }))
  const whole = bucket.endpoint.trim() !== '' && bucket.region.trim() !== '' && bucket.name.trim() !== ''
  const text = (field: 'endpoint' | 'region' | 'name' | 'prefix', placeholder?: string) => ({
    label: delivery[field],
    placeholder,
    value: bucket[field],
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: HTMLInputElement }) => set({ [field]: event.currentTarget.value }),
  })
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const trimmed = {
      ...bucket,
      endpoint: bucket.endpoint.trim(),
      region: bucket.region.trim(),
      name: bucket.name.trim(),
      prefix: bucket.prefix.trim(),
    }
    const view = await saving.change({ bucket: trimmed })
    // As the engine wrote it down.
    if (view?.bucket) setBucket(view.bucket)
  }
  const forget = async () => {
    if (await saving.change({ bucket: null })) setBucket(blank)
  }
  return (
    <div className="settings-part">
      <p className="dim">{delivery.bucketMeans}</p>
      <form className="bucket-form" onSubmit={(event) => void save(event)}>
        <TextInput className="wide" {...text('endpoint', delivery.endpointHint)} inputMode="url" />
        <TextInput {...text('region')} />
        <TextInput {...text('name')} />
        <TextInput {...text('prefix', delivery.prefixHint)} />
        <NumberInput
          label={delivery.hours}
          value={bucket.lifeHours}
          min={1}
          max={MOST_HOURS}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="blur"
          hideControls
          suffix={` ${delivery.hoursUnit}`}
          onChange={(hours) => {
            if (typeof hours === 'number') set({ lifeHours: hours })
          }}
        />
        <Switch
          className="wide"
          labelPosition="left"
          label={delivery.pathStyle}
          checked={bucket.pathStyle}
          onChange={(event) => set({ pathStyle: event.currentTarget.checked })}
        />
        <div className="row wide">
          <Button type="submit" loading={saving.busy} disabled={!whole}>
            {delivery.saveBucket}
          </Button>
          {settings.bucket ? (
            <Button variant="default" disabled={saving.busy} onClick={() => void forget()}>
              {delivery.removeBucket}
            </Button>
          ) : null}
          {whole ? null : <span className="dim">{delivery.incomplete}</span>}
        </div>
      </form>
      <Saved saving={saving} />
      <BucketKeys />
    </div>
  )
}

function BucketKeys() {
  const { line } = useEngine()
  const { answer, note } = useKeys()
  const saving = useSaving<KeyList>()
  const [accessKeyId, setAccessKeyId] = useState('')
  const [secretAccessKey, setSecret] = useState('')
  const { delivery, keys } = words.settings
  const known = answer?.ok ? answer.value.keys.find(({ id }) => id === 's3') : undefined
  const set = async (event: FormEvent) => {
    event.preventDefault()
    const key = JSON.stringify({ accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() })
    setAccessKeyId('')
    setSecret('')
    const list = await saving.save(() => ask(line, (signal) => line.client.keys.set({ id: 's3', key }, { signal })))
    if (list) await note(list)
  }
  const remove = async () => {
    const list = await saving.save(() => ask(line, (signal) => line.client.keys.remove({ id: 's3' }, { signal })))
    if (list) await note(list)
  }
  const ready = accessKeyId.trim() !== '' && secretAccessKey.trim() !== ''
  return (
    <form className="bucket-form" onSubmit={(event) => void set(event)}>
      <div className="row wide">
        <h3>{delivery.bucketKeys}</h3>
        {known ? <KeyState known={known} /> : null}
      </div>
      <TextInput
        label={delivery.accessKeyId}
        value={accessKeyId}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setAccessKeyId(event.currentTarget.value)}
      />
      <TextInput
        type="password"
        label={delivery.secret}
        value={secretAccessKey}
        autoComplete="off"
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <div className="row wide">
        <Button type="submit" loading={saving.busy} disabled={!ready}>
          {delivery.saveKeys}
        </Button>
        {known?.has && known.from !== 'environment' ? (
          <Button variant="default" disabled={saving.busy} aria-label={keys.removeFor(delivery.bucket)} onClick={() => void remove()}>
            {keys.remove}
          </Button>
        ) : null}
      </div>
      <div className="wide">
        <Saved saving={saving} />
      </div>
    </form>
  )
}
