/** 简体中文：首次欢迎、按键、通知、系统检查。 */
import { plural } from '../../figures'
import type { Words } from '../en'

export const welcome: Words['welcome'] = {
  title: '欢迎使用 Choreo',
  does: 'Choreo 让角色图片像视频中那样动起来，可使用 Kling 3.0 Motion Control 的五个服务商中的任意一个。',
  points: [
    '本机上的一切都免费，且无需密钥：查看文件、裁剪、截取、处理、对比。',
    '试运行会用本机上的模拟服务走完每一步：免费，且没有任何内容离开本机。',
    '正式运行需要某个服务商的密钥。按下之前，价格就写在按钮上，并且只发送一次。',
    '结果与输入一同保存在项目文件夹中。未完成的任务会在下次启动时继续。',
  ],
  prices: '每秒价格，以及已设置的密钥',
  keyColumn: '密钥',
  hasKey: '已设置',
  noKey: '未设置',
  samples: '试用示例',
  key: '添加密钥',
  close: '先看看',
}

export const notices: Words['notices'] = {
  title: {
    saved: (count) => (count === 1 ? '已保存' : `${plural(count, '个任务', '个任务')}已保存`),
    failed: (count) => (count === 1 ? '一个任务失败' : `${plural(count, '个任务', '个任务')}失败`),
    you: (count) => (count === 1 ? '一个任务需要您处理' : `${plural(count, '个任务', '个任务')}需要您处理`),
  },
  what: (jobs) => (jobs.length === 1 && jobs[0] ? `${jobs[0].inputs.image} 与 ${jobs[0].inputs.video}` : '请在队列中查看。'),
  toQueue: '打开队列',
}

export const help: Words['help'] = {
  open: '帮助与按键',
  title: '按键',
  typing: '输入文字时，单个按键不起作用。',
  groups: [
    {
      name: '全局',
      keys: [
        { keys: ['G', 'C'], does: '创作' },
        { keys: ['G', 'Q'], does: '队列' },
        { keys: ['G', 'R'], does: '对比结果' },
        { keys: ['G', 'P'], does: '项目' },
        { keys: ['Alt', '1–4'], does: '同上四项，从左到右' },
        { keys: ['?'], does: '显示按键' },
        { keys: ['Esc'], does: '关闭对话框或菜单' },
      ],
    },
    {
      name: '创作',
      keys: [
        { keys: ['Ctrl', 'Enter'], does: '运行；没有密钥时为试运行（Mac 上用 ⌘）' },
        { keys: ['Ctrl', 'V'], does: '粘贴图片、文件或链接' },
        { keys: ['I'], does: '视频从这里开始' },
        { keys: ['O'], does: '视频到这里结束' },
        { keys: ['空格'], does: '播放和停止' },
        { keys: [',', '.'], does: '后退一帧，前进一帧' },
        { keys: ['← ↑ → ↓'], does: '移动当前选中的手柄或裁剪框' },
        { keys: ['Shift', '← ↑ → ↓'], does: '放大或缩小裁剪框' },
      ],
    },
    {
      name: '队列',
      keys: [{ keys: ['/'], does: '搜索' }],
    },
    {
      name: '对比',
      keys: [
        { keys: ['空格'], does: '播放和停止所有视频' },
        { keys: [',', '.'], does: '后退一帧，前进一帧' },
        { keys: ['A'], does: '循环：从这里开始，到这里结束，取消' },
      ],
    },
  ],
}

export const doctor: Words['doctor'] = {
  title: '系统检查',
  sentence: 'Choreo 在本机上找到了什么，还缺什么。',
  state: { ok: '已找到', missing: '缺少', warning: '请留意' },
  version: (version) => `Choreo ${version}`,
}
