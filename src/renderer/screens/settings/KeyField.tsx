/** Where a key is pasted. It is taken out of the field before it is sent, and shown by nothing afterwards. */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { words } from '../../words'

export function KeyField({
  label,
  saveLabel,
  busy,
  onSave,
  onKeep,
}: {
  label: string
  saveLabel: string
  busy: boolean
  onSave: (key: string) => Promise<boolean>
  /** Leaves the key that is there as it is; null where there is none. */
  onKeep: (() => void) | null
}) {
  const [written, setWritten] = useState('')
  const save = (event: FormEvent) => {
    event.preventDefault()
    const key = written.trim()
    setWritten('')
    if (key !== '') void onSave(key)
  }
  return (
    <form className="key-field" onSubmit={save}>
      <TextInput
        type="password"
        aria-label={label}
        placeholder={words.settings.keys.paste}
        value={written}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={written.trim() === ''} aria-label={saveLabel}>
        {words.settings.save}
      </Button>
      {onKeep ? (
        <Button variant="default" onClick={onKeep}>
          {words.settings.keys.keep}
        </Button>
      ) : null}
    </form>
  )
}
