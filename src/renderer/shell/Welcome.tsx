/** What Choreo does, said once: what is free, which keys there are, what a second costs, and two ways to begin. */
import { Button } from '@mantine/core'
import { Dialog } from '../components/Dialog'
import { useEngine } from '../state/engine'
import { words } from '../words'

export function Welcome({ onClose, onSamples, onKey }: { onClose: () => void; onSamples: () => void; onKey: () => void }) {
  const { info } = useEngine()
  return (
    <Dialog
      title={words.welcome.title}
      onClose={onClose}
      closeLabel={words.welcome.close}
      actions={
        <>
          <Button variant="default" onClick={onKey}>
            {words.welcome.key}
          </Button>
          <Button onClick={onSamples}>{words.welcome.samples}</Button>
        </>
      }
    >
      <p>{words.welcome.does}</p>
      <ul className="welcome-points">
        {words.welcome.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <div className="scroll-x">
        <table className="welcome-prices">
          <caption>{words.welcome.prices}</caption>
          <thead>
            <tr>
              <th scope="col">{words.providers.provider}</th>
              <th scope="col" className="number">
                {words.providers.tier.standard}
              </th>
              <th scope="col" className="number">
                {words.providers.tier.professional}
              </th>
              <th scope="col">{words.welcome.keyColumn}</th>
            </tr>
          </thead>
          <tbody>
            {info.providers.map((provider) => (
              <tr key={provider.id}>
                <th scope="row">{provider.name}</th>
                <td className="number">{perSecond(provider.perSecond.standard)}</td>
                <td className="number">{perSecond(provider.perSecond.professional)}</td>
                <td>{provider.hasKey ? words.welcome.hasKey : words.welcome.noKey}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  )
}

function perSecond(usd: number | null): string {
  return usd === null ? words.providers.notPublished : words.providers.perSecond(usd)
}
