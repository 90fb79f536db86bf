import type { HubAddress } from './wire/session.ts';

/** Where Microsoft 365 answers for a tenant: its GUID, or a domain of it. */
export function microsoftAddress(tenant: string): HubAddress {
  const named = encodeURIComponent(tenant);
  return {
    tenant,
    tokenUrl: `https://login.microsoftonline.com/${named}/oauth2/v2.0/token`,
    graph: 'https://graph.microsoft.com/v1.0',
    exchange: `https://outlook.office365.com/adminapi/beta/${named}`,
  };
}

/** The same paths at the built-in hub. */
export function builtInAddress(url: string, tenant: string): HubAddress {
  return {
    tenant,
    tokenUrl: `${url}/${tenant}/oauth2/v2.0/token`,
    graph: `${url}/graph/v1.0`,
    exchange: `${url}/adminapi/beta/${tenant}`,
    settings: `${url}/api/v1/settings`,
  };
}
