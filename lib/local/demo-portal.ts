/** The portal that a local run knows (contract, section 5); its token is no secret, everybody who starts one has it. */
export const DEMO_PORTAL = {
  memberId: 'a223c6b3710f85df22e9377d6c4f7553',
  token: '51856fefc120afa4b628cc82d3935cce',
} as const;
