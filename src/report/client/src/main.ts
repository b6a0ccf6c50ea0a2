// The client's start: reads the page's data, the state of the URL, and mounts the views into the section Explore.

import type { View } from "./view.ts";

/** The views in the order of the page: one line each. */
export const VIEWS: View[] = [];
