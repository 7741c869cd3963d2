/**
 * Provisioning by SCIM 2.0 (RFC 7643 and RFC 7644): the directory of an organization, such as Entra ID, Okta or OneLogin,
 * says who its users and teams are. It only translates: accounts are of the module identity, members and teams of
 * membership, and each of their rules holds here too. Its own tables are {@code scim_connection}, the tokens by which
 * directories come, and {@code scim_user} and {@code scim_group}, what they say that is kept nowhere else.
 *
 * <p>It is served at {@code /scim/v2}, and the token says which organization it is about: a directory has one field for a
 * URL and one for a token, and where the URL named the organization too, the two could contradict each other.
 *
 * <p>Publishes to the organization {@code organization.scim_connection_created}, {@code
 * organization.scim_connection_rotated} and {@code organization.scim_connection_revoked}.
 */
package dev.guildhall.scim;
