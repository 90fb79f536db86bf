import type { Capabilities } from '../../provider.ts';

const verified = '2026-11-25';

export const postfixCapabilities: Capabilities = {
  'return domain': {
    support: 'can',
    note: 'virtual_alias_domains, on the machine of the hub (home.configDirectory); else shown as files',
    link: 'https://www.postfix.org/VIRTUAL_README.html',
    verified,
  },
  'copies with their envelope recipient': {
    support: 'can',
    note: 'recipient_bcc_maps, a transport of its own, smtp_generic_maps',
    link: 'https://www.postfix.org/postconf.5.html#recipient_bcc_maps',
    verified,
  },
  'answers given at home': {
    support: 'can',
    note: 'sender_bcc_maps: all that these people send is copied, the hub drops what is no answer',
    link: 'https://www.postfix.org/postconf.5.html#sender_bcc_maps',
    verified,
  },
  'parameters that are set otherwise': { support: 'cannot', note: 'the step is blocked and names them', verified },
  'another machine': { support: 'manual', note: 'exact files to put there', verified },
};
