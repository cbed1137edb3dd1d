import { useState } from 'react'

/** A picture, or the sentence why this browser cannot show it. */
export function Picture({ src, alt, cannotShow }: { src: string; alt: string; cannotShow: string }) {
  const [failed, setFailed] = useState<string | null>(null)
  if (failed === src)
    return (
      <p className="cannot-show" role="status">
        {cannotShow}
      </p>
    )
  return <img src={src} alt={alt} onError={() => setFailed(src)} />
}
