import { UsageError } from '../errors/usage-error.ts';
import { describeIssues, faultLine } from '../genome/describe-issues.ts';
import { parseToml } from '../genome/parse-toml.ts';
import { fromToml, phenotypeSchema, type Phenotype } from './schema.ts';

/**
 * @param file shown in messages
 * @throws UsageError `phenotype-syntax` (with line and column), `phenotype-invalid` (with every field that is wrong)
 */
export function parsePhenotype(text: string, file: string): Phenotype {
  const toml = parseToml(text, file, 'phenotype-syntax');
  if (!toml.ok) throw new UsageError(toml.fault);
  const checked = phenotypeSchema.safeParse(toml.value);
  if (checked.success) return fromToml(checked.data);
  const faults = describeIssues(phenotypeSchema, checked.error.issues);
  throw new UsageError({
    code: 'phenotype-invalid',
    message: `${file}: ${faultLine(faults)}.`,
    hint: 'The fields of a phenotype are described in the handbook under "Phenotypes".',
    details: { file, faults: faults.map(({ field, message }) => ({ field, message })) },
  });
}
