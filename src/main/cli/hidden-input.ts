/** Reads what must not be seen: typed or pasted at a terminal without an echo, or as lines of a pipe. */
import type { Readable, Writable } from 'node:stream'
import { fail, ok, type Result } from '../../domain/failure'

/** What of a terminal is needed here. */
export type HiddenInput = Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown }

/** More than this is no key, and whatever it is, it is not kept in memory. */
const LONGEST = 10_000

/**
 * One answer to each question. At a terminal the questions are written to `output`; a pipe gives one line to each.
 * Fails with `usage` when there are too few lines, and with `cancelled` after Ctrl-C or Ctrl-D.
 */
export async function readHidden(questions: readonly string[], input: HiddenInput, output: Writable): Promise<Result<string[]>> {
  return input.isTTY && input.setRawMode ? askAtTerminal(questions, input, output) : readLines(questions, input)
}

async function readLines(questions: readonly string[], input: HiddenInput): Promise<Result<string[]>> {
  input.setEncoding('utf8')
  let text = ''
  for await (const chunk of input) {
    text += chunk
    if (text.split('\n').length > questions.length || text.length > LONGEST) break
  }
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const answers = lines.slice(0, questions.length)
  if (answers.length < questions.length || answers.some((line) => line.trim() === ''))
    return fail(
      'usage',
      `Standard input has to hold ${questions.length === 1 ? 'the key in its first line' : `${questions.length} lines: ${questions.join(', ')}`}.`,
      'Pipe it in, or run the command at a terminal, where it asks.',
    )
  return ok(answers)
}

async function askAtTerminal(questions: readonly string[], input: HiddenInput, output: Writable): Promise<Result<string[]>> {
  input.setEncoding('utf8')
  // Without it the terminal itself shows every character.
  input.setRawMode?.(true)
  try {
    const answers: string[] = []
    const typed = characters(input)
    for (const question of questions) {
      output.write(`${question} (it is not shown): `)
      const line = await readLine(typed)
      output.write('\n')
      if (line === null) return fail('cancelled', 'Nothing was set.', 'Run it again when you like.')
      answers.push(line)
    }
    return ok(answers)
  } finally {
    input.setRawMode?.(false)
    input.pause()
  }
}

/** Arrow keys, and the marks that some terminals put around what is pasted, are no part of a key. */
const escapeSequence = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z~]`, 'g')

/** The stream stays open for the next question. */
async function* characters(input: HiddenInput): AsyncGenerator<string, void, void> {
  for await (const chunk of input.iterator({ destroyOnReturn: false })) yield* String(chunk).replaceAll(escapeSequence, '')
}

/** Up to Enter; null when the person gave up. Backspace takes the last character back, Ctrl-U all of them. */
async function readLine(typed: AsyncGenerator<string, void, void>): Promise<string | null> {
  const line: string[] = []
  while (line.length < LONGEST) {
    const { value: character, done } = await typed.next()
    if (done) return null
    switch (character) {
      case '\r':
      case '\n':
        return line.join('')
      case '\u0003':
      case '\u0004':
        return null
      case '\u007f':
      case '\b':
        line.pop()
        break
      case '\u0015':
        line.length = 0
        break
      default:
        if (character >= ' ') line.push(character)
    }
  }
  return line.join('')
}
