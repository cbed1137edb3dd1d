/** Files may be dropped anywhere on the window; the well they are dropped on only counts where a file's kind cannot be told. */
import { useEffect, useEffectEvent, useState } from 'react'
import type { Kind } from '../../state/composition'
import type { Dropped } from '../../state/use-composition'

export interface Over {
  active: boolean
  well: Kind | null
}

const nowhere: Over = { active: false, well: null }

/**
 * Takes the browser's own `File` objects straight from the event: only they still know their path in Electron.
 * Dropping outside every handler would make the browser open the file in place of the window.
 */
export function useWindowDrop(take: (files: readonly Dropped[], over: Kind | null) => void): Over {
  const [over, setOver] = useState<Over>(nowhere)
  const taken = useEffectEvent(take)
  useEffect(() => {
    const dragged = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      const well = wellUnder(event.target)
      setOver((before) => (before.active && before.well === well ? before : { active: true, well }))
    }
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(nowhere)
    }
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      setOver(nowhere)
      taken(filesOf(event.dataTransfer), wellUnder(event.target))
    }
    window.addEventListener('dragenter', dragged)
    window.addEventListener('dragover', dragged)
    window.addEventListener('dragleave', left)
    window.addEventListener('drop', dropped)
    return () => {
      window.removeEventListener('dragenter', dragged)
      window.removeEventListener('dragover', dragged)
      window.removeEventListener('dragleave', left)
      window.removeEventListener('drop', dropped)
    }
  }, [])
  return over
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

function filesOf(transfer: DataTransfer): Dropped[] {
  const folders = new Set<string>()
  for (const item of transfer.items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    if (entry?.isDirectory) folders.add(entry.name)
  }
  return Array.from(transfer.files, (file) => ({ file, isFolder: file.type === '' && folders.has(file.name) }))
}

function wellUnder(target: EventTarget | null): Kind | null {
  const well = target instanceof Element ? target.closest<HTMLElement>('[data-well]')?.dataset.well : undefined
  return well === 'image' || well === 'video' ? well : null
}
