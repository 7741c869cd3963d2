/**
 * User accounts, signing in and the credentials that come of it.
 *
 * <p>A sign-in opens a session. The session's cookie, its family of refresh tokens and the access tokens (RS256 JWTs)
 * made of them end together with it. Every request is decided from memory: a verified token's claims, the session's
 * state and the account's roles, all three following the database within a second on every node.
 *
 * <p>Owns the tables {@code user_account}, {@code user_session}, {@code refresh_token}, {@code signing_key},
 * {@code organization_sso}, {@code sso_domain}, {@code sso_attempt}, {@code sso_identity},
 * {@code saml_assertion}, {@code saml_answer}, {@code saml_key}, {@code totp_factor},
 * {@code passkey}, {@code passkey_challenge}, {@code recovery_code}, {@code password_link}, {@code email_change}, {@code known_device}, {@code code_guess}, {@code sign_in_challenge} and {@code sign_in_policy}, and publishes the view
 * {@code user_profile(id, email, full_name, platform_roles, email_key, email_verified, mail_refused_at)} for other modules to
 * join with; addresses are compared by their keys, see {@link dev.guildhall.identity.EmailAddress}. The view is more than what is
 * shown of somebody: membership decides by {@code platform_roles}, and locks the row while it does.
 * The column {@code user_account.default_workspace_id} refers to the table {@code member} of membership (constraint
 * {@code user_account_default_is_member}), so that who leaves a workspace has it as their default no longer, whoever
 * removes them; identity itself knows no members.
 *
 * <p>Publishes, under the platform, {@code user.created}, {@code user.updated}, {@code user.deactivated},
 * {@code user.reactivated}, {@code user.deleted}, {@code user.session_ended} (data {@code sessionId}),
 * {@code user.sessions_ended}, {@code user.session_proven}, {@code user.factor_added}, {@code …_removed} and
 * {@code user.factors_reset}, whose subject is the user's id, and {@code platform.sign_in_policy_changed}; and consumes
 * them, for its memory. Hearing one twice only reloads what was in memory. The first five it publishes under each
 * organization as well that the user is a member of. Under an organization it publishes
 * {@code organization.sso_configured}, {@code …sso_changed}, {@code …sso_removed},
 * {@code …sso_domain_added}, {@code …_verified}, {@code …_unproven}, {@code …_lapsed} and {@code …_removed}, {@code …sso_linked} and
 * {@code …sso_unlinked}, and {@code organization.sign_in_policy_changed}.
 */
package dev.guildhall.identity;
