/** Deutsch: der Rahmen des Fensters, und was überall gesagt wird. */
import { plural } from '../../figures'
import type { Words } from '../en'

export const app: Words['app'] = {
  name: 'Choreo',
  title: (section) => `${section} – Choreo`,
  sections: 'Bereiche',
  compose: 'Erstellen',
  queue: 'Aufträge',
  compare: 'Vergleichen',
  projects: 'Projekte',
  settings: 'Einstellungen',
  skip: 'Zum Inhalt springen',
  openJobs: (count) => `${count} offen`,
  rehearsalOnly: 'Probe: kein Schlüssel hinterlegt',
  project: (name) => `Projekt ${name}`,
  otherProjects: 'Früher geöffnete Projekte',
  noOtherProject: 'Hier wurde noch kein anderes Projekt geöffnet.',
  thisProject: 'gerade gezeigt',
  projectJobs: (jobs, open) => (open > 0 ? `${plural(jobs, 'Auftrag', 'Aufträge')}, ${open} offen` : plural(jobs, 'Auftrag', 'Aufträge')),
  allProjects: 'Alle Projekte…',
  openedElsewhere: (name) => `Ein anderes Fenster hat das Projekt „${name}“ geöffnet.`,
  shownHere: (own) =>
    `Dieses Fenster zeigt „${own}“; dessen Aufträge gehen trotzdem weiter. Was hier eingestellt ist, bleibt erhalten, falls „${own}“ wieder geöffnet wird.`,
  showHere: (name) => `„${name}“ hier zeigen`,
  paused: 'Pause',
  toDark: 'Zu dunklen Farben wechseln',
  toLight: 'Zu hellen Farben wechseln',
  checkUp: 'Systemprüfung',
  starting: 'Choreo startet…',
  cannotStart: 'Das Fenster von Choreo findet keine Engine',
  tryAgain: 'Noch einmal versuchen',
  offline: 'Die Engine von Choreo antwortet nicht. Was Sie hier eingestellt haben, bleibt; es geht weiter, sobald sie wieder antwortet.',
  noTools: 'ffmpeg wurde auf diesem Computer nicht gefunden, Clips können also weder gelesen noch vorbereitet werden.',
  close: 'Schließen',
  dismiss: 'Ausblenden',
  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Bitte von Hand auswählen und kopieren',
  details: 'Einzelheiten',
  together: (...sentences) => sentences.join(' '),
  loading: 'Wird geladen…',
}

export const broken: Words['broken'] = {
  title: 'In diesem Fenster ist etwas kaputtgegangen',
  sentence: 'Das ist ein Fehler in Choreo. Ihre Dateien und Aufträge sind sicher: Sie liegen im Projektordner, nicht in diesem Fenster.',
  copy: 'Bericht kopieren',
  reload: 'Fenster neu laden',
}
