/** Disks, requests and the processes of the app. */
export const generalProblems = {
  'disk-full': 'The disk is full{where}',
  quota: 'The disk quota is used up{where}',
  permission: 'There is no permission{where}',
  'read-only': 'The target is read-only{where}',
  'not-found': 'Not found: {path}',
  cancelled: 'Cancelled',
  quitting: 'The app is about to quit.',
  lost: 'The worker ended before it answered. Nothing that was saved is lost; try again.',
  'explorer-unstarted': 'The worker cannot be started.',
  'explorer-failed':
    'The part of the app that holds the project has crashed several times. What was saved is safe; close the app and start it again.',
  invalid: '{what}: {reason}',
  'invalid-field': '{what}, {field}: {reason}',
  'invalid-value': 'Invalid {type}: Expected {expected} but received {received}',
  'invalid-received': 'Invalid {type}: Received {received}',
  'file-large-whole': 'The file has more than 512 MB.',
  'file-large-path': 'More than 512 MB: {path}',
  'path-whole': 'A file needs a whole path: {path}',
  'no-picture': 'This is no picture; the clipboard was not changed.',
  'no-picture-drag': 'This is no picture, so it cannot be dragged.'
} as const
