import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import { startPlay, usePlay } from './play.ts';
import { ProblemNote } from './problem-note.tsx';
import { words } from './words.ts';

const usePlayWords = words({
  en: {
    play: 'Play a conversation',
    playing: 'Playing a conversation…',
    refused: (accepted: number, sent: number) => `Only ${accepted} of ${sent} requests were accepted.`,
  },
  ru: {
    play: 'Проиграть диалог',
    playing: 'Диалог идёт…',
    refused: (accepted, sent) => `Принято запросов: только ${accepted} из ${sent}.`,
  },
});

/** Plays a conversation in a local run. */
export const PlayButton = () => {
  const texts = usePlayWords();
  const play = usePlay();
  return (
    <div>
      <Button onClick={startPlay}>{play.state === 'playing' ? texts.playing : texts.play}</Button>
      {play.state === 'failed' && <ProblemNote>{play.error}</ProblemNote>}
      {play.state === 'played' && play.report.accepted < play.report.sent && (
        <ProblemNote>{texts.refused(play.report.accepted, play.report.sent)}</ProblemNote>
      )}
    </div>
  );
};
