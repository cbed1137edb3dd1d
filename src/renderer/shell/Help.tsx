/** All keys at a glance, and the check-up. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { CheckUp } from '../components/CheckUp'
import { Dialog } from '../components/Dialog'
import { useEngine } from '../state/engine'
import { words } from '../words'

export function Help({ onClose }: { onClose: () => void }) {
  const { info } = useEngine()
  const [checking, setChecking] = useState(false)
  if (checking) return <CheckUp onClose={onClose} />
  return (
    <Dialog
      title={words.help.title}
      onClose={onClose}
      actions={
        <Button variant="default" onClick={() => setChecking(true)}>
          {words.app.checkUp}
        </Button>
      }
    >
      <div className="help">
        {words.help.groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.keys.map(({ keys, does }) => (
                <div key={does} className="help-line">
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="dim">
        {words.help.typing} {words.doctor.version(info.version)}
      </p>
    </Dialog>
  )
}
