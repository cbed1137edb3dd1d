/** The tools in use, where things lie, the check-up, and the report for whoever mends a fault. */
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { SystemInfo } from '../../../contract/shapes'
import { ask } from '../../client'
import { CheckUp } from '../../components/CheckUp'
import { CopyField, copyText } from '../../components/CopyField'
import { Dialog } from '../../components/Dialog'
import { Panel, Word } from '../../components/Panel'
import { useEngine } from '../../state/engine'
import { useSaving } from '../../state/settings'
import { words } from '../../words'
import { Saved } from './Saved'

export function Computer({ settingsPath }: { settingsPath: string | null }) {
  const { info } = useEngine()
  const [checking, setChecking] = useState(false)
  const { computer } = words.settings
  return (
    <Panel title={computer.title} aside={computer.version(info.version)}>
      <div className="settings-part">
        <dl className="tools">
          <Tool name="ffmpeg" tool={info.ffmpeg} />
          <Tool name="ffprobe" tool={info.ffprobe} />
        </dl>
        <Place label={computer.projectFolder} path={info.project.dir} />
        {settingsPath === null ? null : <Place label={computer.settingsFile} path={settingsPath} />}
        <div className="row">
          <Button variant="default" onClick={() => setChecking(true)}>
            {computer.checkUp}
          </Button>
          <Report />
        </div>
      </div>
      {checking ? <CheckUp onClose={() => setChecking(false)} /> : null}
    </Panel>
  )
}

function Tool({ name, tool }: { name: string; tool: SystemInfo['ffmpeg'] }) {
  const { computer } = words.settings
  return (
    <div>
      <dt translate="no">{name}</dt>
      <dd>
        {tool ? (
          <>
            {computer.tool(tool.version, computer.from(tool.from))}
            <br />
            <span className="dim path" translate="no">
              {tool.path}
            </span>
          </>
        ) : (
          <Word tone="bad">{computer.notFound}</Word>
        )}
      </dd>
    </div>
  )
}

function Place({ label, path }: { label: string; path: string }) {
  return (
    <div className="place">
      <span className="field-label">{label}</span>
      <CopyField label={label} value={path} />
    </div>
  )
}

/** Copied on the click, and shown as well: nobody should hand on what they cannot read. */
function Report() {
  const { line } = useEngine()
  const saving = useSaving<{ text: string }>()
  const [report, setReport] = useState<{ text: string; copied: boolean } | null>(null)
  const { computer } = words.settings
  const make = async () => {
    const made = await saving.save(() =>
      ask(line, async (signal) => ({ ok: true as const, value: await line.client.system.report(undefined, { signal }) })),
    )
    if (!made) return
    setReport({ text: made.text, copied: await copyText(made.text) })
    saving.forget()
  }
  return (
    <>
      <Button variant="default" loading={saving.busy} onClick={() => void make()}>
        {computer.report}
      </Button>
      <Saved saving={saving} />
      {report ? (
        <Dialog title={computer.reportTitle} onClose={() => setReport(null)}>
          <p role="status">{report.copied ? computer.reportCopied : computer.reportNotCopied}</p>
          <Textarea label={computer.reportText} value={report.text} readOnly rows={16} translate="no" />
        </Dialog>
      ) : null}
    </>
  )
}
