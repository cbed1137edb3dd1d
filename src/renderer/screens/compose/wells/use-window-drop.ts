/** Files and links may be dropped or pasted anywhere; the well they are dropped on only counts where their kind cannot be told. */
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { ownFail } from '../../../own-failure'
import type { Kind } from '../../../state/composition'
import { useEngine } from '../../../state/engine'
import { areMany, kindOf } from '../../../state/file-kind'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { lookThrough } from './dropped-files'

export interface Over {
  active: boolean
  well: Kind | null
}

const nowhere: Over = { active: false, well: null }

/**
 * Takes the browser's own `File` objects straight from the event: only they still know their path in Electron.
 * Dropping outside every handler would make the browser open the file in place of the window.
 */
export function useWindowDrop({ table, dispatch, takeFiles, takeMany, takeTicket, takeLink }: Composing): Over {
  const [over, setOver] = useState<Over>(nowhere)
  const drops = useRef(0)
  const { line } = useEngine()

  const take = useEffectEvent(async (transfer: DataTransfer, on: Kind | null) => {
    drops.current += 1
    const drop = drops.current
    const { files, folders } = contentOf(transfer)
    if (folders.length === 0 && !areMany(files)) {
      if (files.length > 0) takeFiles(files, on)
      return
    }
    const found = await lookThrough(folders, files)
    // Whoever drops something else meanwhile means that.
    if (drop !== drops.current) return
    if (found.files.length > 0) return takeMany(found.files, found.passedOver)
    const name = folders[0]?.name ?? ''
    const { failure } = ownFail('input.not-a-file', words.wells.nothingInside(name, found.passedOver), words.failures.folderFix)
    dispatch({ do: 'notice', failure })
  })
  const takeText = useEffectEvent((text: string, on: Kind | null) => {
    const link = text.trim().split(/\r?\n/, 1)[0] ?? ''
    if (!/^https?:\/\/\S+$/i.test(link)) return false
    const name = URL.canParse(link) ? new URL(link).pathname : link
    takeLink(link, kindOf({ name, type: '' }) ?? on ?? (table.image.item === null ? 'image' : 'video'))
    return true
  })

  const takePasted = useEffectEvent(async (transfer: DataTransfer, on: Kind | null) => {
    const [file, ...others] = transfer.files
    const { pasted } = line.host
    if (!pasted || !file?.type.startsWith('image/') || others.length > 0) return take(transfer, on)
    const ticket = await pasted(file)
    if (ticket === null) takeFiles([file], on)
    else takeTicket(ticket, 'image', words.wells.pasted)
  })

  useEffect(() => {
    const dragged = (event: DragEvent) => {
      if (!isTakeable(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      const well = wellUnder(event.target)
      setOver((before) => (before.active && before.well === well ? before : { active: true, well }))
    }
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(nowhere)
    }
    const dropped = (event: DragEvent) => {
      if (!isTakeable(event) || !event.dataTransfer) return
      event.preventDefault()
      setOver(nowhere)
      const well = wellUnder(event.target)
      if (event.dataTransfer.types.includes('Files')) void take(event.dataTransfer, well)
      else takeText(event.dataTransfer.getData('text/uri-list'), well)
    }
    const pasted = (event: ClipboardEvent) => {
      const { clipboardData } = event
      if (!clipboardData) return
      const well = wellUnder(event.target)
      // A picture copied from a page comes with its address as well; the picture itself is what was meant.
      if (clipboardData.files.length > 0) void takePasted(clipboardData, well)
      else if (isTyping(event.target) || !takeText(clipboardData.getData('text/plain'), well)) return
      event.preventDefault()
    }
    window.addEventListener('dragenter', dragged)
    window.addEventListener('dragover', dragged)
    window.addEventListener('dragleave', left)
    window.addEventListener('drop', dropped)
    window.addEventListener('paste', pasted)
    return () => {
      window.removeEventListener('dragenter', dragged)
      window.removeEventListener('dragover', dragged)
      window.removeEventListener('dragleave', left)
      window.removeEventListener('drop', dropped)
      window.removeEventListener('paste', pasted)
    }
  }, [])
  return over
}

function isTakeable(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? []
  return types.includes('Files') || (types.includes('text/uri-list') && !isTyping(event.target))
}

/** Has to be read before the event is over: afterwards nothing is left in it. */
function contentOf(transfer: DataTransfer): { files: File[]; folders: FileSystemEntry[] } {
  const folders: FileSystemEntry[] = []
  for (const item of transfer.items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    if (entry?.isDirectory) folders.push(entry)
  }
  const names = new Set(folders.map((folder) => folder.name))
  return { folders, files: Array.from(transfer.files).filter((file) => !(file.type === '' && names.has(file.name))) }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]')
}

function wellUnder(target: EventTarget | null): Kind | null {
  const well = target instanceof Element ? target.closest<HTMLElement>('[data-well]')?.dataset.well : undefined
  return well === 'image' || well === 'video' ? well : null
}
