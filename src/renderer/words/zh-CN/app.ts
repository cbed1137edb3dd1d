/** 简体中文：窗口框架，以及各处通用的话。 */
import { plural } from '../../figures'
import type { Words } from '../en'

export const app: Words['app'] = {
  name: 'Choreo',
  title: (section) => `${section} – Choreo`,
  sections: '分区',
  compose: '创作',
  queue: '队列',
  compare: '对比',
  projects: '项目',
  settings: '设置',
  skip: '跳到内容',
  openJobs: (count) => `${count} 个进行中`,
  rehearsalOnly: '试运行：未设置密钥',
  project: (name) => `项目 ${name}`,
  otherProjects: '以前打开过的项目',
  noOtherProject: '还没有打开过其他项目。',
  thisProject: '当前显示',
  projectJobs: (jobs, open) => (open > 0 ? `${plural(jobs, '个任务', '个任务')}，${open} 个进行中` : plural(jobs, '个任务', '个任务')),
  allProjects: '所有项目…',
  paused: '已暂停',
  toDark: '切换到深色',
  toLight: '切换到浅色',
  checkUp: '系统检查',
  starting: 'Choreo 正在启动…',
  cannotStart: 'Choreo 的窗口找不到引擎',
  tryAgain: '重试',
  offline: 'Choreo 的引擎没有响应。您在此的设置都会保留，引擎恢复后即可继续。',
  noTools: '本机未找到 ffmpeg，因此无法读取或处理视频。',
  close: '关闭',
  dismiss: '忽略',
  copy: '复制',
  copied: '已复制',
  notCopied: '请手动选择并复制',
  details: '详情',
  together: (...sentences) => sentences.join(''),
  loading: '正在加载…',
}

export const broken: Words['broken'] = {
  title: '此窗口出现了故障',
  sentence: '这是 Choreo 的错误。您的文件和任务是安全的：它们在项目文件夹中，不在此窗口里。',
  copy: '复制报告',
  reload: '重新加载窗口',
}
