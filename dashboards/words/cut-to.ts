import stringWidth from "string-width";

/** Cut to so many places, with an ellipsis where something is missing; never within a character. */
export function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let [kept, places] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    places += stringWidth(segment);
    if (places > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
