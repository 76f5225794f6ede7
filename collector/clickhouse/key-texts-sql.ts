/**
 * Puts into a statement over `inferences`, in place of `{{keyTexts(names)}}`, the values that a row has of the names in an SQL array: of a tag (headers come in lower case), else of a feature, numbers in shortest form; empty text where it has neither.
 * So labels find rows by key.
 */
export function withKeyTexts(sql: string): string {
  return sql.replaceAll(/\{\{keyTexts\((\w+|\{\w+: Array\(String\)\})\)\}\}/g, (_, names: string) => keyTexts(names));
}

function keyTexts(names: string): string {
  return `arrayMap(name -> multiIf(
    mapContains(tags, name), toString(tags[name]),
    mapContains(tags, lower(name)), toString(tags[lower(name)]),
    mapContains(feature_categories, name), toString(feature_categories[name]),
    mapContains(feature_numbers, name), toString(feature_numbers[name]),
    ''), ${names})`;
}
