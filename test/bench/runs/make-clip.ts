/** Choreo's own way from a clip to one under the cap: probed, planned, encoded, verified. Arguments: source, target, start, end. */
import { noEdits } from '../../../src/domain/media'
import { planVideo } from '../../../src/domain/plan-video'
import { providers } from '../../../src/domain/providers/all'
import { defaultRequest } from '../../../src/domain/request'
import { probe } from '../../../src/main/engine/media/probe'
import { findTools, requireTools } from '../../../src/main/engine/media/tools'
import { verifyVideo } from '../../../src/main/engine/media/verify'
import { makeVideo } from '../../../src/main/engine/media/video'

const [source, target, start, end] = process.argv.slice(2) as [string, string, string, string]
const tools = await findTools(process.env)
const paths = requireTools(tools)
if (!paths.ok) throw new Error(paths.failure.message)
const facts = await probe(source, tools)
if (!facts.ok || facts.value.kind !== 'video') throw new Error('the clip cannot be read')
const edits = { ...noEdits, trim: { start: Number(start), end: Number(end) } }
const plan = planVideo(facts.value, providers.highwayapi.limits, defaultRequest, edits)
if (!plan.ok) throw new Error(plan.failure.message)
const made = await makeVideo({ source, facts: facts.value, plan: plan.value, target, ...paths.value })
if (!made.ok) throw new Error(`${made.failure.message} ${made.failure.detail ?? ''}`)
const verified = await verifyVideo(target, plan.value, tools)
if (!verified.ok) throw new Error(verified.failure.message)
process.stdout.write(`${JSON.stringify({ bytes: verified.value.bytes, width: verified.value.width, how: made.value.how })}\n`)
