/** What a picture was made with as an XMP packet (ISO 16684-1), which a WebP keeps where a PNG has text chunks. */
import type { PictureSettings } from './png.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const plain = Object.fromEntries(Object.entries(escapes).map(([letter, escape]) => [escape, letter]))

/** The settings as one JSON text in a property of our own, and the program under the usual one. */
export function settingsPacket(settings: PictureSettings): string {
  const text = JSON.stringify(settings).replace(/[&<>"]/g, (letter) => escapes[letter])
  return (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:own="urn:latentscape:1"' +
    ` xmp:CreatorTool="Latentscape" own:settings="${text}"/>` +
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
  )
}

/** The settings in a packet of ours; undefined in any other. */
export function readPacket(packet: string): PictureSettings | undefined {
  const text = / own:settings="([^"]*)"/.exec(packet)?.[1]
  if (text === undefined) return undefined
  return JSON.parse(text.replace(/&(amp|lt|gt|quot);/g, (escape) => plain[escape])) as PictureSettings
}
