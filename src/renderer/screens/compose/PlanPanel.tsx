/** The plan in words: from → to, who asks for it, and the way to choose otherwise. */
import type { Violation } from '../../../domain/limits'
import type { Step } from '../../../domain/plan'
import { providers } from '../../../domain/providers/all'
import { Choice } from '../../components/Choice'
import { FailureNote } from '../../components/FailureNote'
import { Panel, Word } from '../../components/Panel'
import { stepCount } from '../../state/composition'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

export function PlanPanel({ composing }: { composing: Composing }) {
  const { verdict, provider, table, dispatch } = composing
  const { name } = providers[provider]
  return (
    <Panel
      title={words.plan.title}
      aside={words.plan.forProvider(name)}
      badge={verdict?.plan && stepCount(verdict) > 0 ? <Word tone="warn">{words.plan.steps(stepCount(verdict))}</Word> : null}
      className="plan"
    >
      {verdict ? null : <p className="plan-words dim">{words.plan.waiting}</p>}
      {verdict && verdict.failures.length > 0 ? (
        <div className="plan-words">
          <p>{words.plan.cannot(name)}</p>
          {verdict.failures.map((failure) => (
            <FailureNote key={failure.code + failure.message} failure={failure} />
          ))}
        </div>
      ) : null}
      {verdict?.accepts === 'as-is' ? <p className="plan-words">{words.plan.nothing(name)}</p> : null}
      {verdict?.plan ? (
        <ol className="steps">
          {verdict.plan.image.steps.map((step) => (
            <StepCard key={`image ${step.rule} ${step.from}`} step={step} violation={findRule(verdict.violations, step)} />
          ))}
          {verdict.plan.video.steps.map((step) => (
            <StepCard key={`video ${step.rule} ${step.from}`} step={step} violation={findRule(verdict.violations, step)} />
          ))}
        </ol>
      ) : null}
      {verdict?.violations.some((violation) => violation.rule.includes('.aspect.')) ? (
        <div className="plan-words">
          <Choice
            id="fit"
            label={words.edits.fit}
            value={table.edits.fit}
            options={[
              { value: 'crop' as const, label: words.edits.fitOption.crop },
              { value: 'pad' as const, label: words.edits.fitOption.pad },
            ]}
            onChange={(fit) => dispatch({ do: 'edits', change: { fit } })}
          />
        </div>
      ) : null}
    </Panel>
  )
}

function findRule(violations: readonly Violation[], step: Step): Violation | undefined {
  return violations.find((violation) => violation.rule === step.rule)
}

function StepCard({ step, violation }: { step: Step; violation: Violation | undefined }) {
  const verb = words.plan.verb(step.rule)
  const control = controlFor(step.rule)
  const subject = step.rule.startsWith('image') ? words.plan.ofImage : words.plan.ofVideo
  return (
    <li className="step">
      <div className="row row-apart">
        <strong>
          {verb} <span className="dim">({subject})</span>
        </strong>
        {control ? (
          <button type="button" className="text-button" aria-label={words.plan.otherwiseFor(verb)} onClick={() => show(control, step.rule)}>
            {words.plan.otherwise}
          </button>
        ) : null}
      </div>
      <span>
        {words.engine.measured(step.from)} <span aria-hidden="true">→</span>
        <span className="unseen"> {words.edits.end} </span> {words.engine.measured(step.to)}
      </span>
      <span className="dim">
        {words.engine.why(step)}
        {violation?.source === 'assumed' ? ` (${words.plan.assumed})` : ''}
      </span>
    </li>
  )
}

/** The control that decides about a step, by element id. */
const controls: readonly (readonly [string, string])[] = [
  ['image.crop', 'cropImage-x'],
  ['image.aspect', 'fit'],
  ['image.metadata', 'keep-metadata'],
  ['image.alpha', 'pad-with'],
  ['video.metadata', 'keep-metadata'],
  ['video.crop', 'cropVideo-x'],
  ['video.aspect', 'fit'],
  ['video.trim', 'trim-start'],
  ['video.best-stretch', 'trim-start'],
  ['video.duration.min', 'too-short'],
  ['video.duration.max', 'trim-start'],
  ['video.billed-second', 'trim-end'],
  ['video.audio', 'keep-sound'],
]

function controlFor(rule: string): string | null {
  return controls.find(([beginning]) => rule === beginning || rule.startsWith(`${beginning}.`))?.[1] ?? null
}

/** The control itself, else the first one of the well where it stands. */
function show(id: string, rule: string): void {
  const well = rule.startsWith('image') ? 'image' : 'video'
  const control = document.getElementById(id) ?? document.querySelector<HTMLElement>(`[data-well="${well}"] input`)
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  control?.scrollIntoView({ block: 'center', behavior: still ? 'instant' : 'smooth' })
  control?.focus({ preventScroll: true })
}
