/** The search over demos: every word must occur somewhere; a hit in the name ranks before one in the words or source. */
export interface Searchable {
  name: string;
  words: string;
  source: string;
}

/** Names of the demos that match, best first, in reading order among equals. An empty query matches all. */
export function search(query: string, demos: readonly Searchable[]): string[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = demos.flatMap((demo) => {
    const ranks = wanted.map((word) => rank(word, demo));
    return ranks.includes(0) ? [] : [{ name: demo.name, rank: Math.min(4, ...ranks) }];
  });
  return ranked.sort((a, b) => b.rank - a.rank).map((found) => found.name);
}

function rank(word: string, demo: Searchable): number {
  if (demo.name.startsWith(word)) return 4;
  if (demo.name.includes(word)) return 3;
  if (demo.words.toLowerCase().includes(word)) return 2;
  return demo.source.toLowerCase().includes(word) ? 1 : 0;
}
