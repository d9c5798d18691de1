// Validates every object of a file of YAML documents against the schema of its kind: Kubernetes' own, KEDA's, the Prometheus operator's.
import fs from 'node:fs';
import yaml from 'yaml';

const packages = ['kubernetes-models', '@kubernetes-models/keda', '@kubernetes-models/prometheus-operator'];

// A kind without a schema is a fault: nothing may pass because nobody looked.
async function modelOf(apiVersion, kind) {
  for (const name of packages) {
    let models = {};
    try {
      models = await import(`${name}/${apiVersion}`);
    } catch (e) {
      if (!['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(e.code)) throw e;
    }
    if (models[kind]) return models[kind];
  }
  throw new Error(`no schema of ${apiVersion} ${kind}`);
}

let faults = 0;
for (const file of process.argv.slice(2)) {
  const objects = yaml.parseAllDocuments(fs.readFileSync(file, 'utf8')).map((document) => document.toJS()).filter(Boolean);
  for (const object of objects) {
    try {
      const Model = await modelOf(object.apiVersion, object.kind);
      new Model(object).validate();
    } catch (e) {
      faults++;
      console.error(`${file}: ${object.kind} ${object.metadata?.name}: ${e.message}`);
    }
  }
  if (objects.length === 0) {
    faults++;
    console.error(`${file}: no object`);
  } else {
    console.log(`${file}: ${objects.length} objects looked at`);
  }
}
process.exit(faults === 0 ? 0 : 1);
