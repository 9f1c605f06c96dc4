import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Combobox.css';
import { NativeSelect } from '@mantine/core';
import type { EventKind } from '../../protocol.ts';
import { hrefOf } from '../routes.ts';
import { useSendWords } from './send-words.ts';

type EventPickerProps = { readonly events: readonly EventKind[]; readonly event: string };

/** `imconnector` of `com.bitrix24.imconnector.message.added.v1`. */
const familyOf = ({ type }: EventKind): string => type.split('.')[2] ?? type;

/** The page's address says which event it is; going back leads out of the view, not through all that were picked. */
const pick = (event: string): void => window.location.replace(hrefOf({ view: 'send', event }));

/** The events of the catalogue, by family. */
export const EventPicker = ({ events, event }: EventPickerProps) => {
  const words = useSendWords();
  const families = Map.groupBy(events, familyOf);
  return (
    <NativeSelect
      label={words.event}
      value={event}
      onChange={({ currentTarget }) => pick(currentTarget.value)}
      data={[...families].map(([family, members]) => ({
        group: words.families[family] ?? family,
        items: members.map(({ name }) => name),
      }))}
    />
  );
};
