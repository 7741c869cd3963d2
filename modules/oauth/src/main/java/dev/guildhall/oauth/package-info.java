/**
 * OAuth 2.0 for applications: people let programs of others act for them without giving them a password. It keeps which
 * applications there are and what people and organizations have decided about them; the tokens are sessions, of the module
 * identity, so that all that ends a session ends them. Its own tables are {@code oauth_client}, {@code
 * oauth_client_rule}, {@code oauth_consent}, {@code oauth_code}, {@code oauth_device} and {@code oauth_token}.
 *
 * <p>An application belongs to an organization, whose members it is for, or to the platform, and then it is for the members
 * of every organization that does not refuse it, and for people in those of their workspaces that belong to no organization.
 * A grant is always of one place, which is what the session is scoped to in which somebody gives it: of one organization,
 * and its tokens reach that and its workspaces; or of none, and they reach the user's workspaces that belong to none, as
 * long as these do, and carry no role of the platform. What they carry of the user's permissions is limited by scopes. An
 * application of an organization can act as itself there too, as an administrator within its scopes.
 *
 * <p>The endpoints of the protocol are a surface of their own, at {@code /oauth}, for they answer errors as RFC 6749 has
 * them. Clients, consents and rules are managed in the canonical API.
 *
 * <p>Publishes {@code oauth.client_created}, {@code oauth.client_updated}, {@code oauth.client_rotated}, {@code
 * oauth.client_former_secrets_ended}, {@code oauth.client_deleted}, {@code oauth.consent_given} and {@code
 * oauth.consent_withdrawn} to the organization or the platform, and to the organization {@code oauth.client_ruled}, {@code
 * oauth.token_issued} and {@code oauth.token_revoked}.
 */
package dev.guildhall.oauth;
