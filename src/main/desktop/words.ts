/** What the system shows in Choreo's name, where the window's catalogue does not reach: notices and the question at closing. */
import type { Language } from '../../contract/window-shapes'
import type { NewsKind } from '../../domain/job-news'

export interface DesktopWords {
  title: Record<NewsKind, (count: number) => string>
  /** A pair by its two file names. */
  pair(image: string, video: string): string
  lookInQueue: string
  closing: { message(count: number): string; detail: string; close: string; keep: string }
}

const english: DesktopWords = {
  title: {
    saved: (count) => (count === 1 ? 'Saved' : `${count} jobs are saved`),
    failed: (count) => (count === 1 ? 'A job failed' : `${count} jobs failed`),
    you: (count) => (count === 1 ? 'A job needs you' : `${count} jobs need you`),
  },
  pair: (image, video) => `${image} with ${video}`,
  lookInQueue: 'The queue shows them.',
  closing: {
    message: (count) => (count === 1 ? 'One job is still open.' : `${count} jobs are still open.`),
    detail: 'Closing stops nothing at the providers. Open jobs go on here at the next start.',
    close: 'Close',
    keep: 'Keep open',
  },
}

const german: DesktopWords = {
  title: {
    saved: (count) => (count === 1 ? 'Gespeichert' : `${count} Aufträge sind gespeichert`),
    failed: (count) => (count === 1 ? 'Ein Auftrag ist gescheitert' : `${count} Aufträge sind gescheitert`),
    you: (count) => (count === 1 ? 'Ein Auftrag wartet auf Sie' : `${count} Aufträge warten auf Sie`),
  },
  pair: (image, video) => `${image} mit ${video}`,
  lookInQueue: 'Sie stehen bei den Aufträgen.',
  closing: {
    message: (count) => (count === 1 ? 'Ein Auftrag ist noch offen.' : `${count} Aufträge sind noch offen.`),
    detail: 'Wer Choreo schließt, hält bei den Anbietern nichts an; offene Aufträge gehen hier beim nächsten Start weiter.',
    close: 'Schließen',
    keep: 'Offen lassen',
  },
}

const chinese: DesktopWords = {
  title: {
    saved: (count) => (count === 1 ? '已保存' : `${count} 个任务已保存`),
    failed: (count) => (count === 1 ? '有一个任务失败' : `${count} 个任务失败`),
    you: (count) => (count === 1 ? '有一个任务需要您处理' : `${count} 个任务需要您处理`),
  },
  pair: (image, video) => `${image} 与 ${video}`,
  lookInQueue: '请在队列中查看。',
  closing: {
    message: (count) => `还有 ${count} 个任务正在进行。`,
    detail: '关闭 Choreo 不会停止服务商处的任务；下次启动时，进行中的任务会在此继续。',
    close: '关闭',
    keep: '保持打开',
  },
}

/** @param locale the system's, for those who chose no language */
export function desktopWords(language: Language, locale: string): DesktopWords {
  const tag = (language === 'system' ? locale : language).toLowerCase()
  if (tag.startsWith('de')) return german
  // Traditional script is another one to read; whoever does gets English.
  return tag.startsWith('zh') && !/hant|tw|hk|mo/.test(tag) ? chinese : english
}
