/** A pair in two small pictures. The boxes have their size before anything is loaded, and keep it when nothing can be. */
import { useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import { useMediaLink } from '../../state/engine'

/** @param still nothing new is loaded while the list moves: who scrolls past a thousand rows needs none of their pictures */
export function Thumbs({ job, still }: { job: JobView; still: boolean }) {
  const link = useMediaLink()
  const [load, setLoad] = useState(still)
  if (still && !load) setLoad(true)
  const { image, reference } = job.hrefs
  return (
    <span className="job-thumbs" aria-hidden="true">
      <span className="job-thumb">{load && image !== null ? <Still src={link(image)} /> : null}</span>
      <span className="job-thumb">{load && reference !== null ? <FirstFrame src={link(reference)} /> : null}</span>
    </span>
  )
}

function Still({ src }: { src: string }) {
  const [failed, setFailed] = useState(false)
  return failed ? null : <img src={src} alt="" decoding="async" onError={() => setFailed(true)} />
}

function FirstFrame({ src }: { src: string }) {
  const [failed, setFailed] = useState(false)
  return failed ? null : (
    <video
      src={`${src}#t=0.1`}
      muted
      playsInline
      preload="metadata"
      tabIndex={-1}
      disablePictureInPicture
      onError={() => setFailed(true)}
    />
  )
}
