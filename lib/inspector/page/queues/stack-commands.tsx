import { useAbout } from '../about.ts';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';

/** What does to a deployed stack what buttons do to a local run. */
export const StackCommands = ({ commands }: { readonly commands: readonly string[] }) => {
  const words = useQueuesWords();
  const options = useAbout()?.options ?? '';
  return (
    <div className={classes.commands}>
      <p>{words.inStack}</p>
      {commands.map((command) => (
        <p key={command}>
          <code>{`npx b24bus ${command}${options}`}</code>
        </p>
      ))}
    </div>
  );
};
