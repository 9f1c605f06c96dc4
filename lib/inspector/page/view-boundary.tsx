import { Component, type ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

type Props = { readonly children: ReactNode; readonly note: (message: string) => ReactNode };

type State = { readonly message?: string };

/** Shows what went wrong in place of a view that has thrown, or whose code could not be loaded. */
export class ViewBoundary extends Component<Props, State> {
  override state: State = {};

  static getDerivedStateFromError(fault: unknown): State {
    return { message: fault instanceof Error ? fault.message : String(fault) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return <ProblemNote>{this.props.note(message)}</ProblemNote>;
  }
}
