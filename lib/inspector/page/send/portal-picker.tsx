import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Combobox.css';
import { NativeSelect } from '@mantine/core';
import type { InstalledPortal } from '../../protocol.ts';
import { usePolled } from '../api.ts';
import { useSendWords } from './send-words.ts';

type PortalPickerProps = {
  readonly event: string;
  readonly portal: string | undefined;
  readonly onPick: (portal: string | undefined) => void;
};

const INSTALLED = 'installed';
/** Portals come by installing them, which one does in this very view. */
const POLL_MS = 5000;

/** Who sends: the demo portal, or one that has installed the application. */
export const PortalPicker = ({ event, portal, onPick }: PortalPickerProps) => {
  const words = useSendWords();
  const { value: portals = [] } = usePolled<readonly InstalledPortal[]>('portals', POLL_MS);
  const installs = event === 'OnAppInstall';
  const installed = portals.filter(({ status }) => status === INSTALLED);
  return (
    <NativeSelect
      label={words.from}
      value={portal ?? ''}
      onChange={({ currentTarget }) => onPick(currentTarget.value || undefined)}
      data={[
        { value: '', label: installs ? words.newPortal : words.demoPortal },
        ...installed.map(({ memberId, domain }) => ({
          value: memberId,
          label: domain === undefined ? memberId : `${domain} (${memberId.slice(0, 8)}…)`,
        })),
        // It has been chosen, so it stays there to be seen, installed or not.
        ...(portal === undefined || installed.some(({ memberId }) => memberId === portal)
          ? []
          : [{ value: portal, label: portal }]),
      ]}
    />
  );
};
