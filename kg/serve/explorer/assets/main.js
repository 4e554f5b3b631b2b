// Starts the explorer: which address is which page.

import { startDrawer, showEvidence } from "./drawer.js";
import { startFinder } from "./finder.js";
import { startRouter } from "./router.js";
import { startTheme } from "./theme.js";

const ROUTES = [
  [/^\/$/, () => import("./home.js")],
  [/^\/search$/, () => import("./search.js")],
  [/^\/entity\/([^/]+)$/, () => import("./entity.js")],
  [/^\/articles$/, () => import("./articles.js")],
  [/^\/article\/([^/]+)$/, () => import("./article.js")],
  [/^\/graph$/, () => import("./graph/page.js")],
  [/^\/disputes$/, () => import("./disputes.js")],
  [/^\/query$/, () => import("./query.js")],
];

startTheme(document.getElementById("theme"));
startFinder(document.getElementById("finder"));
startDrawer(document.getElementById("drawer"));
startRouter(ROUTES, showEvidence);
