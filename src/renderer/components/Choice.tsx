/** One of a few: radio buttons in a row, with a name. */
import { SegmentedControl } from '@mantine/core'
import { useId } from 'react'

export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  id,
  quiet = false,
  beside = false,
}: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
  id?: string
  /** The label is for screen readers only. */
  quiet?: boolean
  /** The label stands beside the buttons, not above. */
  beside?: boolean
}) {
  const labelId = useId()
  return (
    <div className={`choice ${beside ? 'choice-beside' : ''}`} id={id} tabIndex={id ? -1 : undefined}>
      <span id={labelId} className={quiet ? 'unseen' : 'field-label'}>
        {label}
      </span>
      <SegmentedControl
        aria-labelledby={labelId}
        fullWidth={!quiet && !beside}
        value={value}
        data={options.map((option) => ({ ...option }))}
        onChange={(next) => onChange(next as T)}
        transitionDuration={0}
      />
    </div>
  )
}
