import { inMode, type Results, type RuntimeFigures } from '../results.ts';
import { atMost, type Target } from '../target.ts';
import { named, ratioTo } from './ratios.ts';

/** Ours, as the targets name them. */
const OURS = [
  { name: 'ours', said: 'portal in the setting' },
  { name: 'ours-table', said: 'portal in the table' },
] as const;

const times = (value: number): string => `${value.toFixed(2)} x`;
const ms = (value: number): string => `${value.toFixed(2)} ms`;
const megabytes = (value: number): string => `${value.toFixed(1)} MB`;
const count = (value: number): string => value.toLocaleString('en-US');
const kibibytes = (value: number): string => `${(value / 1024).toFixed(1)} KiB`;

/** Ratios of cold starts to the floor's, by protocol and memory. */
const COLD = [
  { said: 'cold start, full CPU', protocol: 'plain', memory: undefined, most: 1.8 },
  { said: 'cold start, full CPU, TLS', protocol: 'tls', memory: undefined, most: 2.1 },
  { said: 'cold start, 256 MB', protocol: 'plain', memory: 256, most: 2 },
] as const;

const coldTargets = ({ cold }: RuntimeFigures): Target[] =>
  COLD.flatMap(({ said, protocol, memory, most }) => {
    const results = inMode(cold, protocol, memory);
    if (results.length === 0) return [];
    const floor = named(results, 'floor');
    return OURS.map((ours) => {
      const { ratio } = ratioTo(floor, named(results, ours.name), 'wall');
      return atMost(`${said}, to the floor's; ${ours.said}`, ratio, most, times);
    });
  });

const warmTargets = ({ warm, roundTrips }: RuntimeFigures): Target[] => {
  const [trip] = inMode(roundTrips, 'plain');
  const results = inMode(warm, 'plain');
  if (trip === undefined) return [];
  return OURS.flatMap(({ name, said }) => {
    const { p50, p99, memory100 } = named(results, name);
    return [
      atMost(`warm p50 above the stub's round trip; ${said}`, p50 - trip.p50, 1.5, ms),
      atMost(`warm p99 above the stub's median round trip; ${said}`, p99 - trip.p50, 5, ms),
      atMost(`memory after 100 events; ${said}`, memory100, 70, megabytes),
    ];
  });
};

const runtimeTargets = (figures: RuntimeFigures): Target[] => [
  ...coldTargets(figures),
  ...warmTargets(figures),
  atMost('zip of a receiver', named(figures.sizes, 'ours').zipBytes, 60 * 1024, kibibytes),
];

const curveTargets = (points: NonNullable<Results['curve']>['figures']): Target[] => {
  const sizes = points.map(({ bytes }) => bytes);
  const growth = Math.max(...sizes) - Math.min(...sizes);
  return [atMost('growth of a bundle from 12 to 200 event types', growth, 0, (bytes) => `${bytes} bytes`)];
};

const loadTargets = (loads: NonNullable<Results['load']>['figures']): Target[] => {
  const sum = (of: 'errors' | 'lost'): number => loads.reduce((total, each) => total + each[of], 0);
  return [
    atMost('errors under load', sum('errors'), 0, count),
    atMost('losses under load', sum('lost'), 0, count),
  ];
};

/** Every target, beside what was measured; those that were not measured are left out. */
export const targetsOf = ({ runtime, curve, purePath, load }: Results): Target[] => [
  ...(runtime === undefined ? [] : runtimeTargets(runtime.figures)),
  ...(curve === undefined ? [] : curveTargets(curve.figures)),
  ...(purePath === undefined ? [] : purePath.figures.targets),
  ...(load === undefined ? [] : loadTargets(load.figures)),
];
