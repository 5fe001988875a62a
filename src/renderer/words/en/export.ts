export const exportWords = {
  export: 'Export',
  'export.map': 'Map…',
  'export.manifold': 'Manifold…',
  'export.decoded': 'Decoded image…',
  'export.strip': 'Filmstrip…',
  'export.name.map': 'map',
  'export.name.manifold': 'manifold',
  'export.name.decoded': 'decoded',
  'export.name.strip': 'interpolation',
  'export.name.sample': 'sample',
  'export.name.favourites': 'favourites',
  'export.saved': '{name} is saved.',
  'export.reveal': 'Show in folder',
  'export.failed': 'The picture could not be drawn. Nothing was written. Try a smaller window.'
} as const
