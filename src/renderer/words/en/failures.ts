/** English: failures that the window itself finds; those of the engine bring their own sentences. */
import type { FailureCode } from '../../../domain/failure'

export const failures = {
  unreachable: 'Choreo’s engine did not answer.',
  unreachableFix: 'See whether Choreo is still running, then try again.',
  notAdmitted: 'This window is not let in: its link was used before, or Choreo was started again.',
  notAdmittedFix: 'Start Choreo again and open the link that it prints.',
  uploadBroke: (name: string) => `“${name}” could not be handed over.`,
  uploadFix: 'See whether the file can still be read, then drop it again.',
  notAdmittedFile: (name: string) => `“${name}” is not a file on this computer.`,
  notAdmittedFileFix: 'Save it to a folder first, then drop it from there.',
  folderFix: 'Drop one picture and one clip.',
  notHttps: 'This is not an https link.',
  notHttpsFix: 'Paste a link that begins with https://',
  noReport: 'The engine ended without an answer.',
  what: (code: FailureCode) => `Code: ${code}`,
}
