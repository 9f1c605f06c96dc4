import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sendInPace } from '../../lib/local/sending.ts';

const accepted = (text: string) => ({ status: 200, text, id: undefined });

describe('sending', () => {
  it('waits for an answer before the next where there is no rate', async () => {
    const happened: string[] = [];
    const tally = await sendInPace(
      async (position) => {
        happened.push(`sent ${position}`);
        await sleep(5);
        happened.push(`answered ${position}`);
        return accepted(String(position));
      },
      { count: 3, rate: 0 },
    );
    expect(happened).toEqual(['sent 0', 'answered 0', 'sent 1', 'answered 1', 'sent 2', 'answered 2']);
    expect(tally).toEqual({ sent: 3, accepted: 3, last: accepted('2') });
  });

  it('keeps the rate, and has no more than a hundred under way', async () => {
    let [underWay, most] = [0, 0];
    const started = performance.now();
    const tally = await sendInPace(
      async () => {
        most = Math.max(most, ++underWay);
        await sleep(300);
        underWay -= 1;
        return accepted('');
      },
      { count: 250, rate: 1000 },
    );
    expect(tally).toMatchObject({ sent: 250, accepted: 250 });
    expect(most).toBe(100);
    expect(performance.now() - started).toBeGreaterThan(600);
  });

  it('does not wait after the last', async () => {
    const started = performance.now();
    await sendInPace(async () => accepted(''), { count: 1, rate: 0.01 });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('counts what is not accepted', async () => {
    const answers = [accepted('a'), { status: 403, text: 'no', id: undefined }];
    const send = async (position: number) => answers[position] ?? accepted('more');
    expect(await sendInPace(send, { count: 2, rate: 0 })).toEqual({ sent: 2, accepted: 1, last: answers[1] });
  });

  it.each([0, 500])('throws what fails first and sends nothing more, at a rate of %d', async (rate) => {
    let sent = 0;
    const send = async () => {
      sent += 1;
      throw new Error(`failed at ${sent}`);
    };
    await expect(sendInPace(send, { count: 1000, rate })).rejects.toThrow('failed at 1');
    expect(sent).toBeLessThan(100);
  });
});
