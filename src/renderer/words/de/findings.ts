/** Deutsch: was die Engine gefunden und angemerkt hat, nach seinem Code. */
import type { CheckFinding, StoreLack, StoreTrouble } from '../../../contract/findings'
import { assertNever } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { formatBytes, formatUsd, listWords, plural } from '../../figures'
import type { Words } from '../en'
import { failureSentences } from './failure-sentences'
import { settings } from './settings'

const media = { image: 'Das Bild', video: 'Der Clip' }
const ofMedia = { image: 'des Bildes', video: 'des Clips' }
const sources = { 'key-store': 'aus dem Schlüsselspeicher', environment: 'aus der Umgebung', session: 'bis Choreo geschlossen wird' }
const reasons = { hidden: 'sie ist verborgen', folder: 'Ordner in Ordnern werden nicht durchsucht', 'no-media': 'weder Bild noch Clip' }
const lacks: Record<StoreLack, string> = {
  'no-library': 'Für diese Art Computer fehlt die Bibliothek, die mit dem Schlüsselspeicher des Systems spricht.',
  'no-service': 'Es antwortet kein Schlüsseldienst wie GNOME Keyring, KWallet oder KeePassXC.',
  unreachable: 'Der Schlüsselspeicher des Systems ist nicht erreichbar.',
  'no-encryption': 'Das System bietet dieser App keine Verschlüsselung; deshalb werden Schlüssel nicht auf den Datenträger geschrieben.',
  'no-password-store':
    'Es wurde kein Passwortspeicher (GNOME Keyring oder KWallet) gefunden; deshalb werden Schlüssel nicht auf den Datenträger geschrieben.',
}
const ownStore = 'Schlüsselspeicher dieser App'

function trouble(found: StoreTrouble | null): string {
  if (found === null) return ''
  switch (found.code) {
    case 'no-store':
      return lacks[found.lack]
    case 'silent':
      return 'Der Schlüsselspeicher antwortet nicht.'
    case 'failed':
      return failureSentences[found.failure.code].join(' ')
    case 'undecipherable':
      return `Was für ${listWords(found.names)} aufbewahrt ist, kann das System nicht entschlüsseln. Hinterlegen Sie es neu.`
    case 'no-key-of-it':
      return `Was für ${found.id === 's3' ? 'den Bucket' : providers[found.id].name} aufbewahrt ist, kann kein Schlüssel sein. Hinterlegen Sie ihn neu.`
    default:
      return assertNever(found)
  }
}

function check(finding: CheckFinding): { name: string; found: string; fix: string | null } {
  switch (finding.code) {
    case 'part':
      return { name: finding.part, found: finding.version, fix: null }
    case 'no-electron':
      return {
        name: 'Electron',
        found: 'das Programm ist nicht da',
        fix: '„npx install-electron“ lädt es von GitHub; ohne es öffnet sich dieselbe App im Browser.',
      }
    case 'tool':
      return { name: finding.tool, found: `${finding.version} (${settings.computer.from(finding.from)}: ${finding.path})`, fix: null }
    case 'no-tool':
      return {
        name: finding.tool,
        found: 'nicht gefunden',
        fix:
          finding.tool === 'ffmpeg'
            ? 'Installieren Sie ffmpeg (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg) oder setzen Sie CHOREO_FFMPEG.'
            : 'Es kommt mit ffmpeg; installieren Sie dieses oder setzen Sie CHOREO_FFPROBE.',
      }
    case 'folder':
      return {
        name: 'Projektordner',
        found: `${finding.dir}, ${formatBytes(finding.freeBytes)} frei`,
        fix: finding.isLittle ? 'Schaffen Sie vor einem Lauf Platz.' : null,
      }
    case 'folder-read-only':
      return {
        name: 'Projektordner',
        found: `in ${finding.dir} darf nicht geschrieben werden`,
        fix: 'Wählen Sie einen anderen Ordner oder geben Sie Choreo dort das Schreibrecht.',
      }
    case 'key-store': {
      const name = 'Schlüsselspeicher'
      if (finding.kind === 'session')
        return {
          name,
          found: `keiner; ein Schlüssel, der eingetragen wird, ist nach dem Schließen vergessen. ${trouble(finding.trouble)}`,
          fix: `Hinterlegen Sie Schlüssel in der Umgebung, etwa als ${finding.variable}.`,
        }
      return { name, found: finding.kind === 'desktop' ? ownStore : finding.name, fix: trouble(finding.trouble) || null }
    }
    case 'key':
      return { name: keyOf(finding), found: `hinterlegt (${sources[finding.from]})`, fix: null }
    case 'misspelt-key':
      return {
        name: keyOf(finding),
        found: `was in ${finding.variable} steht, kann kein Schlüssel sein und wird nicht verwendet`,
        fix: `Kopieren Sie ihn noch einmal von ${finding.keyPage}, ganz und ohne etwas anderes.`,
      }
    case 'no-key':
      return {
        name: keyOf(finding),
        found: 'keiner; Läufe sind Proben',
        fix: `Hinterlegen Sie ihn in den Einstellungen, mit „choreo keys set ${finding.provider}“ oder als ${finding.variable}; angelegt wird er auf ${finding.keyPage}.`,
      }
    default:
      return assertNever(finding)
  }
}

function keyOf({ provider }: Extract<CheckFinding, { code: 'key' | 'misspelt-key' | 'no-key' }>): string {
  return `Schlüssel für ${providers[provider].name}`
}

export const findings: Words['findings'] = {
  keyTest: ({ finding }, name) => {
    switch (finding.code) {
      case 'accepted': {
        const { usd, credits } = finding
        if ((usd ?? credits ?? 0) <= 0) return `${name} nimmt den Schlüssel an; das Konto ist leer, ein Lauf würde also abgelehnt.`
        return `${name} nimmt den Schlüssel an; Guthaben: ${usd === null ? plural(credits ?? 0, 'Credit', 'Credits') : formatUsd(usd)}.`
      }
      case 'accepted-without-balance':
        return `${name} nimmt den Schlüssel an: Nach einem Auftrag gefragt, den es nicht geben kann, hat ${name} gesucht und keinen gefunden. Ein Guthaben wird nicht genannt; ob ein Lauf bezahlt werden kann, zeigt sich erst dabei.`
      case 'nothing-against-it':
        return `${name} sagt nichts gegen den Schlüssel. Mehr ist vor einem Lauf nicht zu erfahren.`
      case 'empty':
        return `${name} kennt den Schlüssel, aber das Konto ist leer. Laden Sie es auf ${finding.keyPage} auf.`
      case 'refused':
        return failureSentences[finding.failure.code].join(' ')
      case 'bucket-readable':
        return `${finding.host} lässt mit diesen Schlüsseln aus dem Bucket „${finding.bucket}“ lesen. Ob sie auch schreiben dürfen, zeigt sich erst beim ersten Hochladen.`
      case 'bucket-refused': {
        const doubt =
          ' Ein Schlüssel, der lesen und schreiben, aber nicht auflisten darf (s3:ListBucket), bekommt dieselbe Antwort und genügt.'
        return `${failureSentences[finding.failure.code].join(' ')}${finding.mayStillWrite ? doubt : ''}`
      }
      default:
        return assertNever(finding)
    }
  },
  check: ({ finding }) => check(finding),
  storeName: ({ kind, name }) => (kind === 'desktop' ? ownStore : name),
  storeNote: (store) => trouble(store.trouble),
  input: (note) => {
    switch (note.code) {
      case 'callback-not-kept':
        return 'In der Rückrufadresse stand ein Geheimnis, das nicht aufbewahrt wird; geben Sie sie neu an.'
      case 'link-changed':
        return `Der Link ${ofMedia[note.kind]} „${note.name}“ führt jetzt zu einer anderen Datei.`
      case 'link-failed':
        return `${media[note.kind]} „${note.name}“: ${failureSentences[note.failure.code][0]}`
      case 'link-not-kept':
        return `Im Link ${ofMedia[note.kind]} „${note.name}“ stand eine Signatur, die nicht aufbewahrt wird; fügen Sie den Link neu ein, um ihn weiterzugeben.`
      case 'fetched-copy':
        return `Von „${note.name}“ wird die Kopie verwendet, die für den Auftrag geladen wurde.`
      case 'own-copy':
        return `${media[note.kind]} „${note.name}“ liegt nicht mehr dort oder ist verändert: Verwendet wird die Kopie des Projekts.`
      case 'prepared-file': {
        const made = note.kind === 'image' ? ', zugeschnitten und skaliert wie gesendet' : ', gekürzt und skaliert wie gesendet'
        return `${media[note.kind]} „${note.name}“ liegt nicht mehr dort oder ist verändert: Verwendet wird die vorbereitete Datei${note.isChanged ? made : ''}.`
      }
      default:
        return assertNever(note)
    }
  },
  batch: (note) =>
    note.code === 'passed-over'
      ? `„${note.name}“ wird übergangen: ${reasons[note.why]}.`
      : `${note.row} ist dasselbe wie ${note.as} und läuft daher nur einmal.`,
  request: ({ uploads }) => {
    if (uploads.length === 0) return 'Beide Dateien reisen in der Anfrage oder hinter Ihren eigenen Links.'
    const what = uploads.length > 1 ? 'werden Bild und Clip' : `wird ${uploads[0] === 'image' ? 'das Bild' : 'der Clip'}`
    return `Davor ${what} hochgeladen; die Links stehen für das, was das Hochladen ergibt.`
  },
}
