// What mail clients do not support, at all or in part, by caniemail's own library.
// stdin: {"clients": [...], "documents": {name: html}}; stdout: [[name, client, feature, whether in part, line, notes], ...].
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";

const { clients, documents } = JSON.parse(readFileSync(0, "utf-8"));
const found = [];
for (const [name, html] of Object.entries(documents)) {
  for (const client of clients) {
    // One client at a time, for the library stumbles over those it knows only in part.
    const { errors, warnings } = caniemail({ clients: [client], html }).issues;
    for (const [partly, every] of [[false, errors], [true, warnings]]) {
      for (const issue of [...every.values()].flat()) {
        found.push([name, client, issue.title, partly, issue.position?.start?.line ?? 0, issue.notes.join(" ")]);
      }
    }
  }
}
process.stdout.write(JSON.stringify(found));
