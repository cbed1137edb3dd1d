/** A new project: a name is all it takes. */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { words } from '../../words'
import type { Opening } from './opening'

const LONGEST_NAME = 80

export function CreateProject({ opening }: { opening: Opening }) {
  const [name, setName] = useState('')
  const { projects } = words
  const create = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') void opening.open({ create: name.trim() })
  }
  return (
    <form className="settings-part create-project" onSubmit={create}>
      <TextInput
        label={projects.name}
        description={projects.where}
        placeholder={projects.nameHint}
        value={name}
        maxLength={LONGEST_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={opening.busy} disabled={name.trim() === ''}>
        {projects.make}
      </Button>
    </form>
  )
}
