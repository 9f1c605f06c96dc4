/** Environment variables, of which AWS's own begin with `AWS_`. */
export type Environment = Readonly<Record<string, string | undefined>>;
