/** Sets and maps that are never changed in place: a changed copy is what the screen notices. */

export function setWith<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  return new Set(set).add(item)
}

export function setWithout<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  const copy = new Set(set)
  copy.delete(item)
  return copy
}

/** Puts an item in when it is out, and takes it out when it is in. */
export function toggled<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  return set.has(item) ? setWithout(set, item) : setWith(set, item)
}

export function setOf<Item>(items: Iterable<Item> = []): ReadonlySet<Item> {
  return new Set(items)
}

export function mapOf<Key, Value>(entries: Iterable<readonly [Key, Value]> = []): ReadonlyMap<Key, Value> {
  return new Map(entries)
}

export function mapWith<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
  value: Value
): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value)
}
