/** The command line: parses, calls the contract, prints. Its exact words are relied on by other programs. */
import { Command, CommanderError } from 'commander'
import { fail } from '../../domain/failure'
import { version } from '../version'
import { type CommonOptions, withEdits, withWishes } from './arguments'
import { balance } from './balance'
import { type BatchOptions, batch } from './batch'
import { check } from './check'
import { type ConfirmOptions, confirm } from './confirm'
import { curl } from './curl'
import { doctor } from './doctor'
import { jobs } from './jobs'
import { keys } from './keys'
import { prepare } from './prepare'
import { createPrinter, type Printer } from './print'
import { resume } from './resume'
import { run } from './run'
import { serve } from './serve'
import type { Outcome } from './session'

const asJson = process.argv.includes('--json')

function finishWith(work: (printer: Printer) => Promise<Outcome>): Promise<void> {
  const printer = createPrinter(asJson)
  return work(printer)
    .catch((error: unknown): Outcome => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return fail('bug', 'Choreo made a mistake.', 'Please report it with what you did.', { detail: text.slice(0, 4000) })
    })
    .then((outcome) => {
      process.exitCode = printer.finish(outcome)
    })
}

function command(program: Command, usage: string, description: string): Command {
  return program.command(usage).description(description).option('--json', 'answers as NDJSON')
}

const program = new Command('choreo')
  .description('Makes a character move like the clip: mends the inputs, runs them through a provider, keeps the result.')
  .version(version)
  .exitOverride()
  .configureOutput({
    writeErr: (text) => (asJson ? undefined : process.stderr.write(text)),
    writeOut: (text) => process.stdout.write(text),
  })
  .showHelpAfterError('Use --help to see what there is.')
  .enablePositionalOptions()

withEdits(
  withWishes(
    command(program, 'check', 'what would be refused, what it would cost, what would be changed').argument('<image>').argument('<video>'),
  ),
)
  .option('--provider <ids>', 'one, a list, or all')
  .action((image: string, video: string, options: CommonOptions) => finishWith((printer) => check(image, video, options, printer)))

withEdits(
  withWishes(
    command(program, 'prepare', 'one pair of files that satisfies all the named providers').argument('<image>').argument('<video>'),
  ),
)
  .option('--provider <ids>', 'one, a list, or all')
  .option('--out <dir>', 'where the pair is put')
  .action((image: string, video: string, options: CommonOptions & { out?: string }) =>
    finishWith((printer) => prepare(image, video, options, printer)),
  )

withEdits(withWishes(command(program, 'run', 'from two files to a saved result').argument('<image>').argument('<video>')))
  .option('--provider <id>', 'who makes it')
  .option('--project <dir>', 'the project folder')
  .option('--rehearse', 'the real code against a local stand-in of the provider: no key, no network, no cost')
  .option('--via <host>', 'who holds a local clip for a provider that takes links only: evolink, wavespeed or s3')
  .option('--max-cost <usd>', 'refuse a run that costs more')
  .option('--failover', 'after a definite refusal, the next cheapest provider that takes the same files')
  .option('--again', 'make it although the same was sent a moment ago')
  .option('--detach', 'return as soon as the job is accepted')
  .action((image: string, video: string, options: CommonOptions) => finishWith((printer) => run(image, video, options, printer)))

withEdits(
  withWishes(command(program, 'batch', 'every picture with every clip of a folder, or the rows of a CSV table').argument('<csv|dir>')),
)
  .option('--provider <id>', 'who makes them')
  .option('--project <dir>', 'the project folder')
  .option('--rehearse', 'the real code against a local stand-in of the provider: no key, no network, no cost')
  .option('--via <host>', 'who holds a local clip for a provider that takes links only: evolink, wavespeed or s3')
  .option('--parallel <n>', 'how many jobs at once, 1 to 32; 3 unless told')
  .option('--max-cost <usd>', 'refuse a batch that costs more in all')
  .option('--retry-failed', 'make those anew that failed in an earlier run')
  .option('--yes', 'run it without being asked')
  .action((source: string, options: BatchOptions) => finishWith((printer) => batch(source, options, printer)))

command(program, 'resume', 'goes on with every open job')
  .option('--project <dir>', 'the project folder')
  .action((options: CommonOptions) => finishWith((printer) => resume(options, printer)))

command(program, 'jobs', 'the jobs of a project, or one with its history')
  .argument('[id]')
  .option('--project <dir>', 'the project folder')
  .action((id: string | undefined, options: CommonOptions) => finishWith((printer) => jobs(id, options, printer)))

command(program, 'confirm', 'settles an unconfirmed job with what you found out')
  .argument('<job>')
  .option('--project <dir>', 'the project folder')
  .option('--remote-id <id>', 'the provider has it, under this id')
  .option('--not-submitted', 'the provider does not have it; the next resume submits it')
  .option('--abandon', 'leave it')
  .action((id: string, options: ConfirmOptions) => finishWith((printer) => confirm(id, options, printer)))

withEdits(withWishes(command(program, 'curl', 'the exact request, key redacted, media shortened').argument('<image>').argument('<video>')))
  .option('--provider <id>', 'who would make it')
  .action((image: string, video: string, options: CommonOptions) => finishWith((printer) => curl(image, video, options, printer)))

// Nothing after it is read by the parser, whose complaints repeat what they complain about: it may be a key.
command(program, 'keys', 'keys set ID, keys list, keys remove ID; the key itself comes from a prompt or standard input')
  .argument('[words...]')
  .usage('set|list|remove [ID] [--json]')
  .allowUnknownOption()
  .action((words: string[], options: CommonOptions) => finishWith((printer) => keys(words, options, printer)))

command(program, 'balance', 'what is left at a provider, or at all that there is a key for')
  .argument('[id]')
  .action((id: string | undefined, options: CommonOptions) => finishWith((printer) => balance(id, options, printer)))

command(program, 'doctor', 'what is there and what is missing')
  .option('--project <dir>', 'the project folder')
  .action((options: CommonOptions) => finishWith((printer) => doctor(options, printer)))

command(program, 'serve', 'the window in a browser, on this computer only')
  .option('--port <n>', 'the port; 0 lets the system choose')
  .option('--no-open', 'do not open a browser')
  .option('--project <dir>', 'the project folder')
  .action((options: CommonOptions & { port?: string; open?: boolean }) =>
    finishWith((printer) =>
      serve(options, printer, (url) => {
        process.stdout.write(asJson ? `${JSON.stringify({ event: 'serving', url })}\n` : `Choreo is open at ${url}\n`)
      }),
    ),
  )

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Help and version are answers; everything else commander throws is wrong usage.
  const answered = error.exitCode === 0
  if (!answered && asJson)
    createPrinter(true).finish(
      fail(
        'usage',
        error.message.replace(/^error: /, '').replace(/^./, (letter) => letter.toUpperCase()),
        'Use choreo --help to see what there is.',
      ),
    )
  process.exitCode = answered ? 0 : 2
}
