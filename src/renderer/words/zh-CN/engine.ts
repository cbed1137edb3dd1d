/** 简体中文：引擎和规划器所说的话。 */
import type { Words } from '../en'
import { sayBy, type Template } from '../templates'
import { failureSentences } from './failure-sentences'

const names = (who: string) => who.replaceAll(', ', '、').replace(' and ', '和')
const rule: Record<string, string> = { image: '跟随图片', video: '跟随视频' }
const kept: Record<string, string> = { location: '位置', device: '设备', person: '姓名', 'serial-number': '序列号' }
const grounds: Record<string, string> = { white: '白色', black: '黑色' }
const lengthened: Record<string, string> = { repeated: '循环播放', 'slowed down': '放慢', 'last frame held': '定格最后一帧' }

const stretches: readonly Template[] = [
  [
    /^the longest part without (.+)$/,
    (what = '') =>
      `没有${what.replace('a cut', '剪切').replace('black', '黑屏').replace('a standstill', '静止').replaceAll(' or ', '或')}的最长片段`,
  ],
  [/^the steadiest part of this length$/, () => '该长度内最平稳的片段'],
  [/^the steadiest part, at the end of the clip$/, () => '最平稳的片段，位于视频结尾'],
  [/^no cut was found in it$/, () => '其中未发现剪切'],
]

const measured: readonly Template[] = [
  [/^([\d.]+) s from (.+)$/, (length, place) => `${length} 秒，从 ${place} 起`],
  [/^([\d.]+) s$/, (length) => `${length} 秒`],
  [/^(\d+) frames?$/, (count) => `${count} 帧`],
  [/^EXIF orientation (\d)$/, (turn) => `EXIF 方向 ${turn}`],
  [/^upright pixels$/, () => '正立像素'],
  [/^HDR gain map$/, () => 'HDR 增益图'],
  [/^transparent$/, () => '透明'],
  [/^opaque$/, () => '不透明'],
  [/^turned (\d+)°$/, (degrees) => `旋转 ${degrees}°`],
  [/^stretched pixels$/, () => '非方形像素'],
  [/^square pixels$/, () => '方形像素'],
  [/^no picture from ([\d:.]+) to ([\d:.]+)$/, (from, to) => `${from}–${to} 没有画面`],
  [/^no gap$/, () => '无空缺'],
  [/^([\d.]+) s hidden$/, (seconds) => `隐藏了 ${seconds} 秒`],
  [/^nothing hidden$/, () => '无隐藏内容'],
  [/^variable$/, () => '可变'],
  [/^constant$/, () => '恒定'],
  [/^(\d+) sound tracks$/, (count) => `${count} 条音轨`],
  [/^track (\d+)$/, (number) => `第 ${number} 条音轨`],
  [/^index at the end$/, () => '索引在末尾'],
  [/^index in front$/, () => '索引在开头'],
  [/^no times$/, () => '无时间信息'],
  [/^a time for each frame$/, () => '每帧都有时间'],
  [/^sound of an unknown kind$/, () => '未知格式的声音'],
  [/^none$/, () => '无'],
  [/^sound$/, () => '声音'],
  [/^removed$/, () => '已移除'],
  [/^(\d+) channels$/, (count) => `${count} 声道`],
  [/^stereo$/, () => '立体声'],
  [/^(.*) px per side$/, (size) => `每边 ${size} px`],
  [/^(\d+) bit$/, (depth) => `${depth} 位`],
  [/^8-bit 4:2:0$/, () => '8 位 4:2:0'],
  [/^(≤ )?([\d.]+) bytes$/, (most, count) => `${most}${count} 字节`],
  [/^(≤ \d+) characters$/, (most) => `${most} 个字符`],
  [/^(\d+) characters$/, (count) => `${count} 个字符`],
  [/^(.+) has none$/, (who) => `${who} 没有此项`],
  [/^(.+) takes none$/, (who) => `${who} 不接受此项`],
  [/^(.+) has no such choice$/, (who) => `${who} 不提供此选项`],
  [/^orientation “(image|video)”$/, (by = '') => `朝向${rule[by]}`],
  [/^(≤ [\d.]+) s for orientation “(image|video)”$/, (most, by = '') => `朝向${rule[by]}时 ${most} 秒`],
  [/^given$/, () => '已填写'],
  [/^on$/, () => '开'],
  [/^off$/, () => '关'],
  [/^a link$/, () => '链接'],
  [/^https only$/, () => '仅限 https'],
  [/^no private address$/, () => '不可为内网地址'],
  [
    /^((?:location|device|person|serial-number)(?:, (?:location|device|person|serial-number))*)$/,
    (kinds = '') =>
      kinds
        .split(', ')
        .map((kind) => kept[kind])
        .join('、'),
  ],
]

const value = (text: string) => sayBy(measured, text)

const whys: readonly Template[] = [
  [/^cropped by hand$/, () => '手动裁剪'],
  [/^trimmed by hand$/, () => '手动截取'],
  [/^private data stays on this computer$/, () => '隐私信息不会离开本机。'],
  [/^pixels are turned upright, since/, () => '服务商可能忽略方向标记，因此先将像素转正。'],
  [
    /^a provider may show black behind transparency; it is put on (.+)$/,
    (ground = '') => `服务商可能把透明处显示为黑色，因此垫上${grounds[ground] ?? ground}背景。`,
  ],
  [/^the picture itself is SDR;/, () => '图片本身是 SDR，HDR 屏幕用的图层将被去掉。'],
  [/^JPEG and providers work in 8 bit$/, () => 'JPEG 和服务商都使用 8 位色深。'],
  [/^colours are converted so that/, () => '转换颜色，使其在各处看起来一致。'],
  [/^one still picture is needed;/, () => '需要一张静态图片，将使用第一帧。'],
  [
    /^(.+?) takes? ratios from (\S+) to (\S+); (the edges are cut off|borders are added)$/,
    (who = '', least, most, how) =>
      `${names(who)} 接受 ${least} 到 ${most} 的宽高比；${how === 'borders are added' ? '将添加边框' : '将裁去边缘'}。`,
  ],
  [
    /^(.+?) takes? (\d+)–(\d+) px per side(?:; enlarged ([\d.]+)×)?$/,
    (who = '', least, most, factor = '') => `${names(who)} 接受每边 ${least}–${most} px${factor === '' ? '' : `；放大 ${factor} 倍`}。`,
  ],
  [
    /^(.+?) takes? up to (\d+) s for orientation “(image|video)”(?:; (.+))?$/,
    (who = '', most, by = '', more = '') => {
      const because = more.startsWith('an encoded clip') ? '编码后的视频会略长一点' : sayBy(stretches, more)
      return `朝向${rule[by]}时，${names(who)} 最长接受 ${most} 秒${more === '' ? '' : `；${because}`}。`
    },
  ],
  [/^a begun second may be billed/, () => '不足一秒可能按一秒计费。'],
  [
    /^(.+?) takes? at least (\d+) s; (.+), as you chose$/,
    (who = '', least, how = '') => `${names(who)} 至少需要 ${least} 秒；按您的选择${lengthened[how] ?? how}。`,
  ],
  [/^so that it stays sharp under the (.+) that (.+?) takes?$/, (most, who = '') => `${names(who)} 上限为 ${most}，这样画面才能保持清晰。`],
  [/^a copy would outgrow what (.+?) takes?$/, (who = '') => `直接复制会超出 ${names(who)} 的上限。`],
  [/^nothing is gained above (\d+) fps/, (rate) => `超过 ${rate} fps 没有益处，降低后画面更清晰。`],
  [/^every provider and every player reads stereo$/, () => '所有服务商和播放器都支持立体声。'],
  [/^you asked for a result without/, () => '您选择了结果不带视频原声。'],
  [/^AVI does not say when a frame is shown/, () => 'AVI 不记录每帧的显示时间，直接复制可能卡顿。'],
  [/^nothing here can decode it, nor could a provider$/, () => '本机无法解码，服务商也不能。'],
  [/^H\.264 is the one form/, () => '所有服务商都支持 H.264。'],
  [/^H\.264 in 8-bit 4:2:0/, () => '所有服务商都支持 8 位 4:2:0 的 H.264。'],
  [/^HDR would look washed out/, () => 'HDR 在模型看来会发灰。'],
  [/^a provider may ignore the rotation flag$/, () => '服务商可能忽略旋转标记。'],
  [/^a provider may ignore the pixel shape$/, () => '服务商可能忽略像素宽高比。'],
  [/^the picture before it stands still there/, () => '前一帧会停在那里；如非所愿，请剪掉这一段。'],
  [/^it was cut without encoding;/, () => '该视频剪切时未重新编码；播放器略去的部分，服务商仍可能读取、计时并收费。'],
  [/^a provider may count frames/, () => '服务商可能按帧数而非时间计算。'],
  [/^AAC is the one sound/, () => '所有服务商都支持 AAC。'],
  [/^a provider may take any of them;/, () => '服务商可能任取一条；这里保留播放器默认播放的那条。'],
  [/^a provider can read the file from its start$/, () => '这样服务商可以从头读取文件。'],
  [/^(.+?) takes? (.+)$/, (who = '', limit = '') => `${names(who)} 接受 ${value(limit)}。`],
]

const mends: readonly Template[] = [
  [/^shorten the text$/, () => '请缩短文字。'],
  [/^leave the negative prompt out/, () => '请清空负面提示词，或写进提示词里。'],
  [/^leave the element out/, () => '请清空元素，或选择支持元素的服务商。'],
  [/^choose orientation “video”/, () => '要使用元素，请选择朝向跟随视频。'],
  [/^leave the watermark choice out$/, () => '请不要设置水印选项。'],
  [/^leave the callback out$/, () => '请清空回调地址。'],
  [/^use a public https address$/, () => '请使用公网 https 地址。'],
]

function places(sentence: string): string {
  const found = / at (.+?)\.(?= [A-Z]|$)/.exec(sentence)?.[1] ?? ''
  return found
    .replace(/ and (\d+) more$/, ' 等另外 $1 处')
    .replaceAll(', ', '、')
    .replace(' and ', '、')
}

const warned: Record<string, (at: string, sentence: string) => string> = {
  cut: (at, sentence) =>
    `${at} 处有${/^(\d+) cuts/.exec(sentence)?.[1] ?? '一'}个剪切。服务商到第一个剪切处就会停止，已生成的部分照样收费。`,
  flash: (at) => `${at} 处有闪光，服务商可能误认为剪切。`,
  black: (at) => `${at} 是黑屏，没有可参考的动作。`,
  freeze: (at) => `${at} 画面静止，这段时间同样收费。`,
  still: (at) => `${at} 几乎没有动作。`,
  'too-fast': (at) => `${at} 的动作可能太快。清晰平稳的动作效果最好。`,
  camera: (at, sentence) => `${at} 镜头似乎在${sentence.includes('shake') ? '晃动' : '移动'}。固定镜头效果最好。`,
}

const fixed: Record<string, string> = {
  '$0.1134 a second of the result, professional $0.1512; the page says both “rounded to nearest second” and “rounded up”.':
    '按结果时长每秒 $0.1134，专业版 $0.1512；其页面既写“四舍五入到秒”，又写“向上取整”。',
  '$0.107 a second, professional $0.143; how fractions are rounded is not published.':
    '每秒 $0.107，专业版 $0.143；不足一秒如何取整未公布。',
  'AI/ML API publishes no price for this model; the answer says afterwards what it cost. Failed runs are not charged.':
    'AI/ML API 未公布此模型的价格，完成后才告知费用。失败不收费。',
  'HighwayAPI bills by the second and publishes no number.': 'HighwayAPI 按秒计费，但未公布价格。',
  '$0.63 per 5 seconds, at least 3 seconds; how fractions are rounded and the professional price ($0.84 per 5 seconds elsewhere) are not on its page.':
    '每 5 秒 $0.63，最少 3 秒；其页面未说明如何取整，也未写专业版价格（别处写每 5 秒 $0.84）。',
  'Both files are uploaded to EvoLink’s file store and deleted there after 72 hours.':
    '两个文件都会上传到 EvoLink 的文件存储，72 小时后删除。',
  'The clip must lie behind a public link: ShortAPI has no upload, so a local clip needs a host.':
    '视频必须有公开链接：ShortAPI 不提供上传，本地视频需要存放处。',
  'Both files travel inside the request; no third server is involved.': '两个文件都随请求发送，不经过第三方服务器。',
  'The clip must lie behind a public link: HighwayAPI has no upload, so a local clip needs a host.':
    '视频必须有公开链接：HighwayAPI 不提供上传，本地视频需要存放处。',
  'With orientation “image” its page promises a result of 5 seconds, whatever the clip’s length.':
    '其页面称，朝向跟随图片时，无论视频多长，结果都是 5 秒。',
  'Both files are uploaded to WaveSpeedAI and kept there for 7 days.': '两个文件都会上传到 WaveSpeedAI，保留 7 天。',
  'A key made before the first top-up never works; make a new one after paying in.': '首次充值之前创建的密钥始终无效，请在充值后重新创建。',
  'The file goes to EvoLink’s file store and is deleted there after 72 hours.': '文件会上传到 EvoLink 的文件存储，72 小时后删除。',
  'The file goes to WaveSpeedAI and is kept there for 7 days.': '文件会上传到 WaveSpeedAI，保留 7 天。',
  'The file goes to your own S3-compatible bucket and stays there until you, or a rule of the bucket, delete it.':
    '文件会上传到您自己的 S3 兼容存储桶，直到您或存储桶的规则将其删除。',
  'One person only, from the first frame to the last.': '从第一帧到最后一帧只有一个人。',
  'The whole body or the upper body, with head and hands, is in the picture all the time.': '全身或上半身（包括头和双手）始终在画面内。',
  'Proportions and framing match the picture: a full body for a full body, a portrait for a portrait.':
    '身体比例和取景与图片一致：全身对全身，半身对半身。',
}

const sentences: readonly Template[] = [
  [
    /^The file goes to your bucket “(.+)” at (.+) and stays there .+; the link to it works for (an hour|(?:[\d.]+) hours)\.$/,
    (name, at, time = '') =>
      `文件会上传到您位于 ${at} 的存储桶“${name}”，直到您或存储桶的规则将其删除；链接有效期为 ${time === 'an hour' ? '1 小时' : time.replace(' hours', ' 小时')}。`,
  ],
]

export const engine: Words['engine'] = {
  sentence: (failure) => failureSentences[failure.code][0],
  advice: (failure) => failureSentences[failure.code][1],
  original: (failure) => `${failure.message} ${failure.fix}`,
  why: (step) => sayBy(whys, step.why),
  measured: value,
  fixed: (sentence) => fixed[sentence] ?? sayBy(sentences, sentence),
  mend: (fix) => sayBy(mends, fix),
  warning: (warning) => warned[warning.kind]?.(places(warning.sentence), warning.sentence) ?? warning.sentence,
  stretch: (why) => sayBy(stretches, why),
}
