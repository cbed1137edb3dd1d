/** 简体中文：窗口自己发现的失败。 */
import type { Words } from '../en'

export const failures: Words['failures'] = {
  unreachable: 'Choreo 的引擎没有响应。',
  unreachableFix: '请确认 Choreo 仍在运行，然后重试。',
  notAdmitted: '此窗口未获准进入：链接已被使用过，或 Choreo 已重新启动。',
  notAdmittedFix: '请重新启动 Choreo，并打开它给出的链接。',
  uploadBroke: (name) => `无法传入“${name}”。`,
  uploadFix: '请确认文件仍可读取，然后重新拖入。',
  notAdmittedFile: (name) => `“${name}”不是本机上的文件。`,
  notAdmittedFileFix: '请先保存到文件夹，再从那里拖入。',
  folderFix: '请拖入一张图片和一段视频。',
  notHttps: '这不是 https 链接。',
  notHttpsFix: '请粘贴以 https:// 开头的链接。',
  noReport: '引擎没有答复就结束了。',
  what: (code) => `代码：${code}`,
}
