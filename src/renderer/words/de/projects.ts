/** Deutsch: Projekte und womit ihre Läufe beginnen. */
import { plural } from '../../figures'
import type { Words } from '../en'

export const projects: Words['projects'] = {
  title: 'Projekte',
  aside: 'jedes ein Ordner mit Aufträgen, Dateien und Ergebnissen',
  listed: 'Hier geöffnete Projekte',
  current: 'gerade offen',
  jobs: (count) => (count === 0 ? 'keine Aufträge' : plural(count, 'Auftrag', 'Aufträge')),
  openJobs: (count) => plural(count, 'offener Auftrag', 'offene Aufträge'),
  opened: (date) => `geöffnet ${date}`,
  open: 'Öffnen',
  openNamed: (name) => `Projekt ${name} öffnen`,
  opening: 'Wird geöffnet…',
  forget: 'Aus der Liste nehmen',
  forgetNamed: (name) => `${name} aus der Liste nehmen; der Ordner bleibt, wie er ist`,
  none: 'Außer diesem wurde hier noch kein Projekt geöffnet.',
  cannotRead: 'nicht lesbar',
  held: 'von einem anderen Choreo benutzt',
  chooseFolder: 'Ordner wählen…',

  create: 'Neues Projekt',
  name: 'Name des neuen Projekts',
  nameHint: 'Frühjahrskampagne',
  make: 'Anlegen und öffnen',
  where: 'Neben Ihrem ersten Projekt wird ein neuer Ordner angelegt.',
  drop: 'Ordner eines Projekts hierher ziehen, um es zu öffnen',
  dropMeans: 'Jeder Ordner ist recht: Ist er noch kein Projekt, wird er eines.',
  dropNotHere:
    'Ein Browser verrät nicht, wo ein gezogener Ordner liegt; so öffnet ihn nur die Desktop-App. Legen Sie hier ein neues Projekt an oder öffnen Sie eines aus der Liste.',
  notFolder: 'Das war kein Ordner.',
  notFolderFix: 'Ziehen Sie den Ordner eines Projekts hierher, nicht eine Datei daraus.',

  this: 'Dieses Projekt',
  rename: 'Name',
  renameDo: 'Umbenennen',
  folder: 'Ordner dieses Projekts',
  leaving: 'Offene Aufträge dieses Projekts laufen weiter, während ein anderes gezeigt wird.',

  defaults: 'Neue Läufe beginnen hier mit',
  provider: 'Anbieter',
  anyProvider: 'der günstigste, der die Dateien annimmt',
  fit: 'Wenn das Format nicht passt',
  withSound: 'mit Ton',
  noSound: 'ohne Ton',
}
