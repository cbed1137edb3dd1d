/** The other ways than dropping: the system's dialog, the page's file input, a link, a file that was used before, the samples. */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Kind } from '../../../state/composition'
import { useEngine } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { Recents } from './Recents'
import { useSamples } from './use-samples'
import '../../../styles/compose-take.css'

const accepts: Record<Kind, string> = { image: 'image/*,.heic,.heif', video: 'video/*,.mkv,.gif' }

export function TakeFile({
  kind,
  composing,
  keep,
}: {
  kind: Kind
  composing: Composing
  /** There is a file already: how to keep it. */
  keep?: () => void
}) {
  const { line } = useEngine()
  const input = useRef<HTMLInputElement>(null)
  const chooser = useRef<HTMLButtonElement>(null)
  const samples = useSamples(composing)
  const isReplacing = keep !== undefined
  useEffect(() => {
    if (isReplacing) chooser.current?.focus()
  }, [isReplacing])
  const choose = async () => {
    if (!line.host.choose) return input.current?.click()
    const ticket = await line.host.choose(kind)
    if (ticket === null) return
    composing.takeTicket(ticket, kind)
    keep?.()
  }
  return (
    <fieldset
      aria-label={words.wells.dropHere[kind]}
      className="take"
      onKeyDown={(event) => {
        if (event.key === 'Escape') keep?.()
      }}
    >
      <input
        ref={input}
        type="file"
        hidden
        accept={accepts[kind]}
        aria-label={words.wells.chooseInput[kind]}
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? [])
          // The same file may be chosen again after it was mended.
          event.currentTarget.value = ''
          if (files.length === 0) return
          composing.takeFiles(files, kind)
          keep?.()
        }}
      />
      <p className="take-drop">{words.wells.dropHere[kind]}</p>
      <p className="dim">{words.wells.anywhere}</p>
      <div className="row">
        <Button ref={chooser} variant="default" onClick={choose}>
          {words.wells.choose[kind]}
        </Button>
        {keep ? (
          <Button variant="subtle" onClick={keep}>
            {words.wells.keep[kind]}
          </Button>
        ) : (
          <Button variant="default" loading={samples.isTaking} onClick={() => void samples.take(kind)}>
            {words.wells.samples}
          </Button>
        )}
      </div>
      <LinkForm
        kind={kind}
        take={(link) => {
          composing.takeLink(link, kind)
          keep?.()
        }}
      />
      <Recents
        kind={kind}
        take={(recent) => {
          composing.takeTicket(recent.ticket, kind, recent.name)
          keep?.()
        }}
      />
    </fieldset>
  )
}

function LinkForm({ kind, take }: { kind: Kind; take: (link: string) => void }) {
  const [link, setLink] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (link.trim() !== '') take(link.trim())
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
