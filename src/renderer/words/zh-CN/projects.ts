/** 简体中文：项目和新运行的默认值。 */
import { plural } from '../../figures'
import type { Words } from '../en'

export const projects: Words['projects'] = {
  title: '项目',
  aside: '每个项目是一个文件夹，包含任务、处理后的文件和结果',
  listed: '在此打开过的项目',
  current: '当前打开',
  jobs: (count) => (count === 0 ? '没有任务' : plural(count, '个任务', '个任务')),
  openJobs: (count) => plural(count, '个任务进行中', '个任务进行中'),
  opened: (date) => `打开于 ${date}`,
  open: '打开',
  openNamed: (name) => `打开项目 ${name}`,
  opening: '正在打开…',
  forget: '从列表移除',
  forgetNamed: (name) => `将 ${name} 从列表移除，文件夹保持不变`,
  none: '除本项目外，还没有打开过其他项目。',
  cannotRead: '无法读取',
  held: '正被另一个 Choreo 使用',
  chooseFolder: '选择文件夹…',

  create: '新建项目',
  name: '新项目名称',
  nameHint: '春季推广',
  make: '新建并打开',
  where: '新文件夹将建在您的第一个项目旁边。',
  drop: '将项目文件夹拖到这里打开',
  dropMeans: '任何文件夹都可以：若还不是项目，就会成为项目。',
  dropNotHere: '浏览器不会告知拖入的文件夹在哪里，因此只有桌面应用能拖放打开。请在此新建项目，或从列表中打开。',
  notFolder: '这不是文件夹。',
  notFolderFix: '请拖入项目文件夹，而不是其中的文件。',

  this: '本项目',
  rename: '名称',
  renameDo: '重命名',
  folder: '本项目文件夹',
  leaving: '显示其他项目时，本项目中进行的任务会继续。',

  defaults: '此处新运行的默认值',
  provider: '服务商',
  anyProvider: '能接受文件的最便宜者',
  fit: '比例不合适时',
  withSound: '有声',
  noSound: '无声',
}
