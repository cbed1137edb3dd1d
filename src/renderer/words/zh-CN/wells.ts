/** 简体中文：角色与动作：导入文件、前后对照、裁剪与截取。 */
import type { Crop, PrivateMetadata } from '../../../domain/media'
import {
  codecName,
  formatBytes,
  formatPlace,
  formatSeconds,
  formatSides,
  numberWords,
  percentWords,
  plural,
  rateWords,
} from '../../figures'
import type { Words } from '../en'
import { engine } from './engine'

const metadataWords: Record<PrivateMetadata, string> = {
  location: '拍摄地点',
  device: '设备信息',
  person: '姓名',
  'serial-number': '序列号',
}

function cropWords(crop: Crop): string {
  return `${formatSides(crop)}，位于 ${crop.x}, ${crop.y}。方向键移动，按住 Shift 调整大小。`
}

const wells: Words['wells'] = {
  character: '角色',
  motion: '动作',
  dropHere: { image: '将图片拖到这里', video: '将视频拖到这里' },
  anywhere: '或将两个文件一起拖到窗口任意位置',
  choose: { image: '选择图片', video: '选择视频' },
  chooseInput: { image: '图片文件', video: '视频文件' },
  another: '更换',
  replace: { image: '更换图片', video: '更换视频' },
  keep: { image: '保留此图片', video: '保留此视频' },
  samples: '试用示例',
  sample: { image: '示例图片', video: '示例视频' },
  pasted: '粘贴的图片',
  recents: '最近使用',
  nothingInside: (name, passedOver) =>
    passedOver > 0
      ? `文件夹“${name}”中没有图片或视频，略过了 ${plural(passedOver, '个其他文件', '个其他文件')}。`
      : `文件夹“${name}”中没有可用的内容。`,
  remove: { image: '移除图片', video: '移除视频' },
  link: { image: '图片的 https 链接', video: '视频的 https 链接' },
  linkPlaceholder: 'https://…',
  useLink: { image: '使用图片链接', video: '使用视频链接' },
  useLinkShort: '使用链接',
  opening: (name) => `正在读取 ${name}…`,
  openingProgress: (name) => `正在传入 ${name}`,
  stop: '停止',
  original: '原始',
  prepared: '处理后',
  originalImage: '原始图片',
  preparedImage: '处理后的图片',
  originalVideo: '原始视频',
  preparedVideo: '处理后的视频',
  asItIs: '原样发送',
  stale: '此文件按之前的设置生成；请重新处理',
  estimate: '实时预览',
  realFile: '实际文件',
  copyShown: '以副本显示',
  estimatedImage: '图片的预计效果',
  estimatedVideo: '视频的预计效果',
  proposed: {
    attention: 'Choreo 的裁剪：位置在处理时确定',
    found: 'Choreo 的裁剪：可拖到想要的位置',
  },
  cannotShowClip: '此浏览器无法显示该视频，但能显示处理后的视频。',
  cannotShowPicture: '此浏览器无法显示该图片，但能显示处理后的图片。',
  cannotEstimate: '处理后即可在此查看。',
  cannotShowPrepared: '此浏览器无法显示处理后的文件，但文件已在磁盘上。',
  changes: (count) => (count === 0 ? '保持原样' : plural(count, '处更改', '处更改')),
  tooShortYet: '目前太短：见下方',
  cannotBeMade: '暂不可用',
  privacy: (kinds) => (kinds.length === 0 ? '不含隐私信息' : `含${kinds.map((kind) => metadataWords[kind]).join('、')}`),
}

const facts: Words['facts'] = {
  brief: (of) => `${formatSides(of)} · ${formatBytes(of.bytes)}`,
  joined: (...parts) => parts.filter((part) => part !== null).join(' · '),
  enlarged: (times) => (times > 1.005 ? `放大 ${numberWords(times)} 倍` : null),
  image: (of) => `${formatSides(of)} · ${of.format.toUpperCase()} · ${formatBytes(of.bytes)}`,
  video: (of) =>
    `${formatSides(of)} · ${formatSeconds(of.seconds)} · ${rateWords(of.frameRate)} · ${codecName(of.codec)} · ${formatBytes(of.bytes)}`,
  sound: (of) => (of.audio ? '有声' : '无声'),
  plannedImage: (output) => `${formatSides(output)} · ${output.format.toUpperCase()}`,
  plannedVideo: (output) => `${formatSides(output)} · ${formatSeconds(output.seconds)}`,
  preparedImage: (made) => `${formatSides(made)} · ${made.format.toUpperCase()} · ${formatBytes(made.bytes)}`,
  preparedVideo: (made) =>
    `${formatSides(made)} · ${formatSeconds(made.durationSeconds)} · ${codecName(made.codec)} · ${formatBytes(made.bytes)}`,
}

const edits: Words['edits'] = {
  trim: '截取',
  trimStart: '起点（秒）',
  trimEnd: '终点（秒）',
  start: '从',
  end: '到',
  length: (seconds) => `时长 ${formatSeconds(seconds)}`,
  trimBackwards: '终点必须在起点之后。',
  wholeClip: '整段视频',
  handle: { start: '所用片段的起点', end: '所用片段的终点' },
  crop: '裁剪',
  cropShape: { whole: '整幅', free: '自由', '9:16': '9:16', '1:1': '1:1', '16:9': '16:9', same: '原比例' },
  cropProposal: '自动',
  cropBox: {
    image: (crop) => `图片裁剪框：${cropWords(crop)}`,
    video: (crop) => `视频裁剪框：${cropWords(crop)}`,
  },
  borders: '边框',
  behind: '背景',
  ground: { white: '白色', black: '黑色', blur: '模糊', colour: '颜色' },
  groundColour: '背景颜色',
  cropSide: { x: 'x', y: 'y', width: '宽', height: '高' },
  cropLabel: {
    image: { x: '图片裁剪左边', y: '图片裁剪上边', width: '图片裁剪宽度', height: '图片裁剪高度' },
    video: { x: '视频裁剪左边', y: '视频裁剪上边', width: '视频裁剪宽度', height: '视频裁剪高度' },
  },
  whole: { image: '整张图片', video: '整个画面' },
  pixels: 'px',
  seconds: '秒',
  fit: '比例不合适时',
  fitOption: { crop: '裁去边缘', pad: '添加边框' },
  tooShort: '延长方式',
  tooShortOption: { loop: '循环', slow: '放慢', hold: '定格最后一帧' },
  tooShortClear: '不延长',
  keepMetadata: '在文件中保留地点、设备和姓名',
}

const clip: Words['clip'] = {
  playhead: '当前帧',
  transport: '播放器',
  play: '播放',
  pause: '暂停',
  frameBack: '后退一帧',
  frameOn: '前进一帧',
  loop: '循环播放所选片段',
  mute: '静音',
  mark: { start: '从当前帧开始', end: '到当前帧结束' },
  withKey: (label, key) => `${label}（${key}）`,
  strip: (cuts) => `视频从头到尾的缩略图${cuts.length > 0 ? `；剪切位于 ${cuts.map(formatPlace).join('、')}` : ''}`,
  looking: (fraction) => `正在查找剪切和静止… ${percentWords(fraction)}`,
  warnings: '此视频需要注意的地方',
  use: (part, why) => `使用 ${formatPlace(part.start)}–${formatPlace(part.end)}（${engine.stretch(why)}）`,
  cheaper: (seconds, less) => `使用 ${formatSeconds(seconds)} · 少付 ${less}`,
  cheaperMeans: '不足一秒按一秒计费。剪短后的视频会重新编码。',
  checklist: '请自行确认',
  copying: '此浏览器无法显示该视频，正在生成可显示的副本…',
}

export const wellsWords = { wells, facts, edits, clip }
