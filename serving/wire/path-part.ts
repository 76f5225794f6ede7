/** A part of a path with its escapes resolved; as it is where they are broken. */
export function pathPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
