import { randomInt } from 'node:crypto';
import type { EventName } from '../catalogue/index.ts';
import type { DecodedObject } from '../form/decoded.ts';

/** An event, with its `data` as portals were seen to send it. */
type Step = { readonly event: EventName; readonly data: DecodedObject };

/** What Bitrix24 and the external system call a message. */
type Message = { readonly id: string; readonly external: string };

const CONNECTOR = 'webshop';
const LINE = '7';
const OPERATOR = '27';

/** A chat of its own: what happens in it, as the events that a portal sends of it. */
export class DemoChat {
  /** Oldest first. */
  readonly steps: Step[] = [];
  readonly #number = randomInt(1_000_000, 1_000_000_000);
  /** Bitrix24's name of it, and the external system's. */
  readonly #id = String(this.#number);
  readonly #external = `anna-${this.#number.toString(36)}`;
  readonly #customer = String(this.#number + 1);
  readonly #beside = { CONNECTOR, LINE };
  readonly #connector = { connector_id: CONNECTOR, line_id: LINE, user_id: this.#customer };
  readonly #outside = { ...this.#connector, chat_id: this.#external };
  #messages = 0;

  starts(): void {
    this.#dialog('OnImConnectorDialogStart', 'N');
    this.#session('OnSessionStart');
  }

  finishes(): void {
    this.#session('OnSessionFinish');
    this.#dialog('OnImConnectorDialogFinish', 'Y');
  }

  customerWrites(text: string): void {
    const message = { id: this.#nextMessage().external, text, user_id: this.#customer };
    const chat = { id: this.#external, name: 'Anna' };
    this.#add('OnOpenLineMessageAdd', { DATA: { connector: this.#outside, chat, message } });
  }

  /** It goes to the connector, too. */
  operatorWrites(text: string): Message {
    const message = this.#nextMessage();
    const written = { user_id: OPERATOR, text: signed(text) };
    const ours = { id: message.id, chat_id: this.#id, ...written, system: 'N' };
    const item = { connector: this.#outside, message: ours, no_session: 'N' };
    this.#add('OnOpenLineMessageAdd', { ...this.#beside, DATA: item });
    this.#add('OnImConnectorMessageAdd', { ...this.#beside, MESSAGES: { 0: this.#item(message, written) } });
    return message;
  }

  operatorEdits(message: Message, text: string): void {
    const item = this.#item(message, { id: { 0: message.external }, text: signed(text) });
    this.#add('OnOpenLineMessageUpdate', { ...this.#beside, DATA: item });
    this.#add('OnImConnectorMessageUpdate', { ...this.#beside, MESSAGES: { 0: item } });
  }

  operatorDeletes(message: Message): void {
    const items = { 0: this.#item(message, { id: message.external }) };
    this.#add('OnOpenLineMessageDelete', { ...this.#beside, DATA: items });
    this.#add('OnImConnectorMessageDelete', { ...this.#beside, MESSAGES: items });
  }

  #dialog(event: EventName, closed: 'Y' | 'N'): void {
    const session = { id: String(this.#number + 2), closed, parent_id: '0', close_term: '60' };
    const [chat, user] = [{ id: this.#external }, { id: this.#customer }];
    this.#add(event, { ...this.#beside, DATA: { 0: { connector: this.#outside, session, chat, user } } });
  }

  #session(event: EventName): void {
    const connector = { ...this.#connector, chat_id: this.#id };
    const line = { id: LINE, name: 'Orders' };
    this.#add(event, { DATA: { connector, chat: { chat_id: this.#id }, line } });
  }

  #item({ id }: Message, message: DecodedObject): DecodedObject {
    return { im: { chat_id: this.#id, message_id: id }, message, chat: { id: this.#external } };
  }

  #nextMessage(): Message {
    this.#messages += 1;
    const id = String(this.#number + 10 + this.#messages);
    return { id, external: `${this.#external}-${this.#messages}` };
  }

  #add(event: EventName, data: DecodedObject): void {
    this.steps.push({ event, data });
  }
}

const signed = (text: string): string => `[b]Olga:[/b] [br]${text}`;
