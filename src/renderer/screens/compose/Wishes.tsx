/** What the person wants made. A wish that the chosen provider cannot express says so beside its field. */
import { Checkbox, NativeSelect, Switch, TextInput } from '@mantine/core'
import { providers } from '../../../domain/providers/all'
import { Choice } from '../../components/Choice'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'
import { PromptBox } from './PromptBox'

export function Wishes({ composing }: { composing: Composing }) {
  const { table, dispatch, provider, verdict } = composing
  const { request, edits } = table
  const { name, options } = providers[provider]
  const wish = (change: Partial<typeof request>) => dispatch({ do: 'request', change })
  const text = (value: string) => (value === '' ? undefined : value)
  const problem = (rule: string) => {
    const violation = verdict?.violations.find((found) => found.rule === rule)
    return violation ? `${words.engine.measured(violation.limit)}: ${words.engine.mend(violation.fix)}` : null
  }
  // A field that already holds a wish stays usable, so that it can be emptied.
  const field = (can: boolean, value: unknown) => ({
    disabled: !can && value === undefined,
    description: can ? undefined : value === undefined ? words.wishes.has(name, false) : words.wishes.clearIt(name),
  })
  return (
    <>
      <Choice
        label={words.wishes.orientation}
        value={request.orientation}
        options={(['image', 'video'] as const).map((value) => ({ value, label: words.wishes.orientationOption[value] }))}
        onChange={(orientation) => wish({ orientation })}
      />
      <Choice
        label={words.wishes.tier}
        value={request.tier}
        options={(['standard', 'professional'] as const).map((value) => ({ value, label: words.wishes.tierOption[value] }))}
        onChange={(tier) => wish({ tier })}
      />
      <PromptBox composing={composing} problem={problem('request.prompt.length')} />
      <Switch
        id="keep-sound"
        labelPosition="left"
        label={words.wishes.sound}
        checked={request.keepAudio}
        onChange={(event) => wish({ keepAudio: event.currentTarget.checked })}
      />
      <TextInput
        label={words.wishes.negativePrompt}
        {...field(options.negativePrompt, request.negativePrompt)}
        value={request.negativePrompt ?? ''}
        error={problem('request.negative-prompt') ?? problem('request.negative-prompt.length')}
        onChange={(event) => wish({ negativePrompt: text(event.currentTarget.value) })}
      />
      <details className="more">
        <summary>{words.wishes.more}</summary>
        <TextInput
          label={words.wishes.element}
          {...field(options.element, request.elementId)}
          value={request.elementId ?? ''}
          error={problem('request.element') ?? problem('request.element.orientation')}
          onChange={(event) => wish({ elementId: text(event.currentTarget.value) })}
        />
        <NativeSelect
          label={words.wishes.watermark}
          {...field(options.watermark, request.watermark)}
          value={request.watermark === undefined ? 'unset' : request.watermark ? 'on' : 'off'}
          error={problem('request.watermark')}
          data={(['unset', 'on', 'off'] as const).map((value) => ({ value, label: words.wishes.watermarkOption[value] }))}
          onChange={(event) => wish({ watermark: event.currentTarget.value === 'unset' ? undefined : event.currentTarget.value === 'on' })}
        />
        <TextInput
          label={words.wishes.callback}
          type="url"
          {...field(options.callback, request.callbackUrl)}
          value={request.callbackUrl ?? ''}
          error={problem('request.callback')}
          onChange={(event) => wish({ callbackUrl: text(event.currentTarget.value) })}
        />
      </details>
      <Checkbox
        id="keep-metadata"
        label={words.edits.keepMetadata}
        checked={edits.keepMetadata}
        onChange={(event) => dispatch({ do: 'edits', change: { keepMetadata: event.currentTarget.checked } })}
      />
    </>
  )
}
