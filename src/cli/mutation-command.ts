import { showPrompt } from '../evolution/mutate/show-prompt.ts';
import { mutationView } from './mutation-view.ts';
import { mutationRequest, runMutation, succeeded } from './run-mutation.ts';
import { SgCommand } from './sg-command.ts';

type Flags = Parameters<typeof mutationRequest>[0];

/** What `sg mutate` and `sg generate` do alike: ask an engine, or show what it would be asked. */
export abstract class MutationCommand extends SgCommand {
  /** @param failure file of the failure to answer; none to write ahead of any */
  protected async mutate(flags: Flags & { 'show-prompt': boolean }, locus: string, failure?: string): Promise<unknown> {
    const request = mutationRequest(flags, locus, failure);
    if (flags['show-prompt']) {
      const shown = await showPrompt(request, process.env);
      this.log(shown.prompt);
      return { ok: true, ...shown };
    }
    const place = { version: this.config.version, style: this.style, json: this.jsonEnabled() };
    const result = await runMutation(request, flags, place);
    this.say(mutationView(result, this.style));
    const ok = succeeded(result);
    if (!ok) process.exitCode = 1;
    return { ok, ...result };
  }
}
