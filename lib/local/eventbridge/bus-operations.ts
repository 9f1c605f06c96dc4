import type * as v from 'valibot';
import { ServiceException, validationException } from '../aws-json/service-exception.ts';
import { type Account, addEventBus, DEFAULT_BUS, type EventBus, eventBus } from './event-buses.ts';
import { pageOf } from './pages.ts';
import type {
  CreateEventBusRequest,
  DeleteEventBusRequest,
  EventBusRequest,
  ListEventBusesRequest,
} from './requests.ts';

/** CreateEventBus. @throws ServiceException ResourceAlreadyExistsException when the name is taken. */
export function createEventBus(
  account: Account,
  request: v.InferOutput<typeof CreateEventBusRequest>,
): object {
  if (request.Name.includes('/')) {
    throw validationException(`Event bus name ${request.Name} is not valid: "/" is for partner event buses.`);
  }
  if (account.buses.has(request.Name)) {
    throw new ServiceException('ResourceAlreadyExistsException', `Event bus ${request.Name} already exists.`);
  }
  const bus = addEventBus(account, request.Name, request.Description);
  return { EventBusArn: bus.arn, Description: bus.description };
}

/** DescribeEventBus. @throws ServiceException ResourceNotFoundException when it does not exist. */
export function describeEventBus(account: Account, request: v.InferOutput<typeof EventBusRequest>): object {
  return described(eventBus(account, request.Name));
}

/**
 * DeleteEventBus; deleting one that does not exist succeeds.
 *
 * @throws ServiceException ValidationException for the default event bus and for one that still has rules.
 */
export function deleteEventBus(
  account: Account,
  request: v.InferOutput<typeof DeleteEventBusRequest>,
): object {
  if (request.Name === DEFAULT_BUS) throw validationException(`Cannot delete event bus ${DEFAULT_BUS}.`);
  if (account.buses.get(request.Name)?.rules.size) {
    throw validationException(`Event bus ${request.Name} can't be deleted since it has rules.`);
  }
  account.buses.delete(request.Name);
  return {};
}

/** ListEventBuses, in the order of their creation. */
export function listEventBuses(
  account: Account,
  request: v.InferOutput<typeof ListEventBusesRequest>,
): object {
  const named = [...account.buses.values()].filter((bus) => bus.name.startsWith(request.NamePrefix ?? ''));
  const { items, ...rest } = pageOf(named, request);
  return { EventBuses: items.map(described), ...rest };
}

function described(bus: EventBus): object {
  return {
    Arn: bus.arn,
    Name: bus.name,
    Description: bus.description,
    CreationTime: bus.created,
    LastModifiedTime: bus.created,
  };
}
