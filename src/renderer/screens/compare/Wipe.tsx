/** The slider between two films that lie on each other; the films themselves stay where they are, behind it. */
import { useEffect, useRef } from 'react'
import { ReactCompareSlider } from 'react-compare-slider'
import { words } from '../../words'

export function Wipe({ onMove }: { onMove: (percent: number) => void }) {
  const box = useRef<HTMLDivElement>(null)
  const label = words.job.wipe
  useEffect(() => {
    // The slider brings a label of its own, in English.
    box.current?.querySelector('[role=slider]')?.setAttribute('aria-label', label)
  }, [label])
  return (
    <div ref={box} className="wipe">
      <ReactCompareSlider
        itemOne={<span />}
        itemTwo={<span />}
        handle={<span className="wipe-line" />}
        keyboardIncrement="2%"
        onPositionChange={onMove}
      />
    </div>
  )
}
