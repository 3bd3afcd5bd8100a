import type { RunListener } from '../organism/run/run-event.ts';
import type { TopologyListener } from '../organism/topology/topology-event.ts';
import { resourceView } from './resource-view.ts';
import { RunProgress } from './run-progress.ts';
import type { Style } from './style.ts';

/** Shows a topology while it is made true: each resource as it ends, and on a terminal what is going on in between. */
export class TopologyProgress {
  readonly #progress: RunProgress;
  readonly #style: Style;

  /** Without `say` nothing is shown. */
  constructor(say: ((text: string) => void) | undefined, style: Style) {
    this.#progress = new RunProgress(say, style);
    this.#style = style;
  }

  begin(topology: string, phenotype: string, kernel: string): void {
    this.#progress.begin(topology, phenotype, kernel);
  }

  /** Steps are part of their resource's lines: here they only pass by. */
  readonly runListener: RunListener = (event) => {
    if (event.type !== 'step-ended' && event.type !== 'starting-over') this.#progress.listener(event);
  };

  readonly listener: TopologyListener = (event) => {
    switch (event.type) {
      case 'resource-started':
        this.#progress.passing(`${event.resource}: ${event.pathway}`);
        return;
      case 'resource-ended':
        this.#progress.line(resourceView(event.resource, this.#style));
        return;
      case 'verifying':
        this.#progress.passing('verifying the whole');
        return;
      case 'undoing-all':
        this.#progress.passing(`undoing everything: ${event.reason}`);
    }
  };

  /** Nothing passes by any more. */
  end(): void {
    this.#progress.end();
  }
}
