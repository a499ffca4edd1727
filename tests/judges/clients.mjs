// What mail clients do not support at all, by caniemail's own library.
// stdin: {"clients": [...], "documents": {name: html}}; stdout: [[name, client, feature, line], ...].
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";

const { clients, documents } = JSON.parse(readFileSync(0, "utf-8"));
const found = [];
for (const [name, html] of Object.entries(documents)) {
  for (const client of clients) {
    // One client at a time, for the library stumbles over those it knows only in part.
    for (const issues of caniemail({ clients: [client], html }).issues.errors.values()) {
      for (const issue of issues) found.push([name, client, issue.title, issue.position?.start?.line ?? 0]);
    }
  }
}
process.stdout.write(JSON.stringify(found));
