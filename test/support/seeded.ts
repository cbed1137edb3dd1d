/** fast-check with the same cases every time, so that a failure stands for a change; a long run looks for new ones. */
import fc from 'fast-check'

fc.configureGlobal(process.env.CHOREO_LONG_TESTS === '1' ? {} : { seed: 20_261_120 })

export default fc
