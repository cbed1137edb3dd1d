/** What the system shows in Choreo's name, where the window's catalogue does not reach: notices, dialogs, questions and the menu. */
import type { Language } from '../../contract/window-shapes'
import type { NewsKind } from '../../domain/job-news'

export interface DesktopWords {
  title: Record<NewsKind, (count: number) => string>
  /** A pair by its two file names. */
  pair(image: string, video: string): string
  lookInQueue: string
  closing: { message(count: number): string; detail: string; close: string; keep: string }
  /** The dialogs that files and folders are chosen in. */
  choose: { image: string; video: string; folder: string; pictures: string; clips: string; allFiles: string; button: string }
  /** A page that died twice in a row. @param reason Electron's word for it */
  broken: { message(reason: string): string; detail: string; again: string; quit: string }
  /** An engine that could not be opened; why is said by its failure. */
  cannotStart: { title: string; again: string; quit: string }
  menu: {
    file: string
    edit: string
    view: string
    window: string
    about: string
    services: string
    hide: string
    hideOthers: string
    unhide: string
    quit: string
    undo: string
    redo: string
    cut: string
    copy: string
    paste: string
    delete: string
    selectAll: string
    actualSize: string
    larger: string
    smaller: string
    fullScreen: string
    minimize: string
    zoom: string
    front: string
    close: string
  }
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
  choose: {
    image: 'Choose a picture',
    video: 'Choose a clip',
    folder: 'Choose a project folder',
    pictures: 'Pictures',
    clips: 'Clips',
    allFiles: 'All files',
    button: 'Choose',
  },
  broken: {
    message: (reason) => `The window stopped working twice (${reason}).`,
    detail: 'Jobs are not affected. Load the window again, or quit and go on later.',
    again: 'Load again',
    quit: 'Quit',
  },
  cannotStart: { title: 'Choreo could not start', again: 'Try again', quit: 'Quit' },
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    about: 'About Choreo',
    services: 'Services',
    hide: 'Hide Choreo',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    quit: 'Quit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    delete: 'Delete',
    selectAll: 'Select All',
    actualSize: 'Actual Size',
    larger: 'Zoom In',
    smaller: 'Zoom Out',
    fullScreen: 'Full Screen',
    minimize: 'Minimize',
    zoom: 'Zoom',
    front: 'Bring All to Front',
    close: 'Close',
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
  choose: {
    image: 'Bild wählen',
    video: 'Clip wählen',
    folder: 'Projektordner wählen',
    pictures: 'Bilder',
    clips: 'Clips',
    allFiles: 'Alle Dateien',
    button: 'Auswählen',
  },
  broken: {
    message: (reason) => `Das Fenster ist zweimal abgestürzt (${reason}).`,
    detail: 'Die Aufträge sind nicht betroffen. Laden Sie das Fenster neu, oder beenden Sie Choreo und machen Sie später weiter.',
    again: 'Neu laden',
    quit: 'Beenden',
  },
  cannotStart: { title: 'Choreo konnte nicht starten', again: 'Noch einmal versuchen', quit: 'Beenden' },
  menu: {
    file: 'Datei',
    edit: 'Bearbeiten',
    view: 'Ansicht',
    window: 'Fenster',
    about: 'Über Choreo',
    services: 'Dienste',
    hide: 'Choreo ausblenden',
    hideOthers: 'Andere ausblenden',
    unhide: 'Alle einblenden',
    quit: 'Beenden',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    delete: 'Löschen',
    selectAll: 'Alles auswählen',
    actualSize: 'Originalgröße',
    larger: 'Vergrößern',
    smaller: 'Verkleinern',
    fullScreen: 'Vollbild',
    minimize: 'Minimieren',
    zoom: 'Zoomen',
    front: 'Alle nach vorne bringen',
    close: 'Schließen',
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
  choose: {
    image: '选择图片',
    video: '选择视频',
    folder: '选择项目文件夹',
    pictures: '图片',
    clips: '视频',
    allFiles: '所有文件',
    button: '选择',
  },
  broken: {
    message: (reason) => `窗口连续两次停止工作（${reason}）。`,
    detail: '任务不受影响。请重新加载窗口，或退出后稍后继续。',
    again: '重新加载',
    quit: '退出',
  },
  cannotStart: { title: 'Choreo 无法启动', again: '重试', quit: '退出' },
  menu: {
    file: '文件',
    edit: '编辑',
    view: '显示',
    window: '窗口',
    about: '关于 Choreo',
    services: '服务',
    hide: '隐藏 Choreo',
    hideOthers: '隐藏其他',
    unhide: '全部显示',
    quit: '退出',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    delete: '删除',
    selectAll: '全选',
    actualSize: '实际大小',
    larger: '放大',
    smaller: '缩小',
    fullScreen: '全屏',
    minimize: '最小化',
    zoom: '缩放',
    front: '前置全部窗口',
    close: '关闭',
  },
}

/** @param locale the system's, for those who chose no language */
export function desktopWords(language: Language, locale: string): DesktopWords {
  const tag = (language === 'system' ? locale : language).toLowerCase()
  if (tag.startsWith('de')) return german
  // Traditional script is another one to read; whoever does gets English.
  return tag.startsWith('zh') && !/hant|tw|hk|mo/.test(tag) ? chinese : english
}
