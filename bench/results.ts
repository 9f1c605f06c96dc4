import type { CurvePoint } from './curve.ts';
import type { LoadResult } from './load/load.ts';
import type { Table } from './measure.ts';
import type { ColdResult } from './runtime/cold.ts';
import type { RoundTrip, WarmResult } from './runtime/warm.ts';
import type { Target } from './target.ts';

/** A part of the figures, and when and on what it was measured; parts can be measured on their own. */
export type Section<Figures> = {
  /** RFC 3339. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly figures: Figures;
};

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  /** Processes that wanted a CPU in the minute before, on average: more than the cores, and times say little. */
  readonly loadBefore: number;
};

/** What a contestant weighs and is made of. */
export type Sizes = {
  readonly name: string;
  readonly bytes: number;
  readonly zipBytes: number;
  readonly versions: Readonly<Record<string, string>>;
};

export type RuntimeFigures = {
  readonly client: string;
  readonly throttle: string;
  readonly rounds: number;
  readonly sizes: readonly Sizes[];
  readonly cold: readonly ColdResult[];
  readonly warm: readonly WarmResult[];
  readonly roundTrips: readonly RoundTrip[];
  /** Of the sample, on the wire and on the bus. */
  readonly formBytes: number;
  readonly eventBytes: number;
};

/** What docs/performance/results.json holds. */
export type Results = {
  readonly runtime?: Section<RuntimeFigures>;
  readonly curve?: Section<readonly CurvePoint[]>;
  readonly purePath?: Section<{ readonly tables: readonly Table[]; readonly targets: readonly Target[] }>;
  readonly load?: Section<readonly LoadResult[]>;
};

/** Results of one mode: of a full CPU, or of a share of it. */
export const inMode = <Of extends { readonly protocol: string; readonly memory?: number | undefined }>(
  results: readonly Of[],
  protocol: 'plain' | 'tls',
  memory?: number,
): Of[] => results.filter((each) => each.protocol === protocol && each.memory === memory);
