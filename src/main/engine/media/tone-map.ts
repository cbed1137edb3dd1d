/** HDR to SDR, the same for what is sent and for what is shown. */

/**
 * The filters after scaling. The frames' colours are named in full first, since zscale refuses a clip that leaves one of them open
 * (“no path between colorspaces”); both transfers come with BT.2020 colours.
 */
export function toneMapping(from: 'pq' | 'hlg'): string[] {
  const transfer = from === 'pq' ? 'smpte2084' : 'arib-std-b67'
  return [
    `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`,
    'zscale=t=linear:npl=100',
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=tv',
  ]
}
