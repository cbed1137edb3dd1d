/** Deutsch: Fehler, die das Fenster selbst findet. */
import type { Words } from '../en'

export const failures: Words['failures'] = {
  unreachable: 'Die Engine von Choreo hat nicht geantwortet.',
  unreachableFix: 'Sehen Sie nach, ob Choreo noch läuft, und versuchen Sie es noch einmal.',
  notAdmitted: 'Dieses Fenster wird nicht eingelassen: Sein Link wurde schon benutzt, oder Choreo wurde neu gestartet.',
  notAdmittedFix: 'Starten Sie Choreo neu und öffnen Sie den Link, den es ausgibt.',
  uploadBroke: (name) => `„${name}“ konnte nicht übergeben werden.`,
  uploadFix: 'Sehen Sie nach, ob die Datei noch gelesen werden kann, und ziehen Sie sie noch einmal hierher.',
  notAdmittedFile: (name) => `„${name}“ ist keine Datei auf diesem Computer.`,
  notAdmittedFileFix: 'Speichern Sie sie zuerst in einem Ordner und ziehen Sie sie von dort hierher.',
  folderFix: 'Ziehen Sie ein Bild und einen Clip hierher.',
  notHttps: 'Das ist kein https-Link.',
  notHttpsFix: 'Fügen Sie einen Link ein, der mit https:// beginnt.',
  noReport: 'Die Engine hörte auf, ohne zu antworten.',
  what: (code) => `Code: ${code}`,
}
