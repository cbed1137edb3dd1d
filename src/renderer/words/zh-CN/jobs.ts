/** 简体中文：任务的状态，以及可以做什么。 */
import type { Happening } from '../../../contract/findings'
import { assertNever } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { percentWords } from '../../figures'
import type { Words } from '../en'

const state: Words['jobs']['state'] = {
  draft: '未开始',
  preparing: '正在处理文件',
  delivering: '正在上传',
  submitting: '正在发送请求',
  accepted: '已接受，排队中',
  running: '正在生成',
  downloading: '正在下载结果',
  saved: '已保存',
  failed: '失败',
  unconfirmed: '未确认',
  paused: '已暂停',
  abandoned: '不再等待',
}

const changes = { untouched: '保持原样', copied: '复制', encoded: '重新编码' }
const looks = { found: '找到', absent: '列表中没有', several: '有多个可能', unreadable: '无法读取列表' }

function happened(line: Happening, name: string): string {
  switch (line.event) {
    case 'created':
      return '已创建'
    case 'state':
      return line.by === 'person' ? `${state[line.state]}（由您决定）` : state[line.state]
    case 'prepared':
      return `文件已处理：图片${changes[line.image]}，视频${changes[line.video]}`
    case 'delivered': {
      const what = line.media === 'image' ? '图片' : '视频'
      if (line.by === 'inline') return `${what}随请求发送`
      if (line.by === 'link') return `${what}使用您的链接`
      return line.reused ? `${what}此前已上传` : `${what}已上传`
    }
    case 'answer':
      return `${name} 已答复请求（HTTP ${line.status}）`
    case 'poll':
      return line.status ? `已向 ${name} 查询（HTTP ${line.status}）` : `已向 ${name} 查询：无答复`
    case 'not-sent':
      return '请求未离开本机'
    case 'looked-up':
      return `在 ${name} 查找：${looks[line.answer.kind]}`
    case 'passed-on':
      return `由 ${providers[line.from].name} 转交 ${providers[line.to].name}`
    default:
      return assertNever(line)
  }
}

export const jobs: Words['jobs'] = {
  state,
  stage: {
    fetch: '正在获取链接',
    look: '正在寻找视频中最合适的片段',
    image: '正在处理图片',
    encode: '正在处理视频',
    upload: '正在上传',
    generate: '正在生成',
    download: '正在下载结果',
  },
  happened,
  percent: (fraction) => percentWords(fraction),
  rehearsal: '试运行',
  free: '免费',
  quoted: '报价',
  charged: '已扣费',
  unknownPrice: '未知',
  perhaps: '可能已扣费',
  open: '打开',
  compare: '对比',
  of: (image, video) => `${image} 与 ${video}`,
  openNamed: (what) => `打开 ${what}`,
  stop: '停止等待',
  stopNamed: (what) => `停止等待 ${what}`,
  stopTitle: '停止等待此任务？',
  stopMeans: (name) =>
    `Choreo 将不再查询它。${name} 会继续进行，仍可能收费：五个服务商都无法被要求停止。任务及其全部信息保留在它的文件夹中。`,
  stopMeansEarly: '请求尚未发送，因此没有任何收费。',
  stopMeansRehearsal: '这是试运行：没有发送任何内容，也不收费。',
  goOnWaiting: '继续等待',
  unconfirmedMeans: (name) => `发送后连接中断。${name} 可能已开始并收费；Choreo 绝不会自行再次发送。`,
  unconfirmedDo: '请先登录服务商账户查看，再确认该任务。',
  pausedMeans: '等待已暂停。点击“继续”会再次查询，不会再次发送。',
  goOn: '继续',
  goOnNamed: (what) => `继续 ${what}`,
  elapsed: '时间',
}

export const settle: Words['settle'] = {
  open: '确认',
  openNamed: (what) => `确认 ${what}`,
  title: '这个任务被接受了吗？',
  look: (name) => `选择之前，请在 ${name} 账户中查看那个时间的任务。`,
  later: '暂不处理',
  there: '任务存在',
  remoteId: (name) => `它在 ${name} 的编号`,
  follow: '用此编号继续',
  notThere: '任务不存在',
  looked: (name) => `我已在 ${name} 查看过：没有该任务，也没有收费。`,
  sendAgain: '重新发送',
  giveUp: '不再理会',
  leave: '不再查询',
}

export const again: Words['again'] = {
  title: '再做一次？',
  yes: '再做一次并再次付费',
  no: '不发送',
}
