/** 简体中文：引擎的检查结果与说明，按代码给出。 */
import type { CheckFinding, StoreLack, StoreTrouble } from '../../../contract/findings'
import { assertNever } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { formatBytes, formatUsd, listWords, plural } from '../../figures'
import type { Words } from '../en'
import { failureSentences } from './failure-sentences'
import { settings } from './settings'

const media = { image: '图片', video: '视频' }
const sources = { 'key-store': '来自密钥库', environment: '来自环境变量', session: '关闭 Choreo 前有效' }
const reasons = { hidden: '隐藏文件', folder: '不查看文件夹中的文件夹', 'no-media': '既不是图片也不是视频' }
const lacks: Record<StoreLack, string> = {
  'no-library': '此类电脑上没有访问系统密钥库所需的库。',
  'no-service': '没有密钥服务响应（如 GNOME Keyring、KWallet 或 KeePassXC）。',
  unreachable: '无法访问系统密钥库。',
  'no-encryption': '系统未向此应用提供加密，因此不会把密钥写入磁盘。',
  'no-password-store': '未找到桌面密码库（GNOME Keyring 或 KWallet），因此不会把密钥写入磁盘。',
}
const ownStore = '此应用的密钥库'

function trouble(found: StoreTrouble | null): string {
  if (found === null) return ''
  switch (found.code) {
    case 'no-store':
      return lacks[found.lack]
    case 'silent':
      return '密钥库没有响应。'
    case 'failed':
      return failureSentences[found.failure.code].join('')
    case 'undecipherable':
      return `系统无法解密为 ${listWords(found.names)} 保存的内容，请重新设置。`
    case 'no-key-of-it':
      return `为${found.id === 's3' ? '存储桶' : ` ${providers[found.id].name} `}保存的内容不可能是密钥，请重新设置。`
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
        found: '程序文件不在本机',
        fix: '“npx install-electron”会从 GitHub 下载；没有它时，同样的应用在浏览器中打开。',
      }
    case 'tool':
      return { name: finding.tool, found: `${finding.version}（${settings.computer.from(finding.from)}：${finding.path}）`, fix: null }
    case 'no-tool':
      return {
        name: finding.tool,
        found: '未找到',
        fix:
          finding.tool === 'ffmpeg'
            ? '请安装 ffmpeg（Debian：apt-get install ffmpeg；macOS：brew install ffmpeg；Windows：winget install ffmpeg），或设置 CHOREO_FFMPEG。'
            : '它随 ffmpeg 提供；请安装 ffmpeg，或设置 CHOREO_FFPROBE。',
      }
    case 'folder':
      return {
        name: '项目文件夹',
        found: `${finding.dir}，可用空间 ${formatBytes(finding.freeBytes)}`,
        fix: finding.isLittle ? '运行前请腾出一些空间。' : null,
      }
    case 'folder-read-only':
      return { name: '项目文件夹', found: `${finding.dir} 不可写入`, fix: '请换一个文件夹，或授予 Choreo 写入权限。' }
    case 'key-store': {
      const name = '密钥库'
      if (finding.kind === 'session')
        return {
          name,
          found: `没有；填写的密钥会在关闭 Choreo 时丢弃。${trouble(finding.trouble)}`,
          fix: `请在环境变量中设置密钥，例如 ${finding.variable}。`,
        }
      return { name, found: finding.kind === 'desktop' ? ownStore : finding.name, fix: trouble(finding.trouble) || null }
    }
    case 'key':
      return { name: keyOf(finding), found: `已设置（${sources[finding.from]}）`, fix: null }
    case 'misspelt-key':
      return {
        name: keyOf(finding),
        found: `${finding.variable} 中的内容不可能是密钥，未被使用`,
        fix: `请从 ${finding.keyPage} 重新完整复制，不要带其他内容。`,
      }
    case 'no-key':
      return {
        name: keyOf(finding),
        found: '未设置；运行均为试运行',
        fix: `请在设置中填写，或用“choreo keys set ${finding.provider}”，或设为 ${finding.variable}；密钥在 ${finding.keyPage} 创建。`,
      }
    default:
      return assertNever(finding)
  }
}

function keyOf({ provider }: Extract<CheckFinding, { code: 'key' | 'misspelt-key' | 'no-key' }>): string {
  return `${providers[provider].name} 的密钥`
}

export const findings: Words['findings'] = {
  keyTest: ({ finding }, name) => {
    switch (finding.code) {
      case 'accepted': {
        const { usd, credits } = finding
        if ((usd ?? credits ?? 0) <= 0) return `${name} 接受该密钥；账户已无余额，运行会被拒绝。`
        return `${name} 接受该密钥；余额 ${usd === null ? plural(credits ?? 0, '积分', '积分') : formatUsd(usd)}。`
      }
      case 'accepted-without-balance':
        return `${name} 接受该密钥：查询一个不可能存在的任务时，它查找后答复没有。它不提供余额，能否付费要到运行时才知道。`
      case 'nothing-against-it':
        return `${name} 没有拒绝该密钥。运行之前无法得知更多。`
      case 'empty':
        return `${name} 认得该密钥，但账户已无余额。请在 ${finding.keyPage} 充值。`
      case 'refused':
        return failureSentences[finding.failure.code].join('')
      case 'bucket-readable':
        return `${finding.host} 允许用这些密钥读取存储桶“${finding.bucket}”。能否写入要到首次上传时才知道。`
      case 'bucket-refused':
        return `${failureSentences[finding.failure.code].join('')}${finding.mayStillWrite ? '可读写但不可列出（s3:ListBucket）的密钥也会得到同样的答复，用于上传已足够。' : ''}`
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
        return '回调地址中含有不予保存的机密，请重新填写。'
      case 'link-changed':
        return `${media[note.kind]}“${note.name}”的链接现在指向另一个文件。`
      case 'link-failed':
        return `${media[note.kind]}“${note.name}”：${failureSentences[note.failure.code][0]}`
      case 'link-not-kept':
        return `${media[note.kind]}“${note.name}”的链接带有不予保存的签名；要继续使用链接，请重新添加。`
      case 'fetched-copy':
        return `“${note.name}”使用为该任务下载的副本。`
      case 'own-copy':
        return `${media[note.kind]}“${note.name}”已不在原处或已改变：使用项目自己的副本。`
      case 'prepared-file':
        return `${media[note.kind]}“${note.name}”已不在原处或已改变：使用处理后的文件${note.isChanged ? (note.kind === 'image' ? '（已按发送时裁剪和缩放）' : '（已按发送时截取和缩放）') : ''}。`
      default:
        return assertNever(note)
    }
  },
  batch: (note) =>
    note.code === 'passed-over' ? `略过“${note.name}”：${reasons[note.why]}。` : `${note.row} 与 ${note.as} 相同，因此只运行一次。`,
  request: ({ uploads }) => {
    if (uploads.length === 0) return '两个文件都随请求发送，或使用您自己的链接。'
    const what = uploads.length > 1 ? '图片和视频' : uploads[0] === 'image' ? '图片' : '视频'
    return `在此之前会先上传${what}；这里的链接代表上传后得到的链接。`
  },
}
