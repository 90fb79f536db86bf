import type { State } from '../cmdlets/cmdlet.ts';
import { CmdletFailure } from '../frame/failure.ts';
import { guid, type Told } from '../frame/told.ts';
import type { ParameterTable } from '../parameters/types.ts';
import type { Bag } from './family.ts';

/** Kept for clients that set and read them. */
export const organizationDefaults: Bag = {
  /** As with a new tenant: some settings can't be changed before Enable-OrganizationCustomization. */
  IsDehydrated: true,
  MailTipsAllTipsEnabled: true,
  MailTipsExternalRecipientsTipsEnabled: false,
  MailTipsGroupMetricsEnabled: true,
  MailTipsLargeAudienceThreshold: 25,
  MailTipsMailboxSourcedTipsEnabled: true,
  FocusedInboxOn: null,
  SendFromAliasEnabled: false,
  OAuth2ClientProfileEnabled: true,
};

export const organizationParameters: ParameterTable = {
  MailTipsAllTipsEnabled: 'boolean',
  MailTipsExternalRecipientsTipsEnabled: 'boolean',
  MailTipsGroupMetricsEnabled: 'boolean',
  MailTipsLargeAudienceThreshold: 'integer',
  MailTipsMailboxSourcedTipsEnabled: 'boolean',
  FocusedInboxOn: 'boolean',
  OAuth2ClientProfileEnabled: 'boolean',
  SendFromAliasEnabled: 'elsewhere',
  RejectDirectSend: 'boolean',
};

export const organizationEntry = { kind: 'exchange', name: 'organizationConfig' } as const;

export function organizationBag({ entries }: State): Bag {
  const kept = (entries.body(organizationEntry.kind, organizationEntry.name) ?? {}) as Bag;
  return { ...organizationDefaults, ...kept };
}

export function organizationTold(state: State): Told {
  const { organisation, domain } = state.directory;
  return {
    Name: domain || state.tenant,
    DisplayName: organisation,
    Identity: domain || state.tenant,
    Guid: guid(state.tenant),
    ...organizationBag(state),
    // Copies come through inbound connectors only (docs/rules/directory.md).
    RejectDirectSend: true,
    OrganizationId: state.tenant,
  };
}

/** Exchange's refusal where the organisation still has the defaults that all tenants share. */
export function needsCustomization(state: State): void {
  if (organizationBag(state).IsDehydrated !== true) return;
  throw new CmdletFailure(
    400,
    'BadRequest',
    'Microsoft.Exchange.Configuration.Tasks.InvalidOperationInDehydratedContextException',
    "The command you tried to run isn't currently allowed in your organization. To run this command, you first need to run the command: Enable-OrganizationCustomization.",
  );
}
