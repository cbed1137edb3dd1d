/** The three other ways than dropping: the system's dialog, the page's file input, a link. */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import type { Kind } from '../../state/composition'
import { useEngine } from '../../state/engine'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

const accepts: Record<Kind, string> = { image: 'image/*,.heic,.heif', video: 'video/*,.mkv,.gif' }

export function TakeFile({ kind, composing, again = false }: { kind: Kind; composing: Composing; again?: boolean }) {
  const { line } = useEngine()
  const input = useRef<HTMLInputElement>(null)
  const choose = async () => {
    if (!line.host.choose) return input.current?.click()
    const ticket = await line.host.choose(kind)
    if (ticket !== null) composing.takeTicket(ticket, kind)
  }
  const fileInput = (
    <input
      ref={input}
      type="file"
      hidden
      accept={accepts[kind]}
      aria-label={words.wells.chooseInput[kind]}
      onChange={(event) => {
        const files = Array.from(event.currentTarget.files ?? [], (file) => ({ file, isFolder: false }))
        // The same file may be chosen again after it was mended.
        event.currentTarget.value = ''
        if (files.length > 0) composing.takeFiles(files, kind)
      }}
    />
  )
  if (again)
    return (
      <>
        {fileInput}
        <Button size="compact-sm" variant="default" onClick={choose} aria-label={`${words.wells.another}: ${words.wells.choose[kind]}`}>
          {words.wells.another}
        </Button>
      </>
    )
  return (
    <div className="take">
      {fileInput}
      <p className="take-drop">{words.wells.dropHere[kind]}</p>
      <p className="dim">{words.wells.anywhere}</p>
      <Button variant="default" onClick={choose}>
        {words.wells.choose[kind]}
      </Button>
      <LinkForm kind={kind} take={composing.takeLink} />
    </div>
  )
}

function LinkForm({ kind, take }: { kind: Kind; take: Composing['takeLink'] }) {
  const [link, setLink] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (link.trim() !== '') take(link.trim(), kind)
  }
  return (
    <form className="link-form" onSubmit={submit} noValidate>
      <TextInput
        type="url"
        aria-label={words.wells.link[kind]}
        placeholder={words.wells.linkPlaceholder}
        value={link}
        onChange={(event) => setLink(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" aria-label={words.wells.useLink[kind]}>
        {words.wells.useLinkShort}
      </Button>
    </form>
  )
}
