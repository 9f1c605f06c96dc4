import type { EventDefinition } from '../catalogue/definition.ts';
import { type Receiver, receiver } from '../middleware/receiver.ts';
import { receiverRuntime } from '../middleware/receiver-runtime.ts';
import { installSteps } from './install.ts';
import { lifecycleFrom } from './lifecycle.ts';
import { uninstallSteps } from './uninstall.ts';

// Made while Lambda initialises the container, when it has a full CPU.
const runtime = receiverRuntime(process.env);
const lifecycle = lifecycleFrom(process.env);
const { portals, delivery, limits } = runtime;

/** OAuth and binding come first, so the deadlines of these functions are later: 29 s in all. */
const patient = { limits, delivery: { ...delivery, publishDeadline: 24_000, storeDeadline: 3_000 } };

/** The Lambda handler of an installation or update. */
export const receiveInstallation = (definition: EventDefinition): Receiver =>
  receiver(definition, patient, installSteps(portals, lifecycle, delivery.log));

/** The Lambda handler of an uninstallation. */
export const receiveUninstallation = (definition: EventDefinition): Receiver =>
  receiver(definition, patient, uninstallSteps(portals, lifecycle, delivery.log));
