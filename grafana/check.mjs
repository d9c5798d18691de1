// Writes one TypeScript file for each dashboard, in which every part is a literal of Grafana's published type: the compiler then finds what is missing, misspelt or of another type.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';

const [folder, ...files] = process.argv.slice(2);
const raw = '@grafana/schema/dist/esm/raw';
const kinds = { timeseries: 'TimeSeries', stat: 'Stat', bargauge: 'BarGauge', table: 'Table' };

const head = `import type { Dashboard, Panel, AnnotationQuery } from '${raw}/dashboard/x/Dashboard_types.gen';
${Object.entries(kinds).map(([type, name]) => `import type * as ${type} from '${raw}/composable/${type}/panelcfg/x/${name}PanelCfg_types.gen';`).join('\n')}

// JSON has no enums: their words are as good.
type Json<T> = unknown extends T ? T : T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T : T extends Array<infer U> ? Array<Json<U>> : { [K in keyof T]: Json<T[K]> };
// What the Prometheus datasource adds to an annotation.
type Mark = AnnotationQuery & { expr?: string; step?: string; titleFormat?: string; textFormat?: string; tagKeys?: string; useValueForTime?: boolean };
type Board = Omit<Json<Dashboard>, 'annotations'> & { annotations: { list: Json<Mark>[] } };
`;

mkdirSync(folder, { recursive: true });
for (const file of files) {
  const board = JSON.parse(readFileSync(file, 'utf8'));
  const parts = board.panels.filter(panel => panel.type !== 'row').flatMap(panel => {
    if (!kinds[panel.type]) throw new Error(`${file}: ${panel.title}: no type of panel ${panel.type} is checked`);
    const custom = panel.fieldConfig.defaults.custom;
    const fields = panel.type === 'timeseries' || panel.type === 'table' ? [`export const custom${panel.id}: Partial<Json<${panel.type}.FieldConfig>> = ${JSON.stringify(custom)};`] : [];
    return [`// ${panel.title}`, `export const options${panel.id}: Partial<Json<${panel.type}.Options>> = ${JSON.stringify(panel.options)};`, ...fields];
  });
  const name = file.replace(/^.*\//, '').replace(/\.json$/, '');
  writeFileSync(`${folder}/${name}.ts`, `${head}\nexport const board: Board = ${JSON.stringify(board, null, 1)};\n${parts.join('\n')}\n`);
}
