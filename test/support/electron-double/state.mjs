/** What the parts of the double share. */
export const state = {
  ready: false,
  /** The connection to Chromium once the app is ready. */
  connection: null,
  windows: new Set(),
}
