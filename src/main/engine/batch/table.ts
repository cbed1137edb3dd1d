/** Rows of a table: UTF-8, commas or semicolons, a first line with the names of the columns. */
import { dirname, resolve } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { Orientation, Tier } from '../../../domain/request'
import { readChoice, readCrop, readPadWith, readTrim, readYesNo } from '../../../domain/written'
import { isLink, MOST_ROWS, type Source, type SourceRow, type Wishes } from './source'

type Cell = (text: string, wishes: Wishes) => Result<Wishes>

const requested = (request: Partial<Wishes['request']>, wishes: Wishes) => ok({ ...wishes, request: { ...wishes.request, ...request } })
const edited = (edits: Partial<Wishes['edits']>, wishes: Wishes) => ok({ ...wishes, edits: { ...wishes.edits, ...edits } })
const onceRead = <T>(read: Result<T>, use: (value: T) => Result<Wishes>): Result<Wishes> => (read.ok ? use(read.value) : read)

/** The columns beside `image` and `video`; an empty cell leaves what the command line says. */
const wishColumns: Record<string, Cell> = {
  orientation: (text, wishes) =>
    onceRead(readChoice('orientation', text, Orientation.options), (orientation) => requested({ orientation }, wishes)),
  tier: (text, wishes) => onceRead(readChoice('tier', text, Tier.options), (tier) => requested({ tier }, wishes)),
  prompt: (text, wishes) => requested({ prompt: text }, wishes),
  negative_prompt: (text, wishes) => requested({ negativePrompt: text }, wishes),
  mute: (text, wishes) => onceRead(readYesNo('mute', text), (mute) => requested({ keepAudio: !mute }, wishes)),
  element: (text, wishes) => requested({ elementId: text }, wishes),
  trim: (text, wishes) => onceRead(readTrim('trim', text), (trim) => edited({ trim }, wishes)),
  crop_image: (text, wishes) => onceRead(readCrop('crop_image', text), (cropImage) => edited({ cropImage }, wishes)),
  crop_video: (text, wishes) => onceRead(readCrop('crop_video', text), (cropVideo) => edited({ cropVideo }, wishes)),
  fit: (text, wishes) => onceRead(readChoice('fit', text, ['crop', 'pad'] as const), (fit) => edited({ fit }, wishes)),
  pad_with: (text, wishes) => onceRead(readPadWith('pad_with', text), (padWith) => edited({ padWith }, wishes)),
  too_short: (text, wishes) =>
    onceRead(readChoice('too_short', text, ['loop', 'slow', 'hold'] as const), (tooShort) => edited({ tooShort }, wishes)),
}
const columns = ['image', 'video', ...Object.keys(wishColumns)]

/**
 * A row that cannot be read carries its failure; a table that cannot be read is a failure, always `usage`.
 * @param path of the table; paths in it are relative to its folder
 */
export function readTable(path: string, name: string, bytes: Uint8Array, wishes: Wishes): Result<Source> {
  let text: string
  try {
    // Takes a byte order mark away, too.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch {
    return fail('usage', `${name} is not a table in UTF-8.`, 'Save it as “CSV UTF-8”.')
  }
  const records = recordsOf(text, name)
  if (!records.ok) return records
  const [header, ...lines] = records.value
  const names = (header?.cells ?? []).map((cell) => cell.toLowerCase().replace(/[ -]+/g, '_'))
  // Spreadsheets write empty cells at the end of lines.
  while (names.at(-1) === '') names.pop()
  const wrong = unusableHeader(name, names)
  if (wrong) return wrong
  if (lines.length === 0)
    return fail('usage', `${name} has no rows.`, 'Write a line for each picture and clip below the names of the columns.')
  if (lines.length > MOST_ROWS) return fail('usage', `${name} has ${lines.length} rows.`, `Split it: a batch has at most ${MOST_ROWS}.`)
  return ok({ name, notes: [], rows: lines.map(({ line, cells }) => readRow(line, names, cells, wishes, dirname(path))) })
}

interface Line {
  line: number
  cells: string[]
}

function recordsOf(text: string, name: string): Result<Line[]> {
  // No column's name holds either sign, so the first line tells which one parts the cells.
  const first = text.slice(0, text.search(/\n|$/))
  try {
    const parsed = parse(text, {
      delimiter: first.includes(';') ? ';' : ',',
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    // The parser counts to a record's last line; a cell may hold several.
    return ok(parsed.map(({ record, info }) => ({ line: info.lines - (record.join('').match(/\n/g)?.length ?? 0), cells: record })))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? ` in line ${error.lines}` : ''
    return fail(
      'usage',
      `${name} cannot be read as a table: a quotation mark is wrong${line}.`,
      'Put quotation marks around the whole cell, and write those inside it twice.',
      { detail: error.message },
    )
  }
}

function unusableHeader(name: string, names: string[]) {
  const unknown = names.filter((column) => !columns.includes(column))
  if (unknown.length > 0)
    return fail(
      'usage',
      `${name} has columns that Choreo does not know: ${unknown.map((column) => `“${column}”`).join(', ')}.`,
      `Use ${columns.join(', ')}.`,
    )
  const twice = names.find((column, index) => names.indexOf(column) !== index)
  if (twice !== undefined) return fail('usage', `${name} has the column “${twice}” twice.`, 'Keep one of them.')
  const missing = ['image', 'video'].filter((column) => !names.includes(column))
  if (missing.length > 0)
    return fail(
      'usage',
      `${name} has no column ${missing.map((column) => `“${column}”`).join(' and ')}.`,
      'Name the columns in the first line; “image” and “video” must be among them.',
    )
  return null
}

function readRow(line: number, names: string[], cells: string[], wishes: Wishes, folder: string): SourceRow {
  const failures: Failure[] = []
  const note = (result: ReturnType<typeof fail>) => failures.push(result.failure)
  if (cells.slice(names.length).some((cell) => cell !== ''))
    note(
      fail(
        'usage',
        `There are ${cells.length} cells for ${names.length} columns.`,
        'Put quotation marks around a cell that holds the sign between cells.',
      ),
    )
  let mine = wishes
  const files = { image: '', video: '' }
  for (const [index, column] of names.entries()) {
    const text = cells[index] ?? ''
    if (column === 'image' || column === 'video') {
      if (text === '') note(fail('usage', `There is no ${column}.`, 'Write a path or an https link.'))
      else files[column] = isLink(text) ? text : resolve(folder, text)
    } else if (text !== '') {
      const read = wishColumns[column]!(text, mine)
      if (read.ok) mine = read.value
      else note(read)
    }
  }
  return { line, ...files, ...mine, failure: failures[0] ?? null }
}
