// Reads {endpoint, questions: {name: {sparql, columns}}} from standard input, asks them of the endpoint
// with Comunica and writes {name: {rows, requests}}: each cell as its text or null, and what was sent.
const { QueryEngine } = require("@comunica/query-sparql");
const { endpoint, questions } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const engine = new QueryEngine();

async function ask({ sparql, columns }) {
  let requests = 0;
  const counted = (...request) => {
    requests += 1;
    return fetch(...request);
  };
  const sources = [{ type: "sparql", value: endpoint }];
  const stream = await engine.queryBindings(sparql, { sources, fetch: counted });
  const bindings = await stream.toArray();
  return { rows: bindings.map((row) => columns.map((name) => row.get(name)?.value ?? null)), requests };
}

(async () => {
  const answers = {};
  for (const [name, question] of Object.entries(questions)) answers[name] = await ask(question);
  process.stdout.write(JSON.stringify(answers));
})();
