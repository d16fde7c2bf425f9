// Reads {locales: {name: xml}, jobs: [{name, style, language, items}]} from standard input and
// writes {name: {id: html}}: the bibliography of each job as citeproc-js formats it.
const CSL = require("citeproc");
const { locales, jobs } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const quiet = () => {};
CSL.debug = quiet;
CSL.error = (text) => process.stderr.write(`${text}\n`);

function format({ style, language, items }) {
  const byId = Object.fromEntries(items.map((item) => [item.id, item]));
  const system = {
    retrieveLocale: (name) => locales[name] || false,
    retrieveItem: (id) => structuredClone(byId[id]),
  };
  const engine = new CSL.Engine(system, style, language, true);
  engine.updateItems(items.map((item) => item.id));
  const [parameters, entries] = engine.makeBibliography();
  return Object.fromEntries(parameters.entry_ids.map(([id], index) => [id, entries[index]]));
}

process.stdout.write(JSON.stringify(Object.fromEntries(jobs.map((job) => [job.name, format(job)]))));
