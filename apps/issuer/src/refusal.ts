/** Something the user can put right: printed as one line, without a stack. Names the thing, the rule and the remedy. */
export class Refusal extends Error {}
