import { RuleViolation } from '@aftercare/kernel';
import { given } from './given';

class Lamp {
  private lit = false;
  switchOn(): { type: 'LampLit' }[] {
    if (this.lit) throw new RuleViolation('lamp.already-lit');
    this.lit = true;
    return [{ type: 'LampLit' }];
  }
}

describe('given / when / then', () => {
  it('passes for the events that were decided, fails for others', () => {
    given(new Lamp()).when((lamp) => lamp.switchOn()).then([{ type: 'LampLit' }]);
    expect(() => given(new Lamp()).when((lamp) => lamp.switchOn()).then([])).toThrow();
  });

  it('passes for the refusal that was named, fails for another one or none', () => {
    const twice = (lamp: Lamp) => [...lamp.switchOn(), ...lamp.switchOn()];
    given(new Lamp()).when(twice).thenRefused('lamp.already-lit');
    expect(() => given(new Lamp()).when(twice).thenRefused('lamp.broken')).toThrow();
    expect(() => given(new Lamp()).when((lamp) => lamp.switchOn()).thenRefused('lamp.already-lit')).toThrow('it was allowed');
  });
});
