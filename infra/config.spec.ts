import { describe, expect, it } from 'vitest';
import { isSimulated, loadConfig } from './config.ts';

const DLT = { SMS_DLT_TEMPLATE_ID: '1107161234567890123', SMS_DLT_ENTITY_ID: '1201161234567890123' };

describe('the settings of a text-message carrier', () => {
  it('need the ids of the DLT platform where it is a real one', () => {
    expect(() => loadConfig({ SMS_URL: 'https://sms.example' })).toThrow(
      'SMS_DLT_TEMPLATE_ID: must be set with SMS_URL: a carrier in India needs it\nSMS_DLT_ENTITY_ID: ',
    );
    expect(() => loadConfig({ SMS_URL: 'https://sms.example', ...DLT, SMS_DLT_ENTITY_ID: 'only2u' })).toThrow(/DLT/);
    expect(loadConfig({ SMS_URL: 'https://sms.example', ...DLT })).toMatchObject(DLT);
  });
  it('need none where it is simulated', () => {
    const simulated = 'http://simulators:3010/simulators/sms';
    expect(loadConfig({ SMS_URL: simulated }).SMS_URL).toBe(simulated);
    expect(loadConfig({}).SMS_URL).toBeUndefined();
    expect([undefined, simulated, 'https://sms.example'].map(isSimulated)).toEqual([true, true, false]);
  });
  it('hold the place of the code in its text', () => {
    expect(() => loadConfig({ SMS_CODE_TEXT: 'Welcome' })).toThrow('must hold {otp}');
  });
});
