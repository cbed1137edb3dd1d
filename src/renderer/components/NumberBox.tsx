/** A number with its name and unit; keeps what is being typed until it is a number. */
import { NumberInput } from '@mantine/core'
import { decimalSign } from '../figures'

export function NumberBox({
  label,
  short,
  value,
  onChange,
  min,
  max,
  step = 1,
  decimals = 0,
  unit,
  id,
  stepper = false,
}: {
  label: string
  /** What is written in front; the full label is the accessible name. */
  short: string
  value: number
  onChange: (value: number) => void
  min: number
  max: number
  step?: number
  decimals?: number
  unit: string
  id?: string
  /** Small arrows beside the number; the arrow keys work without them. */
  stepper?: boolean
}) {
  return (
    <span className={`number-box ${stepper ? 'number-box-stepper' : ''}`}>
      <span className="dim" aria-hidden="true">
        {short}
      </span>
      <NumberInput
        id={id}
        aria-label={label}
        size="xs"
        value={value}
        min={min}
        max={max}
        step={step}
        decimalScale={decimals}
        decimalSeparator={decimalSign()}
        // Whoever is used to the other sign types that one.
        allowedDecimalSeparators={['.', ',']}
        allowDecimal={decimals > 0}
        allowNegative={min < 0}
        clampBehavior="blur"
        hideControls={!stepper}
        suffix={` ${unit}`}
        onChange={(next) => {
          if (typeof next === 'number' && Number.isFinite(next)) onChange(next)
        }}
      />
    </span>
  )
}
