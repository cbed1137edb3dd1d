/** Projects that were opened here, the one that is open now, what its runs begin with, and presets. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type DragEvent, useEffect, useState } from 'react'
import { ask } from '../../client'
import { Panel } from '../../components/Panel'
import { ownFail } from '../../own-failure'
import { useEngine } from '../../state/engine'
import { useSaving } from '../../state/settings'
import { words } from '../../words'
import { Saved } from '../settings/Saved'
import { CreateProject } from './CreateProject'
import { type Opening, useOpening } from './opening'
import { Presets } from './Presets'
import { ProjectList } from './ProjectList'
import { ThisProject } from './ThisProject'
import '../../styles/settings.css'
import '../../styles/projects.css'

export function Projects() {
  const { line } = useEngine()
  const opening = useOpening()
  const list = useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) =>
      ask(line, async (stop) => ({ ok: true as const, value: await line.client.projects.list(undefined, { signal: stop }) }), signal),
    staleTime: 0,
  })
  return (
    <main className="projects">
      <div className="settings-columns">
        <div className="settings-column">
          <Panel title={words.projects.title} aside={words.projects.aside}>
            <ProjectList answer={list.data} again={() => void list.refetch()} opening={opening} />
            <FolderDrop opening={opening} />
            <CreateProject opening={opening} />
            <div className="settings-part projects-said">
              <p className="dim">{words.projects.leaving}</p>
              <Saved saving={{ ...opening, saved: false }} />
            </div>
          </Panel>
        </div>
        <div className="settings-column">
          <ThisProject />
          <Presets />
        </div>
      </div>
    </main>
  )
}

/** A folder is opened by a drop where the host learns its path; a browser never tells. */
function FolderDrop({ opening }: { opening: Opening }) {
  const { line } = useEngine()
  const admitting = useSaving<string>()
  const [over, setOver] = useState(false)
  const desktop = line.host.kind === 'desktop'
  // Beside the target a dropped file would be opened by the browser in place of the window.
  useEffect(() => {
    const stay = (event: globalThis.DragEvent) => event.preventDefault()
    window.addEventListener('dragover', stay)
    window.addEventListener('drop', stay)
    return () => {
      window.removeEventListener('dragover', stay)
      window.removeEventListener('drop', stay)
    }
  }, [])
  if (!desktop) return <p className="settings-part dim">{words.projects.dropNotHere}</p>
  const drop = async (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const isFolder = [...event.dataTransfer.items].some((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory)
    const folder = event.dataTransfer.files[0]
    const ticket = await admitting.save(async () =>
      isFolder && folder
        ? line.host.admit(folder, () => {}, new AbortController().signal)
        : ownFail('input.not-a-file', words.projects.notFolder, words.projects.notFolderFix),
    )
    if (ticket !== null) await opening.open({ ticket })
  }
  const choose = async () => {
    const ticket = (await line.host.choose?.('folder')) ?? null
    if (ticket !== null) await opening.open({ ticket })
  }
  return (
    <section
      className={`folder-drop ${over ? 'folder-drop-over' : ''}`}
      aria-label={words.projects.drop}
      onDragOver={(event) => {
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <p>{words.projects.drop}</p>
      <p className="dim">{words.projects.dropMeans}</p>
      <Button variant="default" disabled={opening.busy} onClick={() => void choose()}>
        {words.projects.chooseFolder}
      </Button>
      <Saved saving={{ ...admitting, saved: false }} />
    </section>
  )
}
